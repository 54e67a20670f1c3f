from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.entry import Entry
from jos_tui.core.errors import Cancelled, JosError, LocalError, NotFound, StoreError
from jos_tui.core.location import Location
from jos_tui.jobs import codec
from jos_tui.jobs.item import ItemView
from jos_tui.jobs.model import Check, JobSnapshot, JobState, Report, Selection
from jos_tui.jobs.request import (
    DeleteRequest,
    DropRequest,
    GetRequest,
    Options,
    PutRequest,
    Request,
    StoreRef,
)
from jos_tui.profiles.secret import Secret

# As in keys and file names: lone surrogates only where a byte could not be decoded.
UNDECODED = st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | UNDECODED)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def tree(root: type[JosError]) -> Iterator[type[JosError]]:
    yield root
    for branch in root.__subclasses__():
        if branch.__module__ == "jos_tui.core.errors":
            yield from tree(branch)


ERRORS = list(tree(JosError))


def words(error: JosError) -> tuple[object, ...]:
    codes = (error.code, error.status) if isinstance(error, StoreError) else ()
    return (type(error), error.title, error.reason, error.next_step, *codes)


st.register_type_strategy(
    Selection,
    st.builds(Selection, entries=st.lists(st.from_type(Entry)).map(tuple)),
)


@pytest.mark.parametrize(
    "kind", [GetRequest, PutRequest, DeleteRequest, DropRequest, Options, StoreRef]
)
def test_what_is_asked_for_comes_back_as_it_was(kind: type[Any]) -> None:
    @given(st.from_type(kind))
    def comes_back(value: object) -> None:
        text = codec.dumps(value)
        assert text.isascii()
        assert "\n" not in text
        assert codec.loads(kind, text) == value

    comes_back()


@given(
    st.from_type(GetRequest)
    | st.from_type(PutRequest)
    | st.from_type(DeleteRequest)
    | st.from_type(DropRequest)
)
def test_a_request_is_told_from_its_siblings(request: Request) -> None:
    back = codec.loads(Request, codec.dumps(request))
    assert type(back) is type(request)
    assert back == request


@given(
    st.lists(
        st.builds(JobSnapshot, problem=st.none(), rate=FINITE, seconds_left=st.none() | FINITE)
    ).map(tuple)
)
def test_snapshots_come_back(snapshots: tuple[JobSnapshot, ...]) -> None:
    assert codec.loads(tuple[JobSnapshot, ...], codec.dumps(snapshots)) == snapshots


@given(st.builds(ItemView, error=st.none()))
def test_item_views_come_back(view: ItemView) -> None:
    assert codec.loads(ItemView, codec.dumps(view)) == view


@given(st.builds(Report, failures=st.just(())))
def test_reports_come_back_with_their_mappings(report: Report) -> None:
    assert codec.loads(Report, codec.dumps(report)) == report


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.integers())
def test_every_error_keeps_its_class_and_words(
    title: str, reason: str, next_step: str, code: str, status: int
) -> None:
    for kind in ERRORS:
        if kind is Cancelled:
            error: JosError = Cancelled()
        elif issubclass(kind, StoreError):
            error = kind(title, reason, next_step, code=code, status=status)
        else:
            error = kind(title, reason, next_step)
        assert words(codec.loads(JosError, codec.dumps(error))) == words(error)


def test_an_error_of_another_version_keeps_its_words() -> None:
    written = codec.dumps(NotFound("Gone", "why", "what")).replace("NotFound", "NotYetKnown")
    assert words(codec.loads(JosError, written)) == (JosError, "Gone", "why", "what")


def test_an_error_of_another_branch_is_refused() -> None:
    with pytest.raises(ValueError, match="NotFound is not a LocalError"):
        codec.loads(LocalError, codec.dumps(NotFound("Gone")))


@given(TEXTS, TEXTS)
def test_names_that_are_no_text_survive(folder: str, name: str) -> None:
    request = GetRequest(Selection(Location("b", name), ()), folder, name)
    assert codec.loads(GetRequest, codec.dumps(request)) == request


def test_numbers_stay_numbers_as_keys() -> None:
    assert codec.loads(Mapping[int, str], codec.dumps({3: "a"})) == {3: "a"}
    assert codec.loads(Mapping[Check, int], codec.dumps({Check.MD5: 1})) == {Check.MD5: 1}


@pytest.mark.parametrize(
    "request_", [GetRequest(Selection(Location("b"), ()), "/tmp"), PutRequest((), Location("b"))]
)
def test_transfers_from_before_there_were_moves_are_none(request_: Request) -> None:
    text = codec.dumps(request_).replace(',"originals":"stay"', "")
    assert "originals" not in text
    assert codec.loads(Request, text) == request_


def test_a_field_that_is_missing_takes_its_default() -> None:
    assert codec.decode(Options, {"type": "Options", "in_flight": 3}) == Options(in_flight=3)


@pytest.mark.parametrize(
    "value",
    [Secret("hush"), b"bytes", object(), {1.5: "a"}, {1, 2}, float("nan"), float("inf"), Options],
)
def test_what_has_no_place_in_json_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"cannot be written as JSON") as caught:
        codec.dumps(value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Options, "[]"),
        (Options, '{"in_flight": 3}'),
        (Options, '{"type": "Filters"}'),
        (Options, '{"type": "Options", "speed": 3}'),
        (Options, '{"type": "Options", "in_flight": "3"}'),
        (Options, '{"type": "Options", "in_flight": true}'),
        (Options, '{"type": "Options", "in_flight": null}'),
        (Options, "{"),
        (StoreRef, '{"type": "StoreRef", "name": "a"}'),
        (Request, '{"type": "MoveRequest"}'),
        (Request, "null"),
        (JobState, '"asleep"'),
        (tuple[str, ...], '"text"'),
        (Mapping[int, str], '{"one": "a"}'),
        (JosError, '{"type": "NotFound"}'),
        (tuple[str, int], "[]"),
        (bytes, '""'),
        (Selection, '{"type": "Selection", "location": 1, "entries": []}'),
    ],
)
def test_json_that_does_not_fit_is_refused(kind: object, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words differ, the class is the promise
        codec.loads(kind, text)
