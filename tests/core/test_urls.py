"""A URL of a key leads to that key and to no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.location import Target, parse_target
from jos_tui.core.urls import url_of
from tests.support.hostile_names import HOSTILE

KEYS = [key for keys in HOSTILE.values() for key in keys]


def assert_leads_to(key: str) -> None:
    url = url_of("http://host:9000", "bucket", key)
    assert url.isascii()
    assert url.isprintable()
    assert not set(url) & set(" \"'<>[]{}\\^`|?#")
    assert parse_target(url) == Target("bucket", key, "host:9000")
    path = url.removeprefix("http://host:9000/bucket/")
    assert not {".", ".."} & set(path.split("/")), "a step up for whoever tidies paths"


def test_a_hostile_key_comes_back_from_its_url() -> None:
    for key in KEYS:
        assert_leads_to(key)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_key_comes_back_from_its_url(key: str) -> None:
    assert_leads_to(key)


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("", "https://host/bucket"),
        ("a b+c.nc", "https://host/bucket/a%20b%2Bc.nc"),
        ("a/", "https://host/bucket/a/"),
        ("//a", "https://host/bucket///a"),
        ("../a~b", "https://host/bucket/%2E%2E/a~b"),
    ],
)
def test_a_url_is_in_path_style_and_encoded(key: str, url: str) -> None:
    assert url_of("https://host", "bucket", key) == url


def test_bytes_that_are_no_utf_8_are_themselves_in_a_url() -> None:
    assert url_of("https://host", "bucket", b"a\xff/\xc3".decode(errors="surrogateescape")) == (
        "https://host/bucket/a%FF/%C3"
    )
