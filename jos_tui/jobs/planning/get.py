"""Planning a download: every object, and the file it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.local_names import NAMES_FILE, LocalNames, OrderedNames
from jos_tui.core.text import printable_name
from jos_tui.jobs.chosen_rows import parts_of
from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.local_disk import folds_case, free_bytes
from jos_tui.jobs.planning.globs import Globs
from jos_tui.jobs.planning.leftovers import leftover_files
from jos_tui.jobs.planning.listed import objects_of
from jos_tui.jobs.planning.older import objects_as_of, plan_versions
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Position, Stage
from jos_tui.jobs.planning.saved import with_state
from jos_tui.jobs.request import EmptyFolders, Extra, GetRequest
from jos_tui.jobs.skip_words import NOTHING_THEN, may_be_same_text
from jos_tui.store.store import Store

FILTERED = "Objects that the filters exclude"
MARKER = "Empty folders"


class _Names(Protocol):
    def text_for(self, key: str) -> str: ...
    def text_for_content(self, key: str) -> str: ...


def plan_get(store: Store, request: GetRequest, outbox: Outbox, cancel: CancelToken) -> None:
    """Plan every object of a selection, then the local files that no object has.

    Blocks; raises StoreError and Cancelled.
    """
    if request.versions:
        plan_versions(request, outbox)
        outbox.say(_space_notes(request, outbox))
        return
    names = _names(store, request, outbox, cancel)
    planner = _Planner(request, outbox, names)
    parts = parts_of(request.selection)
    for number in outbox.parts(Stage.ITEMS, len(parts)):
        part, after = parts[number], outbox.position.after
        if after is None:
            planner.begin(number, part)
        for entry, version_id in _objects(store, request, part, cancel, after):
            planner.add(part, entry, version_id)
            outbox.reached(entry.key)
    if request.extra is Extra.DELETE:
        folded = names if isinstance(names, LocalNames) else None
        leftover_files(request, outbox, len(parts), folded, cancel)
    if request.as_of_ms and not outbox.tally.found:
        outbox.say([NOTHING_THEN])
    notes = [*_renamed_notes(outbox), *may_be_same_text(outbox.tally.may_be_same)]
    outbox.say([*notes, *_space_notes(request, outbox)])


class _Planner:
    def __init__(self, request: GetRequest, outbox: Outbox, names: _Names) -> None:
        self._request = request
        self._outbox = outbox
        self._names = names
        self._globs = Globs(request.filters)

    def begin(self, number: int, part: Entry) -> None:
        """Name the folder that a prefix or bucket becomes."""
        if part.kind is not Kind.OBJECT:
            root = self._names.text_for(relative_prefix(self._request, part))
            if self._request.extra is Extra.DELETE:
                self._outbox.position.roots[number] = root
            self._note_state()

    def add(self, part: Entry, entry: Entry, version_id: str) -> None:
        """Plan one object, or that version of it, if it takes part."""
        self._outbox.tally.found += 1
        if reason := _reason_to_leave_out(self._request, self._globs, part, entry):
            self._outbox.tally.leave_out(reason, entry.key)
        else:
            self._outbox.add(self._item(part, entry, version_id))

    def _item(self, part: Entry, entry: Entry, version_id: str) -> PlannedItem:
        relative = relative_key(self._request, part, entry)
        path = self._request.name or path_for(self._names, relative, entry)
        self._note_state()
        if path != relative.removesuffix("/") and not self._request.name:
            self._outbox.tally.renamed += 1
        item = PlannedItem(
            Action.GET,
            bucket_of(self._request, part),
            entry.key,
            path,
            max(entry.size, 0),
            entry.modified_ms * 1_000_000,
            etag=entry.etag,
            version_id=version_id,
        )
        return with_state(item, self._request, self._outbox.tally)

    def _note_state(self) -> None:
        if isinstance(self._names, OrderedNames):
            self._outbox.position.names = self._names.state


def _objects(
    store: Store, request: GetRequest, part: Entry, cancel: CancelToken, after: str | None
) -> Iterator[tuple[Entry, str]]:
    """Yield the objects of a chosen row behind a key, each with the id of its version, if any."""
    selection = request.selection
    if request.as_of_ms:
        yield from objects_as_of(store, selection, part, request.as_of_ms, cancel, after)
        return
    for entry in objects_of(store, selection, part, cancel, after):
        yield entry, ""


def bucket_of(request: GetRequest, part: Entry) -> str:
    """Return the bucket the objects of a chosen row are in."""
    return request.selection.location.child(part.key).bucket


def relative_prefix(request: GetRequest, part: Entry) -> str:
    """Return what a chosen prefix or bucket is called below the chosen level."""
    if part.kind is Kind.BUCKET:
        return f"{part.key}/"
    return part.key.removeprefix(request.selection.location.prefix)


def relative_key(request: GetRequest, part: Entry, entry: Entry) -> str:
    """Return what an object of a chosen row is called below the chosen level."""
    if part.kind is Kind.BUCKET:
        return f"{part.key}/{entry.key}"
    return entry.key.removeprefix(request.selection.location.prefix)


def path_for(names: _Names, relative: str, entry: Entry) -> str:
    """Return the local path for an object."""
    if entry.key.endswith("/") and entry.size > 0:
        return names.text_for_content(relative)
    return names.text_for(relative)


def _reason_to_leave_out(request: GetRequest, globs: Globs, part: Entry, entry: Entry) -> str:
    name = entry.name
    if part.kind is not Kind.OBJECT:
        name = entry.key if part.kind is Kind.BUCKET else entry.key[len(part.key) :]
    if not globs.takes(name):
        return FILTERED
    is_marker = entry.key.endswith("/") and entry.size == 0
    return MARKER if is_marker and request.empty_folders is EmptyFolders.LEAVE_OUT else ""


def _names(store: Store, request: GetRequest, outbox: Outbox, cancel: CancelToken) -> _Names:
    if not folds_case(Path(request.folder)):
        return OrderedNames(*outbox.position.names)
    names, globs = LocalNames(fold_case=True), Globs(request.filters)
    for part, entry in named_before(store, request, outbox.position, cancel):
        if entry is None:
            names.text_for(relative_prefix(request, part))
        elif not _reason_to_leave_out(request, globs, part, entry):
            path_for(names, relative_key(request, part, entry), entry)
    return names


def named_before(
    store: Store, request: GetRequest, position: Position, cancel: CancelToken
) -> Iterator[tuple[Entry, Entry | None]]:
    """Yield again what was named up to a position: chosen rows, each with its objects."""
    is_over = Stage.ITEMS.is_before(position.stage)
    for number, part in enumerate(parts_of(request.selection)):
        is_partly = number == position.part and position.after is not None
        if not (is_over or number < position.part or is_partly):
            return
        if part.kind is not Kind.OBJECT:
            yield part, None
        for entry, _ in _objects(store, request, part, cancel, None):
            if not is_over and is_partly and entry.key > (position.after or ""):
                return
            yield part, entry


def _renamed_notes(outbox: Outbox) -> list[str]:
    if not (number := outbox.tally.renamed):
        return []
    files = formats.plural(number, "object")
    return [
        f"{files} cannot be saved under the same name here. The report says how each is named, and "
        f"{NAMES_FILE} beside them keeps their names for when they are uploaded again."
    ]


def _space_notes(request: GetRequest, outbox: Outbox) -> list[str]:
    free, needed = free_bytes(Path(request.folder)), outbox.tally.bytes
    if free is None or needed <= free:
        return []
    return [
        f"This needs {formats.size(needed)}, but only {formats.size(free)} are free in "
        f"{printable_name(request.folder)}."
    ]
