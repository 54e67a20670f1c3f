"""Places in a store are exact, whatever their names."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Location, Target, base_name, parent_prefix, parse_target
from tests.support.hostile_names import every_name

SEGMENT = st.text(st.characters(exclude_characters="/", codec="utf-8"), max_size=8)
PREFIX = st.lists(SEGMENT, max_size=6).map(lambda parts: "".join(f"{part}/" for part in parts))


@given(PREFIX)
def test_going_up_always_reaches_the_list_of_buckets(prefix: str) -> None:
    location = Location("bucket", prefix)
    for _ in range(prefix.count("/") + 1):
        location = location.parent

    assert location == Location()


@given(PREFIX, SEGMENT)
def test_a_child_leads_back_to_its_parent(prefix: str, name: str) -> None:
    level = Location("bucket", prefix)
    child = level.child(f"{prefix}{name}/")

    assert child.parent == level
    assert child.name_in_parent == f"{prefix}{name}/"


@given(PREFIX, SEGMENT)
def test_prefix_and_name_make_up_the_key(prefix: str, name: str) -> None:
    key = prefix + name

    assert parent_prefix(key) + base_name(key) == key


@pytest.mark.parametrize(
    ("key", "name"),
    [("a/b.nc", "b.nc"), ("a/b/", "b/"), ("a//", "/"), ("/", "/"), ("//x", "x"), ("x", "x")],
)
def test_base_names(key: str, name: str) -> None:
    assert base_name(key) == name


@pytest.mark.parametrize("prefix", ["", "a/", "/", "//", "../x/", " /"])
def test_a_uri_leads_to_where_it_was_taken_from(prefix: str) -> None:
    location = Location("bucket", prefix)

    assert parse_target(location.uri) == Target("bucket", prefix)


HERE = Location("sim-data", "prod/v7/")


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("s3://b/k/x.nc", Target("b", "k/x.nc")),
        ("s3://b", Target("b", "")),
        ("s3://b//k", Target("b", "/k")),
        ("/b/k/", Target("b", "k/")),
        ("v8/", Target("sim-data", "prod/v7/v8/")),
        ("..", Target("sim-data", "prod/")),
        ("../../dev/", Target("sim-data", "dev/")),
        ("https://t-o.s3-ext.jc.rl.ac.uk/b/a%20b", Target("b", "a b", "t-o.s3-ext.jc.rl.ac.uk")),
        ("http://user:pw@h:80/b", Target("b", "", "h:80")),
    ],
)
def test_paths_as_people_type_them(typed: str, target: Target) -> None:
    assert parse_target(typed, HERE) == target


def test_in_the_list_of_buckets_a_name_is_a_bucket() -> None:
    assert parse_target("b/k", Location()) == Target("b", "k")


def test_a_broken_url_is_an_error_with_words() -> None:
    with pytest.raises(ProfileError, match="not a usable URL"):
        parse_target("https://[::1/b")


@pytest.mark.parametrize("here", [None, Location("other", "a/")])
def test_the_uri_of_every_name_is_read_back_as_it_is(here: Location | None) -> None:
    for key in every_name():
        assert parse_target(f"s3://bucket/{key}", here) == Target("bucket", key)
        assert parse_target(f"/bucket/{key}", here) == Target("bucket", key)
        url = f"https://host/bucket/{quote(key)}"
        assert parse_target(url, here) == Target("bucket", key, "host")
