"""The versions that go with a deletion, and whether there are any."""

from __future__ import annotations

from collections.abc import Iterator

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    JosError,
    NotAllowed,
    NotSupported,
    StoreError,
)
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.jobs.item import Action, ItemState, PlannedItem
from jos_tui.jobs.planning.below import Asked
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.request import Scope
from jos_tui.store.store import Store
from jos_tui.store.versioning import Versioning
from jos_tui.store.versions import Version, VersionKind

_AT_ONCE = 1000  # of one key, before they are handed on


class KeptVersions:
    """Asks each bucket once whether it keeps versions. Blocks; raises StoreError, Cancelled."""

    def __init__(self, store: Store, outbox: Outbox, cancel: CancelToken) -> None:
        self._store = store
        self._outbox = outbox
        self._cancel = cancel
        self._known: dict[str, Versioning | None] = {}

    def are_in(self, bucket: str) -> bool:
        """Whether there may be versions, as the bucket says, or their list if nobody may ask it."""
        versioning = self._of(bucket)
        if versioning is None:
            return self._can_be_listed(bucket)
        return versioning is not Versioning.NEVER

    def say_what_stays(self, bucket: str) -> None:
        """Tell whoever deletes only what is seen, if more than that is there."""
        if bucket in self._known:
            return
        try:
            versioning = self._of(bucket)
        except StoreError as exc:
            if is_about_the_keys(exc):
                raise
            # What is seen can be planned all the same; chosen objects need no other answer.
            versioning = self._known[bucket] = None
        match versioning:
            case Versioning.ENABLED:
                stays = "keeps versions: what is deleted is hidden, stays there and takes space"
            case Versioning.SUSPENDED:
                stays = "has kept versions: older ones stay and take space"
            case Versioning.NEVER:
                return
            case None:
                stays = "does not say whether it keeps versions: older ones may stay"
        self._outbox.say([f"The bucket {printable(bucket)} {stays}."])

    def _of(self, bucket: str) -> Versioning | None:
        if bucket not in self._known:
            self._known[bucket] = self._ask(bucket)
        return self._known[bucket]

    def _ask(self, bucket: str) -> Versioning | None:
        try:
            return self._store.versioning(bucket, self._cancel)
        except NotAllowed as exc:
            if is_about_the_keys(exc):
                raise
            return None

    def _can_be_listed(self, bucket: str) -> bool:
        try:
            next(self._store.versions(Location(bucket), self._cancel), None)
        except (NotAllowed, NotSupported) as exc:
            if is_about_the_keys(exc):
                raise
            self._outbox.say([f"The versions in {printable(bucket)} cannot be listed: {exc}"])
            return False
        return True


def plan_versions(
    store: Store, asked: Asked, reach: Scope, outbox: Outbox, cancel: CancelToken
) -> None:
    """Plan the versions and markers of a place; with NONCURRENT not the objects that are seen.

    Goes on behind the position of the outbox. Blocks; raises StoreError, Cancelled.
    """
    place = outbox.position
    of_key = _OfKey(place.after, reach, has_latest=bool(place.after_version))
    for version in _listed(store, asked, outbox, cancel):
        if version.key != of_key.key:
            if of_key.number:
                of_key.check()
                outbox.reached(str(of_key.key))
            of_key = _OfKey(version.key, reach)
        of_key.count(version)
        if _goes(version, reach):
            outbox.add(_item(asked.bucket, version))
        if of_key.number % _AT_ONCE == 0:
            of_key.check()
            outbox.reached(version.key, version.version_id)
    if of_key.number:
        of_key.check()
        outbox.reached(str(of_key.key))


class _OfKey:
    """The versions of one key that were listed up to now."""

    def __init__(self, key: str | None, reach: Scope, *, has_latest: bool = False) -> None:
        self.key = key
        self.number = 0
        self._has_latest = has_latest
        self._needs_latest = reach is Scope.NONCURRENT

    def count(self, version: Version) -> None:
        self.number += 1
        self._has_latest |= version.latest

    def check(self) -> None:
        """Raise NotSupported if it is not known what must stay."""
        if self._needs_latest and not self._has_latest:
            raise NotSupported(
                "The store does not say which versions are the newest",
                f"None of those of {printable(str(self.key))} is marked so",
                "Choose the versions to delete one by one.",
            )


def is_about_the_keys(error: JosError) -> bool:
    """Whether it is not only this that is forbidden, but everything."""
    return isinstance(error, NotAllowed) and type(error) is not NotAllowed


def _listed(store: Store, asked: Asked, outbox: Outbox, cancel: CancelToken) -> Iterator[Version]:
    """Yield the versions in the order of keys. Some stores list markers behind versions."""
    place = outbox.position
    after = (place.after or "", place.after_version)
    for page in store.versions(asked.location, cancel, after=after):
        for version in sorted(page, key=lambda one: one.key):
            if asked.is_behind(version.key):
                return
            if asked.has(version.key):
                yield version


def _goes(version: Version, reach: Scope) -> bool:
    is_seen = version.latest and version.kind is VersionKind.OBJECT
    return reach is Scope.ALL_VERSIONS or not is_seen


def _item(bucket: str, version: Version) -> PlannedItem:
    lacks_id = not version.version_id
    return PlannedItem(
        _action(version),
        bucket,
        version.key,
        size=version.size,
        modified_ns=0 if version.kind is VersionKind.DELETE_MARKER else version.modified_ms * 10**6,
        etag=version.etag,
        version_id=version.version_id,
        state=ItemState.FAILED if lacks_id else ItemState.WAITING,
        error=_without_id(version) if lacks_id else None,
    )


def _action(version: Version) -> Action:
    if version.kind is VersionKind.DELETE_MARKER:
        return Action.DELETE_MARKER
    return Action.DELETE if version.latest else Action.DELETE_VERSION


def _without_id(version: Version) -> JosError:
    return NotSupported(
        f"A version of {printable(version.key)} has no id",
        "The store would delete the object itself",
        "Delete it with other means.",
    )
