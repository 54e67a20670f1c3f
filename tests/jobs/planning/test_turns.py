"""Which of several renamings goes before which, and what cannot be: without any store."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location
from jos_tui.jobs.codec import dumps, loads
from jos_tui.jobs.model import Conflict, JobKind, Selection
from jos_tui.jobs.planning.plan import check, title_of
from jos_tui.jobs.planning.turns import CannotRename, in_turns, rename_request, renamings_of
from jos_tui.jobs.request import CopyRequest, Request
from jos_tui.jobs.worker.handing_over import rows_apart

LEVEL = Location("bucket", "p/")


def row(name: str) -> Entry:
    return Entry(f"p/{name}", Kind.PREFIX if name.endswith("/") else Kind.OBJECT, 1)


def renames(names: dict[str, str]) -> CopyRequest:
    return rename_request(LEVEL, [(row(old), new) for old, new in names.items()])


def turns(names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {each.row.name: each.target.removeprefix("p/") for each in turn}
        for turn in in_turns(renamings_of(renames(names)))
    ]


def test_what_is_in_nobodys_way_goes_in_one_turn() -> None:
    names = {"a": "x/y", "b": "c", "d/": "e/f", "g": "../h"}
    ends = {"a": "x/y", "b": "c", "d/": "e/f/", "g": "../h"}
    assert turns(names) == [ends]


def test_a_name_is_taken_only_when_it_was_left() -> None:
    assert turns({"1": "2", "2": "3", "3": "4", "x": "y"}) == [
        {"3": "4", "x": "y"},
        {"2": "3"},
        {"1": "2"},
    ]
    assert turns({"a/": "b", "b/": "c"}) == [{"b/": "c/"}, {"a/": "b/"}]


def test_nothing_goes_into_a_prefix_that_is_about_to_leave() -> None:
    assert turns({"x": "a/x", "a/": "b"}) == [{"a/": "b/"}, {"x": "a/x"}]
    assert turns({"x/": "a/deep/x", "a/": "b"}) == [{"a/": "b/"}, {"x/": "a/deep/x/"}]


def test_an_object_and_the_prefix_of_its_name_are_two() -> None:
    assert turns({"a": "b", "a/": "b"}) == [{"a": "b", "a/": "b/"}]
    assert turns({"a": "a/a"}) == [{"a": "a/a"}]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"a": "b", "b": "a"}, "These names go round in a circle: a → b → a"),
        ({"a": "b", "b": "c", "c": "a"}, "a → b → c → a"),
        ({"b": "c", "c": "b", "a": "b2"}, "b → c → b"),
        ({"a/": "b", "b/": "a"}, "a/ → b/ → a/"),
        ({"x": "a/x", "a/": "x/y", "y": "z"}, None),
        ({"a": "c", "b": "c"}, "a and b would get in each other's way. Both would become p/c"),
        ({"a": "c/d", "b/": "c"}, "b/ and a would get in each other's way"),
        ({"a": ""}, "a would have no name"),
        ({"a": "b/"}, "b/ ends with /"),
        ({"a/": "b/"}, "b/ ends with /"),
        ({"a": "é" * 511 + "x"}, "The new key of p/a would be too long"),
        ({"a": "é" * 511}, None),
        ({"a": "a"}, "is there already"),
        ({"a/": "a/b"}, "One lies within the other"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_done(
    names: dict[str, str], words: str | None
) -> None:
    request = renames(names)
    if words is None:
        check(request)
        return
    with pytest.raises(JosError) as caught:
        check(request)
    assert words in str(caught.value)


def test_a_long_circle_is_not_listed_at_length() -> None:
    with pytest.raises(CannotRename) as caught:
        turns({str(number): str((number + 1) % 500) for number in range(500)})
    assert "→ … →" in caught.value.title
    assert len(caught.value.title) < 80


def test_a_long_row_of_names_has_as_many_turns() -> None:
    names = {f"{number:05}": f"{number + 1:05}" for number in range(2000)}
    assert len(turns(names)) == 2000


def test_what_it_asks_for_goes_to_the_worker_and_back_and_has_a_title() -> None:
    request = renames({"b": "c\n", "a/": "x"})
    assert loads(Request, dumps(request)) == request
    assert (request.kind, request.conflict) == (JobKind.MOVE, Conflict.ASK)
    assert request.new_names == ("x", "c\n")  # in the order of the rows
    assert title_of(request) == "Rename 2 items of s3://bucket/p/"
    assert title_of(renames({"b": "c\n"})) == "Rename b to c␊"


def test_thousands_of_rows_follow_their_names_and_meet_them_again() -> None:
    names = {f"{number:04}": f"new {number}" for number in range(2000)}
    request = renames(dict(reversed(names.items())))
    small, rows = rows_apart(request)
    assert isinstance(small, CopyRequest)
    assert (len(rows), small.selection.apart) == (2000, 2000)
    check(small)
    met = renamings_of(replace(small, selection=Selection(LEVEL, rows)))
    assert {each.row.name: each.request.name for each in met} == names


def test_names_that_fit_no_rows_are_refused() -> None:
    request = renames({"a": "b", "c": "d"})
    for wrong in (
        CopyRequest(request.selection, LEVEL, new_names=request.new_names),
        CopyRequest(request.selection, LEVEL, "", Conflict.ASK, request.originals, (), ("x",)),
        CopyRequest(
            request.selection, Location("bucket"), "", Conflict.ASK, request.originals, (), ("x",)
        ),
    ):
        with pytest.raises(JosError):
            check(wrong)


NAMES = st.sampled_from(["a", "b", "c", "a/", "b/", "c/"])
NEW = st.sampled_from(["a", "b", "c", "d", "a/x", "b/x", "c/x", "a/a", "b/c/d"])


@given(st.dictionaries(NAMES, NEW, min_size=1), st.randoms(use_true_random=False))
def test_whatever_the_names_nothing_is_ever_in_the_way(
    names: dict[str, str], chance: random.Random
) -> None:
    there = {"a": 1, "b": 2, "c": 3, "a/x": 4, "b/x": 5, "b/y": 6, "c/z": 7}
    wanted = {renamed(key, names): body for key, body in there.items()}
    assume(len(wanted) == len(there))  # else something that stays has the name: it is asked about
    try:
        planned = turns(names)
    except JosError:
        return
    for turn in planned:
        steps = list(turn.items())
        chance.shuffle(steps)
        for old, new in steps:
            for key in [key for key in there if renamed(key, {old: ""}) != key]:
                target = new + key[len(old) :]
                assert target not in there
                there[target] = there.pop(key)
    assert there == wanted


def renamed(key: str, names: dict[str, str]) -> str:
    """Return what becomes of a key when all is renamed at once."""
    for old, new in names.items():
        if key == old:
            return new
        if old.endswith("/") and key.startswith(old):
            return f"{new}/{key[len(old) :]}"
    return key
