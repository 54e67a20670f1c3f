"""Versions that were chosen, or what was there at a moment, are planned exactly, each once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location
from jos_tui.jobs.item import Action, ItemState
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.planning.asked import check, title_of
from jos_tui.jobs.planning.older import version_paths
from jos_tui.jobs.request import ChosenVersion, GetRequest, VersionNames
from jos_tui.store.versions import Version
from tests.jobs.planning.desk import NOW, Desk, planned, planned_in_pieces
from tests.store.versioned import keep_versions

SPRING = 1_772_366_400_000  # 2026-03-01T12:00:00Z


def chosen(version: Version) -> ChosenVersion:
    about = (version.key, version.version_id, version.size, version.modified_ms, version.etag)
    return ChosenVersion(*about)


def versions(desk: Desk) -> list[Version]:
    pages = desk.store.versions(Location(desk.bucket), NOW)
    return [version for page in pages for version in page]


def tick(desk: Desk) -> int:
    """Return a moment with all that was done before on one side, what comes on the other."""
    then = now = written(desk)
    while now <= then:
        now = written(desk)
    return then


def written(desk: Desk) -> int:
    """Write something; return when that was by the clock of the store."""
    desk.fill("~clock")
    pages = desk.store.versions(Location(desk.bucket, "~clock"), NOW)
    return next(version.modified_ms for page in pages for version in page)


@pytest.fixture
def past(desk: Desk) -> int:
    """A moment at which there were ``a/1`` (3 bytes), ``a/2`` and ``c`` in the bucket."""
    keep_versions(desk.store, desk.bucket)
    desk.fill("a/1", body=b"old")
    desk.fill("a/2", "c", body=b"kept")
    moment = tick(desk)
    desk.fill("a/1", "a/3", "b", body=b"newer")
    desk.store.delete(desk.bucket, "a/2", NOW)
    return moment


def request_as_of(desk: Desk, moment: int, prefix: str = "") -> GetRequest:
    return GetRequest(desk.all_below(prefix), str(desk.folder), as_of_ms=moment)


def test_what_was_there_at_a_moment_is_planned_with_its_versions(desk: Desk, past: int) -> None:
    kept = planned(desk.store, request_as_of(desk, past))
    found = [(item.key, item.size) for item in kept.items if item.key != "~clock"]
    assert found == [("a/1", 3), ("a/2", 4), ("c", 4)]
    ids = {version.version_id: version for version in versions(desk)}
    for item in kept.items:
        assert (item.action, item.path) == (Action.GET, item.key)
        assert ids[item.version_id].etag == item.etag
        assert not ids[item.version_id].latest or item.key in {"c", "~clock"}


def test_below_a_prefix_names_begin_there(desk: Desk, past: int) -> None:
    kept = planned(desk.store, request_as_of(desk, past, "a/"))
    assert [item.path for item in kept.items] == ["1", "2"]


def test_one_object_is_that_and_not_what_begins_like_it(desk: Desk) -> None:
    keep_versions(desk.store, desk.bucket)
    desk.fill("k", "kk", "k/x")
    request = replace(request_as_of(desk, 2**50), selection=desk.select("k"))
    assert planned(desk.store, request).keys == ["k"]


def test_planning_as_of_a_moment_goes_on_where_it_was(desk: Desk, past: int) -> None:
    request = request_as_of(desk, past)
    assert planned_in_pieces(desk.store, request).items == planned(desk.store, request).items


def test_chosen_versions_get_names_of_their_own(desk: Desk) -> None:
    keep_versions(desk.store, desk.bucket)
    desk.fill("d/x.nc", body=b"1")
    desk.fill("d/x.nc", body=b"22")
    two = tuple(chosen(version) for version in versions(desk))
    request = GetRequest(Selection(Location(desk.bucket, "d/"), ()), str(desk.folder), versions=two)
    check(request)
    assert title_of(request) == "Download 2 versions of x.nc"
    kept = planned(desk.store, request)
    assert planned_in_pieces(desk.store, request).items == kept.items
    assert [(item.key, item.size, item.version_id) for item in kept.items] == [
        ("d/x.nc", 2, two[0].version_id),
        ("d/x.nc", 1, two[1].version_id),
    ]
    assert len({item.path for item in kept.items}) == 2
    assert all(item.path.startswith("x.20") for item in kept.items)
    assert kept.notes == []


def of(key: str, version_id: str, modified_ms: int = SPRING) -> ChosenVersion:
    return ChosenVersion(key, version_id, 1, modified_ms, "e")


def paths(*chosen: ChosenVersion, names: VersionNames = VersionNames.DATED) -> list[str]:
    where = Selection(Location("b", "d/"), ())
    request = GetRequest(where, "/f", versions=chosen, version_names=names)
    return version_paths(request, fold_case=False)


def test_a_file_is_dated_before_its_extension() -> None:
    assert paths(of("d/x.nc", "1")) == ["x.2026-03-01T12-00-00.nc"]
    assert paths(of("d/a.b/x.tar.gz", "1")) == ["a.b/x.2026-03-01T12-00-00.tar.gz"]
    assert paths(of("d/x", "1", 0)) == ["x"]
    assert paths(of("d/x.nc", "1"), names=VersionNames.PLAIN) == ["x.nc"]


def test_versions_of_the_same_second_are_told_apart_by_their_ids() -> None:
    found = paths(of("d/x.nc", "1"), of("d/x.nc", "../2", SPRING + 5))
    assert found == ["x.2026-03-01T12-00-00.nc", "x.2026-03-01T12-00-00.nc..._2"]


@given(
    st.lists(
        st.tuples(st.text(max_size=4), st.text(max_size=4), st.integers(0, 3000)),
        unique_by=lambda each: each[:2],
    ),
    st.sampled_from(VersionNames),
)
def test_no_two_versions_become_one_file(
    chosen: list[tuple[str, str, int]], names: VersionNames
) -> None:
    files = [each for each in chosen if not each[0].endswith("/") and each[0]]
    found = paths(*(of(f"d/{key}", id_, ms) for key, id_, ms in files), names=names)
    assert len(set(found)) == len(files)
    assert all(".." not in path.split("/") and not path.startswith("/") for path in found)


def test_a_file_that_is_there_is_told_from_the_version(desk: Desk) -> None:
    keep_versions(desk.store, desk.bucket)
    desk.fill("x", body=b"1")
    [version] = versions(desk)
    request = GetRequest(
        Selection(Location(desk.bucket), ()),
        str(desk.folder),
        conflict=Conflict.ASK,
        versions=(chosen(version),),
        version_names=VersionNames.PLAIN,
    )
    (desk.folder / "x").write_bytes(b"mine")
    assert planned(desk.store, request).state_of("x") is ItemState.HELD


def test_what_has_no_id_is_refused(desk: Desk) -> None:
    where = Selection(Location(desk.bucket), ())
    with pytest.raises(LocalError, match="without its id"):
        check(GetRequest(where, str(desk.folder), versions=(ChosenVersion("k", ""),)))
