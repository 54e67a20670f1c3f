"""Every key is exact: stored, listed, described, read and deleted as itself and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import StoreError
from jos_tui.core.location import Location
from jos_tui.core.urls import exact_url
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from tests.store.support import all_keys, content
from tests.support.hostile_names import HOSTILE, is_path


def everywhere(store: Store, bucket: str) -> dict[str, bytes]:
    return {key: content(store, bucket, key) for key in all_keys(store, Location(bucket))}


NEIGHBOURS = ("a", "b", "c", "ab", "a b", "a\nb", "a-b", "a/b", "b/a", "keep")
"""Keys that a sloppy client or server takes an odd one for."""


def put_each(
    store: Store, bucket: str, keys: Iterable[str], cancel: CancelToken
) -> dict[str, bytes]:
    """Put keys, each with a content of its own; return all there is."""
    written = {key: f"{number} {len(key)}".encode() for number, key in enumerate(keys)}
    for key, body in written.items():
        store.put(bucket, key, body, cancel)
    return written


def delete_one_by_one(store: Store, bucket: str, keys: list[str], cancel: CancelToken) -> None:
    for key in keys:
        store.delete(bucket, key, cancel)


def delete_at_once(store: Store, bucket: str, keys: list[str], cancel: CancelToken) -> None:
    assert store.delete_many(bucket, keys, cancel) == []


Deleting = Callable[[Store, str, list[str], CancelToken], None]


def round_trip(
    store: Store, bucket: str, keys: list[str], delete: Deleting, cancel: CancelToken
) -> None:
    """Put keys, look at each, delete every other one and then the rest: nothing else changes."""
    written = everywhere(store, bucket) | put_each(store, bucket, keys, cancel)
    assert everywhere(store, bucket) == written
    for key in keys:
        assert store.stat(bucket, key, cancel).size == len(written[key])
        assert content(store, bucket, key, offset=1) == written[key][1:]
    for doomed in (keys[::2], keys[1::2]):
        delete(store, bucket, doomed, cancel)
        written = {key: body for key, body in written.items() if key not in doomed}
        assert everywhere(store, bucket) == written


@pytest.mark.parametrize("delete", [delete_one_by_one, delete_at_once])
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_name_is_itself(
    store: Store, bucket: str, cancel: CancelToken, kind: str, delete: Deleting
) -> None:
    kept = [key for key in NEIGHBOURS if key not in HOSTILE[kind]]
    put_each(store, bucket, kept, cancel)
    round_trip(store, bucket, list(HOSTILE[kind]), delete, cancel)


@pytest.mark.parametrize("delete", [delete_one_by_one, delete_at_once])
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_name_is_itself_on_a_server_that_keeps_files(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken, kind: str, delete: Deleting
) -> None:
    """As far as it can be a file's name, and is none that the server hides as its own."""
    paths = [
        f"{number}/{key}"
        for number, key in enumerate(HOSTILE[kind])
        if is_path(f"{number}/{key}") and ".rclone_temp_" not in key
    ]
    round_trip(rclone_store, rclone_bucket, paths, delete, cancel)


@pytest.mark.parametrize(
    "key", [key for keys in HOSTILE.values() for key in keys if not is_path(key)]
)
def test_a_server_that_cannot_hold_a_name_loses_nothing_by_it(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken, key: str
) -> None:
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
    doomed = list(dict.fromkeys(key for keys in HOSTILE.values() for key in keys))
    kept = ["a", "b", "ab", "c", "a\n b", "a/b/", "////"]
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
