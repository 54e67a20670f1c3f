"""A presigned URL reads exactly one object, for a while, on servers that check signatures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import BadCredentials, StoreError
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret
from jos_tui.store.presigning import LONGEST_SECONDS, PresignedUrl, presigned_url
from jos_tui.store.store import Store
from tests.support.hostile_names import HOSTILE, is_path
from tests.support.servers import S3Server, with_known_keys

HOUR = 3600
PROFILE = Profile(
    "test", (Endpoint("store.example:9000", secure=True),), "AKEY", Secret("secret/+= key")
)


@pytest.fixture
def signing(server: S3Server) -> Profile:
    """Keys by which the server checks what is presigned."""
    return with_known_keys(server).profile()


def fetch(url: str) -> tuple[int, bytes]:
    """Ask for a URL as it stands: nothing on the way makes another path of it."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=60)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def url(profile: Profile, bucket: str, key: str, seconds: int = HOUR) -> str:
    return presigned_url(profile, bucket, key, seconds).url.reveal()


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_key_is_read_as_itself(
    signing: Profile, store: Store, bucket: str, kind: str
) -> None:
    for number, key in enumerate(HOSTILE[kind]):
        store.put(bucket, key, f"{number}".encode(), CancelToken())
    for number, key in enumerate(HOSTILE[kind]):
        assert fetch(url(signing, bucket, key)) == (200, f"{number}".encode()), key


def test_every_path_is_read_as_itself_from_a_server_that_keeps_files(
    rclone_server: S3Server, rclone_store: Store, rclone_bucket: str
) -> None:
    keys = [
        f"{number}/{key}"
        for number, key in enumerate(key for keys in HOSTILE.values() for key in keys)
        if is_path(f"{number}/{key}") and ".rclone_temp_" not in key
    ]
    for key in keys[::5]:
        rclone_store.put(rclone_bucket, key, key.encode(), CancelToken())
        assert fetch(url(rclone_server.profile(), rclone_bucket, key)) == (200, key.encode()), key


Spoil = Callable[[str], str]
SPOILED: dict[str, Spoil] = {
    "another key": lambda url: url.replace("/mine", "/yours"),
    "longer": lambda url: url.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
    "a guess": lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_url_that_was_changed_opens_nothing(
    signing: Profile, store: Store, bucket: str, spoil: Spoil
) -> None:
    for key in ("mine", "yours"):
        store.put(bucket, key, b"content", CancelToken())
    whole = url(signing, bucket, "mine")
    assert fetch(whole)[0] == 200
    assert fetch(spoil(whole))[0] == 403


def test_a_url_says_when_it_ends() -> None:
    before = time.time_ns() // 1_000_000 - 1000
    signed = presigned_url(PROFILE, "bucket", "key", LONGEST_SECONDS)
    after = time.time_ns() // 1_000_000
    assert before <= signed.expires_ms - LONGEST_SECONDS * 1000 <= after
    assert parse_qs(urlsplit(signed.url.reveal()).query)["X-Amz-Expires"] == ["604800"]


@pytest.mark.parametrize("seconds", [0, -1, LONGEST_SECONDS + 1])
def test_no_url_lasts_longer_than_a_signature_may(seconds: int) -> None:
    with pytest.raises(StoreError, match="seven days"):
        presigned_url(PROFILE, "bucket", "key", seconds)


@pytest.mark.parametrize(("bucket", "key"), [("bucket", ""), ("a/b", "key"), ("", "key")])
def test_only_objects_are_signed_for(bucket: str, key: str) -> None:
    with pytest.raises(StoreError):
        presigned_url(PROFILE, bucket, key, HOUR)


def test_without_keys_nothing_is_signed() -> None:
    with pytest.raises(BadCredentials, match="no keys"):
        presigned_url(replace(PROFILE, access_key="", secret_key=None), "bucket", "key", HOUR)


def test_a_url_of_temporary_keys_carries_their_token() -> None:
    profile = replace(PROFILE, session_token=Secret("tok/en+="))
    query = parse_qs(urlsplit(url(profile, "bucket", "key")).query)
    assert query["X-Amz-Security-Token"] == ["tok/en+="]


def test_it_is_for_the_preferred_endpoint_in_path_style_and_of_no_version() -> None:
    parts = urlsplit(url(PROFILE, "bucket", "a/../b c"))
    assert (parts.scheme, parts.netloc) == ("https", "store.example:9000")
    assert parts.path == "/bucket/a/%2E%2E/b%20c"
    assert "versionId" not in parts.query
    assert "secret" not in parts.query


def test_it_does_not_show_itself() -> None:
    signed = presigned_url(PROFILE, "bucket", "key", HOUR)
    assert isinstance(signed, PresignedUrl)
    assert "Signature" not in repr(signed)
