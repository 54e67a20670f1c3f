"""Signatures: those that minio itself would make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from minio.credentials.credentials import Credentials
from minio.signer import sign_v4_s3
from urllib3 import PoolManager

from jos_tui.store.request import bucket_request, object_request
from jos_tui.store.signing import SigningClient

ACCESS, SECRET, TOKEN, REGION = "an-access-key", "a/secret+key", "a token", "us-east-1"
HEADER_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
NAMES = st.sampled_from(["Range", "Content-Type", "x-amz-meta-a", "X-Amz-Meta-B", "If-Match"])
QUERIES = st.dictionaries(
    st.sampled_from(["partNumber", "uploadId", "versionId", "prefix", "delete"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
)


class Sent(PoolManager):
    """Keeps what it is to send."""

    def urlopen(self, method: str, url: str, **sent: Any) -> Any:  # type: ignore[override]
        self.method, self.url, self.headers = method, url, sent["headers"]


class OnSomeDay(SigningClient):
    """Sends with these headers instead of those of now."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.headers: dict[str, str] = {}

    def _build_headers(self, *args: Any, **options: Any) -> Any:
        headers, date = super()._build_headers(*args, **options)
        return {**headers, **self.headers}, date


Kind = TypeVar("Kind", bound=SigningClient)


def signer(sent: Sent, kind: type[Kind], token: str | None = None) -> Kind:
    return kind(
        "store.example:9000",
        access_key=ACCESS,
        secret_key=SECRET,
        session_token=token,
        secure=False,
        region=REGION,
        http_client=sent,
    )


def by_minio(sent: Sent) -> str:
    """Return the signature minio makes of what is sent, at the moment it says."""
    headers: dict[str, Any] = dict(sent.headers)
    headers.pop("Authorization")
    signed: Mapping[str, Any] = sign_v4_s3(
        method=sent.method,
        url=urlsplit(sent.url),
        region=REGION,
        headers=headers,
        credentials=Credentials(ACCESS, SECRET, headers.get("X-Amz-Security-Token")),
        content_sha256=headers["x-amz-content-sha256"],
        date=datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
    )
    return str(signed["Authorization"])


@given(
    st.sampled_from(["GET", "PUT", "HEAD", "DELETE"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
    QUERIES,
    st.dictionaries(NAMES, HEADER_TEXT),
    st.none() | st.binary(max_size=20),
)
def test_a_signature_is_the_one_minio_makes(
    method: str, key: str, query: dict[str, str], headers: dict[str, str], body: bytes | None
) -> None:
    sent = Sent()
    signer(sent, SigningClient, TOKEN).send(
        object_request(method, "a-bucket", key, query=query, headers=headers, body=body)
    )
    assert sent.headers["Authorization"] == by_minio(sent)


def test_the_key_of_one_day_signs_for_no_other() -> None:
    sent = Sent()
    client = signer(sent, OnSomeDay)
    for day in (20261231, 20270101, 20261231):
        client.headers["x-amz-date"] = f"{day}T235959Z"
        client.send(bucket_request("GET", "a-bucket"))
        assert str(day) in sent.headers["Authorization"]
        assert sent.headers["Authorization"] == by_minio(sent)


@pytest.mark.parametrize("query", [{}, {"uploads": ""}, {"prefix": "a=b&c", "list-type": "2"}])
def test_nothing_is_signed_without_keys(query: dict[str, str]) -> None:
    sent = Sent()
    client = SigningClient("store.example:9000", secure=False, region="x", http_client=sent)
    client.send(bucket_request("GET", "a-bucket", query=query))
    assert "Authorization" not in sent.headers
