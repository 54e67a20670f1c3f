"""Whom the jobs connect as: profiles that clients have sent, or that are read again."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jos_tui.core.errors import ProfileError
from jos_tui.jobs.request import StoreRef
from jos_tui.profiles.config import Brakes
from jos_tui.profiles.discovery import from_file
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.wanted import select
from jos_tui.store.store import Store, connect


class Credentials:
    """The stores of the jobs, one for each connection. Thread-safe.

    Keys are kept in memory alone. A profile that no client has sent is read from its file.
    ``read_brakes`` reads what is configured for connections; it may block.
    """

    def __init__(self, read_brakes: Callable[[], Brakes] = Brakes) -> None:
        self._read_brakes = read_brakes
        self._lock = threading.Lock()
        self._known: dict[StoreRef, Profile] = {}
        self._stores: dict[StoreRef, Store] = {}
        self._outdated: list[Store] = []

    def learn(self, ref: StoreRef, profile: Profile) -> None:
        """Take note of the keys a client has for a connection."""
        with self._lock:
            self._known[ref] = self._read_brakes().applied_to(_at(ref, profile))

    def profile_of(self, ref: StoreRef) -> Profile:
        """Return whom a connection is as, and with which brakes. Blocks; raises ProfileError."""
        with self._lock:
            return self._known.get(ref) or self._read(ref)

    def store_for(self, ref: StoreRef) -> Store:
        """Return the store of a connection. Blocks. Raises ProfileError if there are no keys."""
        with self._lock:
            profile = self._known.get(ref) or self._read(ref)
            self._known[ref] = profile
            store = self._stores.get(ref)
            if store is None or store.profile != profile:
                if store is not None:
                    self._outdated.append(store)
                store = self._stores[ref] = connect(profile)
            return store

    def refused(self, ref: StoreRef) -> bool:
        """Look for other keys after a store has refused those it got; return whether there are.

        Blocks: reads the file the profile came from.
        """
        with self._lock:
            store = self._stores.get(ref)
            if store is None or self._known.get(ref) != store.profile:
                return True  # a client has sent others meanwhile
            try:
                profile = self._read(ref)
            except ProfileError:
                return False
            profile = replace(profile, authorities=store.profile.authorities)
            self._known[ref] = profile
            return profile != store.profile

    def close(self) -> None:
        """Drop all connections."""
        with self._lock:
            for store in (*self._stores.values(), *self._outdated):
                store.close()
            self._stores.clear()
            self._outdated.clear()
            self._known.clear()

    def _read(self, ref: StoreRef) -> Profile:
        brakes = self._read_brakes()
        return brakes.applied_to(_at(ref, brakes.applied_to(_read(ref))))


def _read(ref: StoreRef) -> Profile:
    """Return the profile of a connection as its file has it now. Raises ProfileError."""
    if ref.anonymous:
        return Profile(ref.name, (), source=ref.source)
    if not ref.source:
        raise ProfileError(
            "Waiting for keys",
            f"Those of {ref.name} were not read from a file, so only you have them",
            "Connect with the same keys again, and the job goes on.",
        )
    found = from_file(Path(ref.source), os.environ, Path.home())
    profile = _chosen(found, ref.name)
    if profile.anonymous:
        raise ProfileError(
            "Waiting for keys",
            f"{ref.source} has none for {ref.name} any longer",
            "Put them back, or connect with the keys that the job is to use.",
        )
    return profile


def _chosen(found: Found, name: str) -> Profile:
    """Return the profile of that name; a single one may have had another among others."""
    if len(found.profiles) == 1:
        return found.profiles[0]
    return select(found, name)


def _at(ref: StoreRef, profile: Profile) -> Profile:
    """Return the profile as the job uses it, whatever else its file says about where to connect."""
    return replace(
        profile,
        name=ref.name,
        endpoints=parse_endpoint(ref.endpoint)[:1],
        region=ref.region,
        source=ref.source,
        also_in=(),
        also_named=(),
        assumed=False,
    )
