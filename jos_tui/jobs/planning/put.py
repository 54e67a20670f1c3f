"""Planning an upload: every file, the key it becomes, and what is there already."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError
from jos_tui.core.local_names import NAMES_FILE
from jos_tui.core.location import Location
from jos_tui.core.text import printable_name
from jos_tui.jobs.item import Action, ItemState, PlannedItem
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning import refusals
from jos_tui.jobs.planning.contents import Contents
from jos_tui.jobs.planning.globs import Globs
from jos_tui.jobs.planning.leftover_keys import leftover_keys
from jos_tui.jobs.planning.listed import Asked, Existing, Listed, Unasked, rows
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage
from jos_tui.jobs.planning.settling import FileSettling, Settling
from jos_tui.jobs.planning.sources import Source, exact_sources, identity, own_name, sources_of
from jos_tui.jobs.planning.walk import LINK, Found, Naming, Node, file_node, walk
from jos_tui.jobs.protection import Protection
from jos_tui.jobs.request import EmptyFolders, Extra, Originals, PutRequest, Symlinks
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store

FILTERED = "Files that the filters exclude"
CLOSED = "Folders that the filters exclude"
EMPTY = "Empty folders"

_SAID = 10  # names, in notes
_FEW = 16  # up to so many sources the store is asked for each


def plan_put(store: Store, request: PutRequest, outbox: Outbox, cancel: CancelToken) -> None:
    """Plan every file of the sources, then the keys that no file has.

    Blocks; raises StoreError and Cancelled. What cannot be read or stored becomes a FAILED item.
    """
    position = outbox.position
    if position.exact is None:  # once: a file of names may grow while this is planned
        position.exact = exact_sources(request)
        outbox.say(_renamed(position.exact))
    sources = sources_of(request, position.exact)
    planner = _Planner(store, request, sources, outbox, cancel)
    for number in outbox.parts(Stage.ITEMS, len(sources)):
        planner.plan_source(number)
    if request.extra is Extra.DELETE:
        leftover_keys(store, request, sources, outbox, cancel)


def _renamed(exact: Mapping[str, str]) -> list[str]:
    """Say that names here are others in the store."""
    return [
        f"{printable_name(own_name(path))} is {printable_name(name)} in the store, as {NAMES_FILE}"
        " beside it says."
        for path, name in list(exact.items())[:_SAID]
    ]


class _Planner:
    def __init__(
        self,
        store: Store,
        request: PutRequest,
        sources: list[Source],
        outbox: Outbox,
        cancel: CancelToken,
    ) -> None:
        self._store = store
        self._request = request
        self._sources = sources
        self._outbox = outbox
        self._cancel = cancel
        self._globs = Globs(request.filters)
        self._moves = request.originals is Originals.GO
        self._protection = Protection(store.profile.protected)
        self._asks_nobody = request.conflict is Conflict.OVERWRITE and not (
            self._protection.may_hold_below(request.location)
        )
        self._contents = Contents(cancel)
        self._files = self._settling(self._files_there())

    def plan_source(self, number: int) -> None:
        """Plan a file, or what is in a folder."""
        source, after = self._sources[number], self._outbox.position.after
        if self._moves and self._stays_or_went(source, after):
            return
        error = refusals.of_source(source)
        if error is None and Path(source.path).is_dir():
            if self._request.extra is Extra.DELETE:
                self._outbox.position.roots.setdefault(number, identity(source.path))
            self._plan_folder(source, after)
        elif after != source.key:
            if error is not None:
                self._fail(source.path, source.key, error)
            else:
                node = file_node(source.path, Path(source.path).name)
                self._add(node, source.key, self._files)
            self._outbox.reached(source.key)

    def _stays_or_went(self, source: Source, after: str | None) -> bool:
        """Whether a source of a move is a link, or a folder that was planned and is gone by now."""
        if after is not None and not os.path.lexists(source.path):
            return True
        if not Path(source.path).is_symlink():
            return False
        if after is None:
            self._outbox.tally.leave_out(LINK, source.path)
            self._outbox.reached(source.key)
        return True

    def _plan_folder(self, source: Source, after: str | None) -> None:
        settling = self._settling(self._there_below(source.prefix, after))
        start = (after or "").removeprefix(source.prefix)
        # What a link leads to is not its own: it may be needed where it is, or go by itself.
        links = Symlinks.SKIP if self._moves else self._request.symlinks
        for node in walk(source.path, links, self._globs, self._cancel, start, Naming.AS_STORED):
            key = source.prefix + node.key
            if after is None or key > after:
                self._add(node, key, settling)
                if node.found is not Found.FOLDER:  # a file in it may have the very same key
                    self._outbox.reached(key)

    def _add(self, node: Node, key: str, settling: Settling) -> None:
        tally = self._outbox.tally
        match node.found:
            case Found.FILE if not self._globs.takes(node.key):
                tally.found += 1
                tally.leave_out(FILTERED, node.path)
            case Found.FILE:
                tally.found += 1
                self._outbox.add(settling.settled(self._item(node, key)))
            case Found.EMPTY_FOLDER if key:
                self._add_empty(node, key, settling)
            case Found.LEFT_OUT:
                tally.leave_out(node.reason, node.path)
            case Found.CLOSED_FOLDER:
                tally.leave_out(CLOSED, node.path)
            case Found.BROKEN if node.error is not None:
                self._fail(node.path, key, node.error)

    def _add_empty(self, node: Node, key: str, settling: Settling) -> None:
        if self._request.empty_folders is EmptyFolders.LEAVE_OUT:
            self._outbox.tally.leave_out(EMPTY, node.path)
        elif self._globs.takes(node.key):
            item = settling.settled_folder(self._item(node, key))
            if self._moves and item.state is ItemState.SKIPPED:
                item = replace(item, state=ItemState.WAITING)  # its marker is all there is of it
            self._outbox.add(item)
        else:
            self._outbox.tally.leave_out(CLOSED, node.path)

    def _item(self, node: Node, key: str) -> PlannedItem:
        bucket = self._request.location.bucket
        return PlannedItem(
            Action.PUT,
            bucket,
            key,
            node.path,
            node.size,
            node.modified_ns,
            node.inode,
            changed_ns=node.changed_ns,
        )

    def _fail(self, path: str, key: str, error: JosError) -> None:
        item = PlannedItem(Action.PUT, self._request.location.bucket, key, path)
        self._outbox.add(refusals.failed(item, error))

    def _settling(self, there: Existing) -> Settling:
        others = {source.key for source in self._sources}
        asked = Asked(self._store, self._request.location.bucket, self._cancel)
        return FileSettling(
            self._request.conflict,
            there,
            asked,
            others,
            self._outbox.tally,
            self._protection,
            self._contents,
        )

    def _files_there(self) -> Existing:
        location, part = self._request.location, self._outbox.position.part
        if self._asks_nobody:
            return Unasked()
        if len(self._sources) <= _FEW:
            return Asked(self._store, location.bucket, self._cancel)
        after = self._sources[part - 1].key if part else ""
        return Listed(rows(self._store, location, Depth.LEVEL, self._cancel, after))

    def _there_below(self, prefix: str, after: str | None) -> Existing:
        if self._asks_nobody:
            return Unasked()
        location = Location(self._request.location.bucket, prefix)
        return Listed(rows(self._store, location, Depth.TREE, self._cancel, after or ""))
