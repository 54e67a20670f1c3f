"""Planning to save versions: exactly these, or what was there at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.local_names import LocalNames, dated
from jos_tui.core.location import SEPARATOR, base_name, parent_prefix
from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.local_disk import folds_case
from jos_tui.jobs.model import Selection
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage
from jos_tui.jobs.planning.saved import with_state
from jos_tui.jobs.request import ChosenVersion, GetRequest, VersionNames
from jos_tui.store.as_of import as_of
from jos_tui.store.store import Store


def objects_as_of(
    store: Store,
    selection: Selection,
    part: Entry,
    moment_ms: int,
    cancel: CancelToken,
    after: str | None,
) -> Iterator[tuple[Entry, str]]:
    """Yield what a row stood for at a moment, behind a key, with the ids of the versions.

    Blocks. Raises StoreError and Cancelled.
    """
    level = selection.location.child(part.key)
    pages = store.versions(level, cancel, after=(after or "", ""))
    for page in as_of(pages, moment_ms):
        for version in page:
            if part.kind is Kind.OBJECT and version.key != part.key:
                return
            size, modified_ms = version.size, version.modified_ms
            entry = Entry(version.key, Kind.OBJECT, size, modified_ms, version.etag)
            yield entry, version.version_id


def plan_versions(request: GetRequest, outbox: Outbox) -> None:
    """Plan exactly the chosen versions. Asks no store; blocks on the disk; raises Cancelled."""
    paths = version_paths(request, fold_case=folds_case(Path(request.folder)))
    for number in outbox.parts(Stage.ITEMS, len(request.versions)):
        if outbox.position.after is None:
            version = request.versions[number]
            outbox.add(with_state(_item(request, version, paths[number]), request, outbox.tally))
            outbox.reached(version.key)


def version_paths(request: GetRequest, *, fold_case: bool) -> list[str]:
    """Return the path below the folder for each version; no two are the same."""
    if request.name:
        return [request.name]
    names, prefix = LocalNames(fold_case=fold_case), request.selection.location.prefix
    paths: list[str] = []
    given: set[str] = set()
    for version in request.versions:
        relative = version.key.removeprefix(prefix)
        if request.version_names is VersionNames.DATED or relative in given:
            relative = _dated(relative, version)
        if relative in given:
            relative = f"{relative}.{version.version_id.replace(SEPARATOR, '_')}"
        given.add(relative)
        is_content = relative.endswith(SEPARATOR) and version.size > 0
        name = names.text_for_content if is_content else names.text_for
        paths.append(name(relative))
    return paths


def _dated(relative: str, version: ChosenVersion) -> str:
    if relative.endswith(SEPARATOR):
        return relative
    return parent_prefix(relative) + dated(base_name(relative), version.modified_ms)


def _item(request: GetRequest, version: ChosenVersion, path: str) -> PlannedItem:
    return PlannedItem(
        Action.GET,
        request.selection.location.bucket,
        version.key,
        path,
        version.size,
        version.modified_ms * 1_000_000,
        etag=version.etag,
        version_id=version.version_id,
    )
