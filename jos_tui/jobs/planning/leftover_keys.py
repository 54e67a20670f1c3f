"""Keys that no local file has, where a prefix is to become like a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry
from jos_tui.core.location import Location
from jos_tui.core.text import printable_name
from jos_tui.jobs.item import Action, ItemState, PlannedItem
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning.globs import Globs
from jos_tui.jobs.planning.listed import Asked, Listed, in_order, rows
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage, Tally
from jos_tui.jobs.planning.settling import CopySettling
from jos_tui.jobs.planning.sources import Source, identity
from jos_tui.jobs.planning.walk import Found, Naming, Node, walk
from jos_tui.jobs.protection import Protection
from jos_tui.jobs.request import PutRequest
from jos_tui.jobs.trash import TRASH
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store

NOTHING_FOUND = "No file was found here, so nothing is deleted in the store."
SOME_FAILED = "Not everything here can be read or stored, so nothing is deleted in the store."
TOO_LONG = "Keys that would be too long in the trash"

_SHIELDS = {Found.LEFT_OUT, Found.CLOSED_FOLDER}


def leftover_keys(
    store: Store, request: PutRequest, sources: list[Source], outbox: Outbox, cancel: CancelToken
) -> None:
    """Plan to delete the keys below the folders' prefixes that nothing local has the name of.

    Where the request names a trash, they are moved there, and what lies in the trash stays.
    Nothing goes that the filters exclude, or that is below a link which was not followed; nothing
    at all goes if any item failed or no file was found. Looks at both sides again, which takes
    time rather than memory.
    """
    if outbox.tally.failed or not outbox.tally.found:
        outbox.say([SOME_FAILED if outbox.tally.failed else NOTHING_FOUND])
        return
    leftovers = _Leftovers(store, request, outbox, cancel)
    for number in outbox.parts(Stage.EXTRAS, len(sources)):
        source, root = sources[number], outbox.position.roots.get(number)
        if root is None:
            continue
        if identity(source.path) != root or not leftovers.look_below(source):
            name = printable_name(source.path)
            outbox.say([f"{name} changed or could not be read again, so no more is deleted."])
            return


class _Leftovers:
    def __init__(
        self, store: Store, request: PutRequest, outbox: Outbox, cancel: CancelToken
    ) -> None:
        self._store = store
        self._request = request
        self._outbox = outbox
        self._cancel = cancel
        self._globs = Globs(request.filters)

    def look_below(self, source: Source) -> bool:
        """Plan what goes below a prefix; return whether all of the folder could be read."""
        after = self._outbox.position.after or ""
        start = after.removeprefix(source.prefix)
        links = self._request.symlinks
        local = _Local(walk(source.path, links, self._globs, self._cancel, start, Naming.AS_STORED))
        location = Location(self._request.location.bucket, source.prefix)
        in_trash = self._names_in_trash(source, after) if self._request.trash else None
        for row in in_order(rows(self._store, location, Depth.TREE, self._cancel, after)):
            name = row.key[len(source.prefix) :]
            is_local = local.has(name)
            if local.is_broken:
                return False
            if not is_local and self._globs.takes(name):
                if in_trash is None:
                    self._add(self._deletion(row))
                elif not row.key.startswith(TRASH):
                    self._add_move(row, in_trash)
            self._outbox.reached(row.key)
        return True

    def _add(self, item: PlannedItem) -> None:
        self._outbox.tally.extra += 1
        self._outbox.add(item)

    def _add_move(self, row: Entry, in_trash: CopySettling) -> None:
        item = in_trash.settled(self._move(row))
        if item.state is ItemState.FAILED:
            self._outbox.tally.leave_out(TOO_LONG, row.key)
        else:
            self._add(item)

    def _names_in_trash(self, source: Source, after: str) -> CopySettling:
        """Return what gives names in the trash that are free, key by key in their order."""
        bucket, trash = self._request.location.bucket, self._request.trash
        begun = trash + after if after else ""
        listing = rows(
            self._store, Location(bucket, trash + source.prefix), Depth.TREE, self._cancel, begun
        )
        asked = Asked(self._store, bucket, self._cancel)
        return CopySettling(
            Conflict.KEEP_BOTH, Listed(listing), asked, (), Tally(), Protection(()), asked
        )

    def _move(self, row: Entry) -> PlannedItem:
        bucket = self._request.location.bucket
        return replace(
            self._deletion(row),
            action=Action.COPY,
            key=self._request.trash + row.key,
            from_bucket=bucket,
            from_key=row.key,
        )

    def _deletion(self, row: Entry) -> PlannedItem:
        return PlannedItem(
            Action.DELETE,
            self._request.location.bucket,
            row.key,
            size=row.size,
            modified_ns=row.modified_ms * 1_000_000,
            etag=row.etag,
        )


class _Local:
    """Goes through a folder beside a listing."""

    def __init__(self, nodes: Iterator[Node]) -> None:
        self._nodes = nodes
        self._shield = ""
        self._node = next(nodes, None)
        self.is_broken = False

    def has(self, name: str) -> bool:
        """Whether something has a name, or might have; names must be asked for in order."""
        while self._node is not None and self._node.key < name:
            self._pass(self._node)
            self._node = next(self._nodes, None)
        if self._node is not None and self._node.key == name:
            return True
        return bool(self._shield) and name.startswith(self._shield)

    def _pass(self, node: Node) -> None:
        if node.found is Found.BROKEN:
            self.is_broken = True
        elif node.found in _SHIELDS and node.key.endswith("/"):
            self._shield = node.key
