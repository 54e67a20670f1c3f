"""What is protected: which objects, which deletions may meet them, and what is to be typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Protected
from jos_tui.core.location import Location
from jos_tui.jobs.model import Selection
from jos_tui.jobs.protection import Protection, name_to_type
from jos_tui.jobs.request import (
    ChosenUpload,
    ChosenVersion,
    DeleteRequest,
    DropRequest,
    Extra,
    GetRequest,
    Originals,
    PutRequest,
    Request,
)


def holds(pattern: str, path: str) -> bool:
    return Protection((pattern,)).holds(*path.split("/", 1))


def deletion(bucket: str, *keys: str) -> DeleteRequest:
    """What ends with ``/`` is a prefix; without a bucket they are buckets."""
    kinds = [
        Kind.BUCKET if not bucket else Kind.PREFIX if key.endswith("/") or not key else Kind.OBJECT
        for key in keys
    ]
    entries = tuple(Entry(key, kind) for key, kind in zip(keys, kinds, strict=True))
    return DeleteRequest(Selection(Location(bucket), entries))


def meets(pattern: str, request: Request) -> bool:
    return Protection((pattern,)).pattern_for(request) == pattern


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("prod-*", "prod-a/x", True),
        ("prod-*", "prod-a/x/y", True),
        ("prod-*", "my-prod-a/x", False),
        ("prod", "prod/x", True),
        ("prod", "prod-2/x", False),
        ("bucket/prefix/*", "bucket/prefix/x", True),
        ("bucket/prefix/*", "bucket/prefix/x/y", True),
        ("bucket/prefix/*", "bucket/prefix", False),
        ("bucket/prefix/", "bucket/prefix/x", True),
        ("bucket/prefix", "bucket/prefix/x", True),
        ("bucket/prefix", "bucket/prefix2", False),
        ("s3://bucket/prefix/", "bucket/prefix/x", True),
        (" /prod/*", "prod/x", True),
        ("*/final/*", "any/run/final/x", True),
        ("*.nc", "any/run/x.nc", True),
        ("bucket/run[12]", "bucket/run1/x", True),
        ("bucket/run[!12]", "bucket/run1/x", False),
        ("bucket/a?c", "bucket/abc", True),
        ("Bucket", "bucket/x", False),
        ("bucket/a\nb", "bucket/a\nb", True),
        ("*", "bucket/\n\x1b", True),
    ],
)
def test_patterns_are_held_against_bucket_and_key(pattern: str, path: str, expected: bool) -> None:
    assert holds(pattern, path) is expected


@pytest.mark.parametrize(
    ("pattern", "request_", "expected"),
    [
        ("prod-*", deletion("", "prod-a"), True),
        ("prod-*", deletion("", "test", "prod-a"), True),
        ("prod-*", deletion("", "test"), False),
        ("prod-*", deletion("prod-a", "x"), True),
        ("prod-*", deletion("test", "prod-a"), False),
        ("test/keep/*", deletion("test", "keep/"), True),
        ("test/keep/*", deletion("test", "keep"), False),
        ("test/keep/*", deletion("test", "other/"), False),
        ("test/keep/*", deletion("test", "x", "keep/y"), True),
        ("test/keep/*", deletion("test", ""), True),
        ("test/keep/*", deletion("", "test"), True),
        ("test/a/b/c", deletion("test", "a/"), True),
        ("test/a/b/c", deletion("test", "a/b/c/d/"), True),
        ("*.nc", deletion("test", "run/"), True),
        ("*.nc", deletion("test", "run/x.txt"), False),
        ("test/[ab]*/x", deletion("test", "c/"), False),
        ("test/[ab]*/x", deletion("test", "bcd/"), True),
        ("test/[ab]?/x", deletion("test", "bcd/"), False),
    ],
)
def test_a_deletion_is_held_against_them_by_what_it_may_meet(
    pattern: str, request_: DeleteRequest, expected: bool
) -> None:
    assert meets(pattern, request_) is expected


@given(
    pattern=st.text("ab/*?[]!", min_size=1, max_size=8),
    path=st.text("ab/", max_size=8),
    cut=st.integers(0, 8),
)
def test_no_prefix_hides_what_is_protected_below_it(pattern: str, path: str, cut: int) -> None:
    protection = Protection((pattern,))
    if protection.holds("a", path):
        assert protection.pattern_for(deletion("a", path)) or path.endswith("/") or not path
        assert protection.may_hold_below(Location("a", path[:cut]))
        assert protection.pattern_for(deletion("", "a"))


def test_many_rows_count_as_their_level() -> None:
    """As the worker, which gets them later, can only look at the level."""
    many = deletion("test", *(f"run/{number}" for number in range(1001)))
    assert not meets("test/keep", deletion("test", "run/1"))
    assert meets("test/keep", many)
    apart = DeleteRequest(Selection(Location("test"), (), apart=1001))
    assert meets("test/keep", apart)
    assert not meets("prod", apart)


def test_what_only_adds_or_reads_meets_nothing() -> None:
    get = GetRequest(Selection(Location("prod"), (Entry("x", Kind.OBJECT),)), "/tmp")
    put = PutRequest(("/tmp/x",), Location("prod", "run/"))
    assert not meets("*", get)
    assert not meets("*", put)


def test_a_move_to_this_machine_takes_what_it_is_about_away() -> None:
    selection = Selection(Location("prod", "run/"), (Entry("run/x", Kind.OBJECT),))
    get = GetRequest(selection, "/tmp", originals=Originals.GO)
    assert meets("prod/run", get)
    assert not meets("prod/other", get)
    assert name_to_type(get) == "x"


def test_deleting_what_is_only_at_the_destination_is_a_deletion_too() -> None:
    put = PutRequest(("/tmp/x",), Location("prod", "run/"), extra=Extra.DELETE)
    assert meets("prod", put)
    assert meets("prod/run/2/*", put)
    assert not meets("prod/other", put)
    assert name_to_type(put) == "prod"


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        (deletion("prod", "run/x.nc"), "x.nc"),
        (deletion("prod", "run/"), "run"),
        (deletion("prod", "a", "b"), "prod"),
        (deletion("prod", ""), "prod"),
        (deletion("prod", "esc\x1b"), "prod"),
        (deletion("prod", "//"), "prod"),
        (deletion("", "prod"), "prod"),
        (deletion("", "prod", "other"), "prod other"),
    ],
)
def test_what_is_to_be_typed_is_known_before_anything_is_counted(
    request_: DeleteRequest, name: str
) -> None:
    assert name_to_type(request_) == name
    protection = Protection(("*",))
    protection.check(request_, name)
    for wrong in ("", "y", f"{name} ", name.upper()):
        with pytest.raises(Protected) as caught:
            protection.check(request_, wrong)
        assert name in caught.value.next_step


def test_where_nothing_is_protected_nothing_is_to_be_typed() -> None:
    Protection(()).check(deletion("prod", "x"), "")
    Protection(("other",)).check(deletion("prod", "x"), "")


def test_chosen_versions_are_protected_as_their_objects_are() -> None:
    version = ChosenVersion("final/x", "v1", 3, 0)
    drop = DropRequest("data", versions=(version,), uploads=(ChosenUpload("prod/y", "u"),))
    assert meets("data/final/*", drop)
    assert not meets("data/prod/*", drop)  # an upload that was never finished is no object
    with pytest.raises(Protected):
        Protection(("data/final",)).check(drop, "")
    Protection(("data/final",)).check(drop, "data")
