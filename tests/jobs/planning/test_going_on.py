from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.core.local_names import LocalNames
from jos_tui.jobs.chosen_rows import parts_of
from jos_tui.jobs.item import Action
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning.get import named_before
from jos_tui.jobs.planning.listed import objects_of
from jos_tui.jobs.planning.position import Position
from jos_tui.jobs.request import (
    DeleteRequest,
    EmptyFolders,
    Extra,
    Filters,
    GetRequest,
    PutRequest,
    Request,
)
from jos_tui.store.store import Store
from tests.jobs.planning.desk import NOW, Desk, planned, planned_in_pieces
from tests.jobs.planning.test_walk import grow

SEGMENTS = st.sampled_from(["a", "b", "a-", "a.nc", "", "..", "é", "\U0001f30d", "a\n", "x" * 300])
KEYS = st.lists(SEGMENTS, min_size=1, max_size=4).map("/".join).filter(bool)
TREES = st.sets(
    st.lists(st.sampled_from(["a", "b", "a-", "a.nc", "é", "a "]), min_size=1, max_size=4).map(
        "/".join
    ),
    max_size=10,
)
FILTERS = st.sampled_from([Filters(), Filters(exclude=("b",)), Filters(include=("a*",))])
CONFLICTS = st.sampled_from(list(Conflict))
FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fresh(store: Store) -> Iterator[Desk]:
    bucket = f"jos-test-{secrets.token_hex(6)}"
    store.make_bucket(bucket, NOW)
    with TemporaryDirectory() as folder:
        yield Desk(store, bucket, Path(folder))


def goes_on(store: Store, request: Request, batch: int) -> None:
    whole = planned(store, request)
    pieces = planned_in_pieces(store, request, batch)
    assert pieces.items == whole.items
    assert pieces.counts == whole.counts
    assert pieces.notes == whole.notes
    assert pieces.cursor == whole.cursor
    deletions = [item.action is Action.REMOVE_FILE for item in whole.items]
    assert deletions == sorted(deletions)


def extra_for(conflict: Conflict) -> Extra:
    return Extra.KEEP if conflict is Conflict.KEEP_BOTH else Extra.DELETE


@FEW
@given(st.sets(KEYS, max_size=12), TREES, FILTERS, CONFLICTS, st.integers(1, 4))
def test_a_download_goes_on_where_it_was(
    store: Store,
    keys: set[str],
    tree: set[str],
    filters: Filters,
    conflict: Conflict,
    batch: int,
) -> None:
    for desk in fresh(store):
        desk.fill(*keys)
        grow(desk.folder, tree)
        request = GetRequest(
            desk.select(),
            str(desk.folder),
            conflict=conflict,
            filters=filters,
            extra=extra_for(conflict),
        )
        goes_on(store, request, batch)
        goes_on(store, replace(request, selection=desk.all_below()), batch)


@FEW
@given(st.sets(KEYS, max_size=12), st.sampled_from([b"", b"1"]))
def test_names_are_remembered_where_the_disk_needs_it(
    store: Store, keys: set[str], body: bytes
) -> None:
    for desk in fresh(store):
        desk.fill(*keys, body=body)
        request = GetRequest(desk.select(), str(desk.folder))
        parts = parts_of(request.selection)
        whole = [
            (part.key, entry.key)
            for part in parts
            for entry in objects_of(store, request.selection, part, NOW, None)
        ]
        for number, part in enumerate(parts):
            for entry in objects_of(store, request.selection, part, NOW, None):
                position = Position(part=number, after=entry.key)
                before = [
                    (part.key, entry.key)
                    for part, entry in named_before(store, request, position, NOW)
                    if entry is not None
                ]
                assert before == whole[: whole.index((part.key, entry.key)) + 1]
        names = LocalNames()
        for item in planned(store, request).items:
            is_content = item.key.endswith("/") and item.size > 0
            text_for = names.text_for_content if is_content else names.text_for
            assert item.path == text_for(item.key)


@FEW
@given(
    TREES,
    st.sets(KEYS, max_size=6),
    FILTERS,
    CONFLICTS,
    st.sampled_from(EmptyFolders),
    st.integers(1, 4),
)
def test_an_upload_goes_on_where_it_was(
    store: Store,
    tree: set[str],
    keys: set[str],
    filters: Filters,
    conflict: Conflict,
    empty_folders: EmptyFolders,
    batch: int,
) -> None:
    for desk in fresh(store):
        grow(desk.folder, tree)
        desk.fill(*keys, *(f"up/{name}" for name in sorted(tree)[::2]))
        sources = tuple(str(path) for path in desk.folder.iterdir())
        request = PutRequest(
            sources,
            desk.put(prefix="up/").location,
            conflict=conflict,
            filters=filters,
            empty_folders=empty_folders,
            extra=extra_for(conflict),
        )
        goes_on(store, request, batch)


@FEW
@given(st.sets(KEYS, max_size=12), st.integers(1, 4))
def test_a_deletion_goes_on_where_it_was(store: Store, keys: set[str], batch: int) -> None:
    for desk in fresh(store):
        desk.fill(*keys)
        goes_on(store, DeleteRequest(desk.select()), batch)
        kept = planned(store, DeleteRequest(desk.all_below()))
        assert kept.keys == sorted(keys, key=str.encode)
