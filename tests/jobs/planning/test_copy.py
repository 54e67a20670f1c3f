"""What a copy is planned to be: which keys, in which order, and what cannot be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import JosError, LocalError, StoreError
from jos_tui.core.location import Location
from jos_tui.jobs.codec import dumps, loads
from jos_tui.jobs.item import Action, ItemState, PlannedItem
from jos_tui.jobs.model import Conflict, JobKind, Selection
from jos_tui.jobs.planning.copy import refusal_of, target_of
from jos_tui.jobs.planning.plan import check, title_of
from jos_tui.jobs.planning.same import same_as_copied
from jos_tui.jobs.request import ChosenVersion, CopyRequest, Originals, Request
from tests.jobs.planning.desk import NOW, Desk, planned, planned_in_pieces

ODD = ["//", "/lead", "a ", "a\n", "..", "./x", "é", "[b]x[/b]", "%41", "a/b/", "a/b"]


def copy(selection: Selection, to: Location, **more: object) -> CopyRequest:
    return replace(CopyRequest(selection, to), **more)  # type: ignore[arg-type]


def rows(*keys: str, level: str = "") -> Selection:
    """Choose rows without asking a store."""
    kinds = [Kind.PREFIX if key.endswith("/") else Kind.OBJECT for key in keys]
    entries = (Entry(key, kind, 0) for key, kind in zip(keys, kinds, strict=True))
    return Selection(Location("bucket", level), tuple(entries))


def test_every_key_comes_with_what_guards_it(any_desk: Desk) -> None:
    any_desk.fill("p/run/a", "p/run/b/c", "p/run-2", "p/alone", body=b"123")
    selection = any_desk.select("p/run/", "p/alone", prefix="p/")
    kept = planned(any_desk.store, copy(selection, Location(any_desk.bucket, "to/")))
    assert [(item.from_key, item.key) for item in kept.items] == [
        ("p/alone", "to/alone"),
        ("p/run/a", "to/run/a"),
        ("p/run/b/c", "to/run/b/c"),
    ]
    for item in kept.items:
        assert (item.action, item.state) == (Action.COPY, ItemState.WAITING)
        assert (item.bucket, item.from_bucket, item.size) == (
            any_desk.bucket,
            any_desk.bucket,
            3,
        )
        assert item.etag
        assert item.modified_ns > 0
    assert kept.notes == []


def test_keys_are_exact(desk: Desk) -> None:
    desk.fill(*ODD)
    kept = planned(desk.store, copy(desk.select(), Location(desk.bucket, "to/")))
    assert kept.keys == [f"to/{key}" for key in sorted(ODD, key=str.encode)]


def test_a_new_name_takes_the_place_of_the_own_one(desk: Desk) -> None:
    desk.fill("p/run/a", "p/run/", "p/x")
    to = Location(desk.bucket, "p/")
    request = copy(desk.select("p/run/", prefix="p/"), to, name="new", originals=Originals.GO)
    assert planned(desk.store, request).keys == ["p/new/", "p/new/a"]
    assert title_of(request) == "Rename run/ to new"
    request = copy(desk.select("p/x", prefix="p/"), to, name="deep/y")
    assert planned(desk.store, request).keys == ["p/deep/y"]


@pytest.mark.parametrize("conflict", Conflict)
def test_planning_goes_on_where_it_was(desk: Desk, conflict: Conflict) -> None:
    desk.fill("a/1", "a/2", "a/3", "b", "c/", "c/d", "to/a/2", "to/b", "to/c/d")
    selection = desk.select("a/", "b", "c/")
    request = copy(selection, Location(desk.bucket, "to/"), conflict=conflict)
    whole = planned(desk.store, request)
    assert planned_in_pieces(desk.store, request).items == whole.items
    assert len(whole.items) == 6


def test_many_objects_are_looked_for_in_one_listing(desk: Desk) -> None:
    names = [f"{number:03}" for number in range(40)]
    desk.fill(*names, *(f"to/{name}" for name in names[::2]), "to/x/y")
    request = copy(desk.select(*names), Location(desk.bucket, "to/"))
    kept = planned(desk.store, request)
    skipped = {key for key, state in kept.states().items() if state is ItemState.SKIPPED}
    assert skipped == {f"to/{name}" for name in names[::2]}
    assert planned_in_pieces(desk.store, request, 7).items == kept.items


def test_found_objects_keep_the_levels_between(desk: Desk) -> None:
    names = [f"p/{number:03}/deep" for number in range(20)]
    desk.fill(*names, "to/007/deep")
    selection = Selection(
        Location(desk.bucket, "p/"), tuple(Entry(name, Kind.OBJECT, 0) for name in names)
    )
    kept = planned(desk.store, copy(selection, Location(desk.bucket, "to/")))
    assert kept.keys == [f"to/{name[2:]}" for name in names]
    assert kept.state_of("to/007/deep") is ItemState.SKIPPED


def test_both_are_kept_under_names_that_nothing_has(desk: Desk) -> None:
    desk.fill("p/a", "p/a (2)", "to/p/a", "to/p/a (3)", body=b"x")
    request = copy(desk.select("p/"), Location(desk.bucket, "to/"), conflict=Conflict.KEEP_BOTH)
    # "a (2)" is free, but another original is on its way there.
    assert planned(desk.store, request).keys == ["to/p/a (4)", "to/p/a (2)"]


def test_what_is_the_same_is_told_by_its_etag(desk: Desk) -> None:
    desk.fill("p/same", "to/p/same", body=b"x")
    desk.fill("p/other", body=b"x")
    desk.fill("to/p/other", body=b"y")
    request = copy(desk.select("p/"), Location(desk.bucket, "to/"), conflict=Conflict.IF_DIFFERENT)
    kept = planned(desk.store, request)
    assert kept.states() == {"to/p/other": ItemState.WAITING, "to/p/same": ItemState.SKIPPED}
    assert kept.notes == ["Compared: 0 new, 1 changed, 1 the same."]


@pytest.mark.parametrize(
    ("etag", "other", "later", "same"),
    [
        ("a", "a", False, True),
        ("a", "b", True, False),
        ("a", "b-2", True, True),
        ("a-2", "b", False, False),
        ("", "b", True, True),
    ],
)
def test_etags_of_parts_prove_nothing_when_they_differ(
    etag: str, other: str, later: bool, same: bool
) -> None:
    item = PlannedItem(Action.COPY, "b", "k", size=1, modified_ns=5 * 10**9, etag=etag)
    entry = Entry("k", Kind.OBJECT, 1, 6000 if later else 4000, other)
    assert same_as_copied(item, entry) is same


@pytest.mark.parametrize(
    ("selection", "to", "name"),
    [
        (rows("a/"), "a/", ""),
        (rows("a/"), "a/b/", ""),
        (rows("a/"), "", ""),
        (rows("a/"), "", "a"),
        (rows("a/"), "", "a/b"),
        (rows("a"), "", ""),
        (rows("a"), "", "a"),
    ],
)
def test_nothing_goes_into_or_onto_itself(selection: Selection, to: str, name: str) -> None:
    with pytest.raises(StoreError):
        check(copy(selection, Location("bucket", to), name=name))
    check(copy(selection, Location("other", to), name=name))


def test_what_is_in_a_prefix_goes_to_the_level_above_unless_it_would_come_back_in(
    desk: Desk,
) -> None:
    desk.fill("a/a/x", "a/a/a/y", "a/x", "b")
    request = copy(desk.select("a/a/", prefix="a/"), Location(desk.bucket, ""))
    kept = planned(desk.store, request)
    assert [(item.from_key, item.key, item.state) for item in kept.items] == [
        ("a/a/a/y", "a/a/y", ItemState.FAILED),
        ("a/a/x", "a/x", ItemState.SKIPPED),
    ]
    assert planned_in_pieces(desk.store, request).states() == kept.states()


def test_a_move_onto_itself_is_none_even_where_both_are_kept() -> None:
    request = copy(rows("a"), Location("bucket"), conflict=Conflict.KEEP_BOTH)
    check(request)
    with pytest.raises(StoreError):
        check(replace(request, originals=Originals.GO))


def test_a_row_that_cannot_go_fails_and_the_others_do_not(desk: Desk) -> None:
    desk.fill("a/x", "b", "c/y")
    request = copy(desk.select(), Location(desk.bucket, "c/"))
    kept = planned(desk.store, request)
    assert kept.states() == {
        "c/a/x": ItemState.WAITING,
        "c/b": ItemState.WAITING,
        "c/c/": ItemState.FAILED,
    }
    assert planned_in_pieces(desk.store, request).states() == kept.states()


def test_a_key_that_would_be_too_long_fails(desk: Desk) -> None:
    desk.fill("k" * 1020)
    kept = planned(desk.store, copy(desk.select(), Location(desk.bucket, "to/to/")))
    [item] = kept.items
    assert item.state is ItemState.FAILED
    assert "1,026 bytes" in str(item.error)


def test_two_versions_of_a_key_do_not_become_one_object(desk: Desk) -> None:
    versions = (
        ChosenVersion("a", "1", 5, 1000),
        ChosenVersion("a", "2", 5, 1000),
        ChosenVersion("b", "3", 5, 1000, "etag"),
    )
    root = Location(desk.bucket)
    request = copy(Selection(root, ()), root, versions=versions, conflict=Conflict.OVERWRITE)
    kept = planned(desk.store, request)
    assert [(item.version_id, item.state) for item in kept.items] == [
        ("1", ItemState.WAITING),
        ("2", ItemState.FAILED),
        ("3", ItemState.WAITING),
    ]
    assert len(planned_in_pieces(desk.store, request).items) == 3
    assert kept.items[2].etag == "etag"
    assert title_of(request) == "Restore 3 versions"


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (copy(rows("a"), Location()), "beside buckets"),
        (copy(rows(), Location("b")), "nothing to copy"),
        (copy(rows("a", "b"), Location("b"), name="c"), "new name"),
        (
            copy(
                Selection(Location(), (Entry("bucket", Kind.BUCKET),)),
                Location("b"),
                originals=Originals.GO,
            ),
            "bucket cannot be moved",
        ),
        (
            copy(
                rows(),
                Location("b"),
                versions=(ChosenVersion("a", "1", 1, 1),),
                originals=Originals.GO,
            ),
            "Versions cannot be moved",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(request_: CopyRequest, words: str) -> None:
    with pytest.raises(LocalError, match=words):
        check(request_)


def test_titles_and_kinds() -> None:
    to = Location("bucket", "to/")
    assert title_of(copy(rows("a"), to)) == "Copy a to s3://bucket/to/"
    assert title_of(copy(rows("a", "b"), to)).startswith("Copy 2 items of s3://bucket/")
    moved = copy(rows("a"), to, originals=Originals.GO)
    assert title_of(moved) == "Move a to s3://bucket/to/"
    assert (copy(rows("a"), to).kind, moved.kind) == (JobKind.COPY, JobKind.MOVE)
    assert title_of(copy(rows("a"), to, name="\x1b[1m")).isprintable()


def test_a_request_survives_the_journal() -> None:
    request = copy(
        rows("a\udcff"), Location("b"), versions=(ChosenVersion("\r\n", "v", 1, 2, "e"),)
    )
    assert loads(Request, dumps(request)) == request


def test_whole_buckets_are_copied_below_their_names(desk: Desk) -> None:
    other = f"{desk.bucket}-2"
    desk.store.make_bucket(other, NOW)
    desk.fill("x", "y/z")
    selection = Selection(Location(), (Entry(desk.bucket, Kind.BUCKET),))
    kept = planned(desk.store, copy(selection, Location(other)))
    assert kept.keys == [f"{desk.bucket}/x", f"{desk.bucket}/y/z"]
    assert {item.from_bucket for item in kept.items} == {desk.bucket}


NAMES = st.lists(st.sampled_from(["a", "b", "", "a (2)"]), min_size=1, max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=NAMES, level=NAMES, to=NAMES, name=st.sampled_from(["", "a", "b", "a/b"]))
def test_no_copy_is_an_original_and_no_two_are_one(
    source: list[str], level: list[str], to: list[str], name: str
) -> None:
    """Of a prefix that is allowed to be copied, whatever is below it."""
    prefix = "/".join(level) + "/" + "/".join(source) + "/"
    selection = Selection(Location("b", "/".join(level) + "/"), (Entry(prefix, Kind.PREFIX),))
    request = CopyRequest(selection, Location("b", "/".join(to) + "/"), name)
    row = selection.entries[0]
    target = target_of(request, row)
    if refusal_of(request, row) is None:
        below = [prefix + rest for rest in ("", "a", "b/", "/", target, prefix)]
        copies = [target + key[len(prefix) :] for key in dict.fromkeys(below)]
        assert len(copies) == len(set(copies))
        assert not target.startswith(prefix)


def test_errors_are_values() -> None:
    error = refusal_of(copy(rows("\x1b[2Ja"), Location("bucket")), rows("\x1b[2Ja").entries[0])
    assert isinstance(error, JosError)
    assert str(error).isprintable()
