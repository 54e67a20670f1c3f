"""What becomes of what is to be stored under a key that may be taken."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Container
from dataclasses import replace
from itertools import count
from pathlib import Path

from jos_tui.core.entry import Entry
from jos_tui.core.errors import JosError
from jos_tui.core.local_names import numbered
from jos_tui.core.location import base_name, parent_prefix
from jos_tui.jobs.item import ItemState, PlannedItem
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning import refusals
from jos_tui.jobs.planning.contents import Contents
from jos_tui.jobs.planning.listed import Existing
from jos_tui.jobs.planning.position import Tally
from jos_tui.jobs.planning.same import same_as_copied, same_as_uploaded
from jos_tui.jobs.protection import Protection

_REPLACING = {Conflict.OVERWRITE, Conflict.IF_NEWER, Conflict.IF_DIFFERENT}


class Settling(ABC):
    """Decides item by item, in the order of ``there``, and counts.

    ``asked`` answers for numbered keys, ``others`` are the keys of the chosen sources. What is
    protected is not replaced before the user was asked. Blocks on the store; raises StoreError and
    Cancelled.
    """

    def __init__(
        self,
        conflict: Conflict,
        there: Existing,
        asked: Existing,
        others: Container[str],
        tally: Tally,
        protection: Protection,
    ) -> None:
        self._conflict = conflict
        self._there = there
        self._asked = asked
        self._others = others
        self._tally = tally
        self._protection = protection

    def settled(self, item: PlannedItem) -> PlannedItem:
        """Return the item as it is planned: under a free key, to wait, held, skipped or failed."""
        if refused := self._refused(item):
            return refused
        entry = self._there.find(item.key)
        if entry is None:
            self._tally.new += 1
            return self._kept_from_replacing(item)
        if self._conflict is Conflict.KEEP_BOTH:
            self._tally.new += 1
            item = replace(item, key=self._free_key(item))
            return self._refused(item) or item
        state = self._state(item, entry)
        if state is ItemState.WAITING and self._protection.holds(item.bucket, item.key):
            state = ItemState.HELD
        if state is ItemState.SKIPPED:
            self._tally.same += 1
        else:
            self._tally.changed += 1
        return replace(item, state=state)

    def settled_folder(self, item: PlannedItem) -> PlannedItem:
        """Like :meth:`settled` for a folder's marker, which is skipped if it is there."""
        item = replace(item, size=0)
        if refused := self._refused(item):
            return refused
        is_there = self._there.find(item.key) is not None
        return replace(item, state=ItemState.SKIPPED) if is_there else item

    def _kept_from_replacing(self, item: PlannedItem) -> PlannedItem:
        """Let what is protected not be replaced either if it comes to be there meanwhile."""
        is_protected = self._conflict in _REPLACING and self._protection.holds(
            item.bucket, item.key
        )
        return replace(item, conflict=Conflict.ASK) if is_protected else item

    def _state(self, item: PlannedItem, entry: Entry) -> ItemState:
        match self._conflict:
            case Conflict.ASK:
                return ItemState.HELD
            case Conflict.IF_DIFFERENT:
                is_same = self._is_same(item, entry)
            case Conflict.IF_NEWER:
                is_same = item.modified_ms <= entry.modified_ms
            case Conflict.OVERWRITE:
                is_same = False
            case _:
                is_same = True
        return ItemState.SKIPPED if is_same else ItemState.WAITING

    def _free_key(self, item: PlannedItem) -> str:
        prefix, name = parent_prefix(item.key), base_name(item.key)
        names = (numbered(name, number) for number in count(2))
        return next(prefix + free for free in names if self._is_free(item, prefix + free, free))

    def _is_free(self, item: PlannedItem, key: str, name: str) -> bool:
        if key in self._others or self._has_neighbour(item, name):
            return False
        return self._asked.find(key) is None

    def _refused(self, item: PlannedItem) -> PlannedItem | None:
        error = self._refusal(item)
        return None if error is None else refusals.failed(item, error)

    @abstractmethod
    def _refusal(self, item: PlannedItem) -> JosError | None:
        """Say why an item cannot have its key, None if it can."""

    @abstractmethod
    def _is_same(self, item: PlannedItem, entry: Entry) -> bool:
        """Whether an object is what the item would become, as far as that can be seen."""

    @abstractmethod
    def _has_neighbour(self, item: PlannedItem, name: str) -> bool:
        """Whether something of that name lies beside where the item comes from.

        It may be on its way to the same place.
        """


class FileSettling(Settling):
    """For files of this machine; ``contents`` reads those that may be older than they look."""

    def __init__(
        self,
        conflict: Conflict,
        there: Existing,
        asked: Existing,
        others: Container[str],
        tally: Tally,
        protection: Protection,
        contents: Contents,
    ) -> None:
        super().__init__(conflict, there, asked, others, tally, protection)
        self._contents = contents

    def _refusal(self, item: PlannedItem) -> JosError | None:
        if not refusals.is_text(item.key):
            return refusals.not_text(item.path)
        if len(item.key.encode()) > refusals.LONGEST_KEY:
            return refusals.too_long(item.path, item.key)
        return None

    def _is_same(self, item: PlannedItem, entry: Entry) -> bool:
        return same_as_uploaded(item, entry, self._contents)

    def _has_neighbour(self, item: PlannedItem, name: str) -> bool:
        return os.path.lexists(Path(item.path).with_name(name))


class CopySettling(Settling):
    """For objects of the same store. ``sources`` answers for keys beside the originals."""

    def __init__(
        self,
        conflict: Conflict,
        there: Existing,
        asked: Existing,
        others: Container[str],
        tally: Tally,
        protection: Protection,
        sources: Existing,
    ) -> None:
        super().__init__(conflict, there, asked, others, tally, protection)
        self._sources = sources

    def _refusal(self, item: PlannedItem) -> JosError | None:
        if len(item.key.encode(errors="surrogatepass")) > refusals.LONGEST_KEY:
            return refusals.too_long_to_copy(item.from_key, item.key)
        return None

    def _is_same(self, item: PlannedItem, entry: Entry) -> bool:
        return same_as_copied(item, entry)

    def _has_neighbour(self, item: PlannedItem, name: str) -> bool:
        return self._sources.find(parent_prefix(item.from_key) + name) is not None
