"""Every key is exact: stored, listed, described, read and deleted as itself and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import StoreError
from jos_tui.core.location import Location
from jos_tui.store.http import exact_url
from jos_tui.store.store import Depth, Store
from tests.store.support import all_keys, content

# Names that a file system can hold too: every server stores them.
PLAIN = {
    "space": "a b",
    "leading space": " a",
    "trailing space": "a ",
    "only a space": " ",
    "accent": "é/漢字.nc",
    "decomposed accent": "e\u0301",
    "plus": "a+b c",
    "percent": "100%",
    "percent escape": "a%20b%2Fc",
    "line feed": "a\nb",
    "carriage return": "a\rb",
    "tab": "a\tb",
    "emoji": "😀/👩‍🔬",
    "escape sequence": "\x1b[31mred\x1b[0m",
    "control character": "\x01",
    "delete character": "a\x7fb",
    "C1 control": "a\x85b",
    "markup": "[red]a[/red]",
    "XML": "a&b<c>d\"e'f",
    "entity": "a&amp;b",
    "question mark": "a?b=c&d",
    "fragment": "a#b",
    "glob": "a*b[c]",
    "backslash": "a\\b",
    "tilde": "~a",
    "semicolon": "a;b",
    "right to left": "a\u202eb",
    "zero width space": "a\u200bb",
    "line separator": "a\u2028b",
    "no-break space": "\u00a0a",
    "byte order mark": "\ufeffa",
    "non-character": "a\uffffb",
    "beyond the first plane": "a\U0010fffdb",
    "dots at an edge": "...a./b...",
    "hidden": ".a/.b",
    "1,024 bytes": "/".join(["d" * 200] * 5) + "/" + "e" * 19,
}
# Names that are no paths.
HARD = {
    "empty segment": "a//b",
    "leading slash": "/a",
    "trailing slash": "a/",
    "only slashes": "//",
    "parent": "../a",
    "parent within": "a/../b",
    "parent at the end": "a/..",
    "only dots": "..",
    "this folder": "./a/./b",
    "one dot": ".",
    "null": "a\0b",
    "long segment": "k" * 1024,
}


def everywhere(store: Store, bucket: str) -> dict[str, bytes]:
    return {key: content(store, bucket, key) for key in all_keys(store, Location(bucket))}


def neighbours(store: Store, bucket: str, key: str, cancel: CancelToken) -> list[str]:
    """Put keys that a sloppy client or server confuses with ``key``."""
    near = {"a", "b", "ab", "a b", "a\nb", "a-b", "keep"}
    if key in HARD.values():
        near |= {"a/b", "b/a", "c"}
    kept = sorted(near - {key})
    for name in kept:
        store.put(bucket, name, name.encode(), cancel)
    return kept


def round_trip(store: Store, bucket: str, key: str, cancel: CancelToken) -> None:
    kept = neighbours(store, bucket, key, cancel)
    store.put(bucket, key, b"the odd one", cancel)
    assert store.stat(bucket, key, cancel).size == len(b"the odd one")
    assert content(store, bucket, key, offset=4) == b"odd one"
    assert set(all_keys(store, Location(bucket))) == {*kept, key}
    store.delete(bucket, key, cancel)
    assert everywhere(store, bucket) == {name: name.encode() for name in kept}


def bulk_delete(store: Store, bucket: str, key: str, cancel: CancelToken) -> None:
    kept = neighbours(store, bucket, key, cancel)
    store.put(bucket, key, b"the odd one", cancel)
    assert store.delete_many(bucket, [key], cancel) == []
    assert everywhere(store, bucket) == {name: name.encode() for name in kept}


@pytest.mark.parametrize("check", [round_trip, bulk_delete])
@pytest.mark.parametrize("name", PLAIN)
def test_a_name_is_itself_on_every_server(
    any_store: Store,
    any_bucket: str,
    cancel: CancelToken,
    name: str,
    check: Callable[[Store, str, str, CancelToken], None],
) -> None:
    check(any_store, any_bucket, PLAIN[name], cancel)


@pytest.mark.parametrize("check", [round_trip, bulk_delete])
@pytest.mark.parametrize("name", HARD)
def test_a_name_that_is_no_path_is_itself(
    store: Store,
    bucket: str,
    cancel: CancelToken,
    name: str,
    check: Callable[[Store, str, str, CancelToken], None],
) -> None:
    check(store, bucket, HARD[name], cancel)


@pytest.mark.parametrize("name", HARD)
def test_a_server_that_cannot_hold_a_name_loses_nothing_by_it(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken, name: str
) -> None:
    key = HARD[name]
    rclone_store.put(rclone_bucket, "keep", b"kept", cancel)
    for call in (
        lambda: rclone_store.put(rclone_bucket, key, b"odd", cancel),
        lambda: rclone_store.delete(rclone_bucket, key, cancel),
        lambda: rclone_store.delete_many(rclone_bucket, [key], cancel),
    ):
        try:
            call()
        except StoreError:
            continue
    assert rclone_bucket in {entry.key for entry in rclone_store.buckets(cancel)}
    assert content(rclone_store, rclone_bucket, "keep") == b"kept"


def test_nothing_but_slashes_never_deletes_the_bucket(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken
) -> None:
    for key in ("/", "//", "///"):
        with pytest.raises(StoreError):
            rclone_store.delete(rclone_bucket, key, cancel)
        with pytest.raises(StoreError):
            content(rclone_store, rclone_bucket, key)
        assert len(rclone_store.delete_many(rclone_bucket, [key], cancel)) == 1
    assert rclone_bucket in {entry.key for entry in rclone_store.buckets(cancel)}


def test_many_odd_keys_go_at_once_and_their_neighbours_stay(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    doomed = [*PLAIN.values(), *HARD.values()]
    kept = ["a", "b", "ab", "c", "a\n b", "a/b/", "///"]
    for key in (*doomed, *kept):
        store.put(bucket, key, b"x", cancel)
    assert store.delete_many(bucket, doomed, cancel) == []
    assert sorted(all_keys(store, Location(bucket))) == sorted(kept)


def test_prefixes_are_as_exact_as_keys(store: Store, bucket: str, cancel: CancelToken) -> None:
    for prefix in ("a b/", "a+b/", "%2F/", "../", "./", "//", "é&<>/", "\x1b[1m/", "/"):
        store.put(bucket, f"{prefix}leaf", b"x", cancel)
        location = Location(bucket, prefix)
        assert f"{prefix}leaf" in all_keys(store, location, Depth.LEVEL), prefix
    assert set(all_keys(store, Location(bucket), Depth.LEVEL)) == {
        "a b/", "a+b/", "%2F/", "../", "./", "é&<>/", "\x1b[1m/", "/",
    }  # fmt: skip


def test_a_name_that_is_no_unicode_is_refused_and_never_taken_for_done(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    with pytest.raises(StoreError, match="Unicode"):
        store.put(bucket, "a\udcffb", b"x", cancel)
    with pytest.raises(StoreError, match="Unicode"):
        store.delete(bucket, "a\udcffb", cancel)
    assert len(store.delete_many(bucket, ["a\udcffb"], cancel)) == 1


KEYS = st.text(
    st.one_of(
        st.sampled_from("./ %+&<>\"'?#;\\~*\n\r\t\x1b\x7f\u2028\uffff"),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=40,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(key=KEYS)
def test_any_key_comes_back_as_itself(store: Store, bucket: str, key: str) -> None:
    cancel = CancelToken()
    store.put(bucket, key, key.encode(), cancel)
    try:
        assert content(store, bucket, key) == key.encode()
        assert all_keys(store, Location(bucket)) == [key]
    finally:
        assert store.delete_many(bucket, [key], cancel) == []
    assert all_keys(store, Location(bucket)) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://h/b/a/../c", "http://h/b/a/%2E%2E/c"),
        ("http://h/b/..", "http://h/b/%2E%2E"),
        ("http://h/b/./.", "http://h/b/%2E/%2E"),
        ("http://h/b/...", "http://h/b/..."),
        ("http://h/b/.hidden/a..b", "http://h/b/.hidden/a..b"),
        ("http://h/b/../c?prefix=/../", "http://h/b/%2E%2E/c?prefix=/../"),
    ],
)
def test_only_steps_are_escaped(url: str, expected: str) -> None:
    assert exact_url(url) == expected
