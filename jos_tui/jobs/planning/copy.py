"""Planning a copy: every object, and the key its copy gets."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import StoreError
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.jobs.chosen_rows import parts_of
from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning import refusals
from jos_tui.jobs.planning.listed import Asked, Existing, Listed, Unasked, objects_of, rows
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage
from jos_tui.jobs.planning.settling import CopySettling
from jos_tui.jobs.protection import Protection
from jos_tui.jobs.request import ChosenVersion, CopyRequest, Originals
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store

_FEW = 16  # up to so many rows the store is asked for each


def plan_copy(store: Store, request: CopyRequest, outbox: Outbox, cancel: CancelToken) -> None:
    """Plan the copy of every object of a selection, or of the chosen versions.

    Blocks; raises StoreError and Cancelled. What cannot be copied becomes a FAILED item.
    """
    planner = CopyPlanner(store, request, outbox, cancel)
    if request.versions:
        planner.plan_versions()
    else:
        planner.plan_rows()


def target_of(request: CopyRequest, row: Entry) -> str:
    """Return the key that the copy of a row gets, or what the keys of its copies begin with."""
    if row.kind is Kind.OBJECT:
        own = row.key.removeprefix(request.selection.location.prefix)
        return request.location.prefix + (request.name or own)
    level = request.selection.location
    own = f"{row.key}/" if level.is_bucket_list else row.key.removeprefix(level.prefix)
    return request.location.prefix + (f"{request.name}/" if request.name else own)


def refusal_of(request: CopyRequest, row: Entry) -> StoreError | None:
    """Say why a row cannot be copied to where it is to go, None if it can."""
    level, target = request.selection.location.child(row.key), target_of(request, row)
    if row.kind is Kind.OBJECT:
        source = Location(request.selection.location.bucket, row.key)
        itself = source == Location(request.location.bucket, target)
        stays = request.originals is Originals.STAY
        beside = stays and request.conflict is Conflict.KEEP_BOTH
        return refusals.onto_itself(row.key) if itself and not beside else None
    if _lies_in(Location(request.location.bucket, target), level):
        return refusals.into_itself(level.uri, Location(request.location.bucket, target).uri)
    return None


def _lies_in(inner: Location, outer: Location) -> bool:
    return inner.bucket == outer.bucket and inner.prefix.startswith(outer.prefix)


class CopyPlanner:
    """Plans versions or rows into an outbox. Blocks on the store; raises what that raises."""

    def __init__(
        self, store: Store, request: CopyRequest, outbox: Outbox, cancel: CancelToken
    ) -> None:
        self._store = store
        self._request = request
        self._outbox = outbox
        self._cancel = cancel
        self._protection = Protection(store.profile.protected)
        self._asks_nobody = request.conflict is Conflict.OVERWRITE and not (
            self._protection.may_hold_below(request.location)
        )
        self._parts = parts_of(request.selection)
        self._asked = Asked(store, request.location.bucket, cancel)
        self._each = self._settling(self._asked, request.selection.location.bucket)
        self._on_level: CopySettling | None = None

    def plan_versions(self) -> None:
        """Plan the chosen versions; of several that would become one object the first."""
        versions, bucket = self._request.versions, self._request.selection.location.bucket
        first = {version.key: number for number, version in reversed(list(enumerate(versions)))}
        for number in self._outbox.parts(Stage.ITEMS, len(versions)):
            version = versions[number]
            if self._outbox.position.after is None:
                item = self._version(version, bucket)
                if first[version.key] == number:
                    self._outbox.add(self._each.settled(item))
                else:
                    error = refusals.same_target(version.key, item.key)
                    self._outbox.add(refusals.failed(item, error))
                self._outbox.reached(version.key)

    def plan_rows(self) -> None:
        """Plan what was chosen, row by row."""
        for number in self._outbox.parts(Stage.ITEMS, len(self._parts)):
            self.plan_row(number)

    def plan_row(self, number: int) -> None:
        """Plan one of the rows, from where the outbox is in it."""
        row, after = self._parts[number], self._outbox.position.after
        error = refusal_of(self._request, row)
        if error is not None:
            if after is None:
                item = self._item(row, row.key, target_of(self._request, row))
                self._outbox.add(refusals.failed(item, error))
                self._outbox.reached(row.key)
        elif row.kind is Kind.OBJECT:
            if after is None:
                self._add_object(number, row)
                self._outbox.reached(row.key)
        else:
            self._plan_below(row, after)

    def _add_object(self, number: int, row: Entry) -> None:
        target = target_of(self._request, row)
        settling = self._each
        if len(self._parts) > _FEW and self._is_on_level(target):
            settling = self._on_level = self._on_level or self._along_level(number)
        self._outbox.add(settling.settled(self._item(row, row.key, target)))

    def _plan_below(self, row: Entry, after: str | None) -> None:
        level, target = self._request.selection.location.child(row.key), self._target(row)
        begun = "" if after is None else target.prefix + after[len(level.prefix) :]
        # The whole of what the row lies in may be far more than what is asked for.
        there: Existing = self._asked
        if not _lies_in(level, target):
            there = Listed(rows(self._store, target, Depth.TREE, self._cancel, begun))
        settling = self._settling(there, level.bucket)
        selection = self._request.selection
        for entry in objects_of(self._store, selection, row, self._cancel, after):
            key = target.prefix + entry.key[len(level.prefix) :]
            item = self._item(row, entry.key, key, entry)
            if _lies_in(Location(target.bucket, key), level):
                error = refusals.into_itself(entry.key, key)
                self._outbox.add(refusals.failed(item, error))
            else:
                self._outbox.add(settling.settled(item))
            self._outbox.reached(entry.key)

    def _target(self, row: Entry) -> Location:
        return Location(self._request.location.bucket, target_of(self._request, row))

    def _is_on_level(self, key: str) -> bool:
        return SEPARATOR not in key[len(self._request.location.prefix) :]

    def _along_level(self, number: int) -> CopySettling:
        """Return what decides about objects in their order, by one listing of the target."""
        location, bucket = self._request.location, self._request.selection.location.bucket
        if self._asks_nobody:
            return self._settling(Unasked(), bucket)
        after = target_of(self._request, self._parts[number - 1]) if number else ""
        listing = rows(self._store, location, Depth.LEVEL, self._cancel, after)
        return self._settling(Listed(listing), bucket)

    def _settling(self, there: Existing, bucket: str) -> CopySettling:
        conflict = self._request.conflict
        others = frozenset[str]()  # they are beside their originals, where it looks too
        return CopySettling(
            conflict,
            Unasked() if self._asks_nobody else there,
            self._asked,
            others,
            self._outbox.tally,
            self._protection,
            Asked(self._store, bucket, self._cancel),
        )

    def _item(self, row: Entry, source: str, key: str, entry: Entry | None = None) -> PlannedItem:
        found = entry or row
        return PlannedItem(
            Action.COPY,
            self._request.location.bucket,
            key,
            size=max(found.size, 0),
            modified_ns=found.modified_ms * 1_000_000,
            etag=found.etag,
            from_bucket=self._request.selection.location.child(row.key).bucket,
            from_key=source,
        )

    def _version(self, version: ChosenVersion, bucket: str) -> PlannedItem:
        row = Entry(version.key, Kind.OBJECT)
        return PlannedItem(
            Action.COPY,
            self._request.location.bucket,
            target_of(self._request, row),
            size=version.size,
            modified_ns=version.modified_ms * 1_000_000,
            etag=version.etag,
            version_id=version.version_id,
            from_bucket=bucket,
            from_key=version.key,
        )
