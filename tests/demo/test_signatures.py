"""The demo server recognises its own keys, by the examples AWS publishes for signature 4."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jos_tui.demo.signatures import Keys, Request, refusal
from jos_tui.profiles.secret import Secret

KEYS = Keys("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
SCOPE = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
HOST = {"host": "examplebucket.s3.amazonaws.com"}


def signed(path: str, query: str, signature: str, **headers: str) -> Request:
    own = {name.replace("_", "-"): value for name, value in headers.items()}
    covered = {**HOST, **own, "x-amz-content-sha256": EMPTY, "x-amz-date": "20130524T000000Z"}
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={SCOPE},SignedHeaders={';'.join(sorted(covered))},"
        f"Signature={signature}"
    )
    return Request("GET", path, query, {**covered, "authorization": authorization})


OBJECT = signed(
    "/test.txt",
    "",
    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    range="bytes=0-9",
)
LISTING = signed(
    "/",
    "max-keys=2&prefix=J",
    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
)
PRESIGNED = Request(
    "GET",
    "/test.txt",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    HOST,
)
EXAMPLES = pytest.mark.parametrize("request_", [OBJECT, LISTING, PRESIGNED])


@EXAMPLES
def test_the_published_examples_are_accepted(request_: Request) -> None:
    assert refusal(request_, KEYS) == ""


@EXAMPLES
def test_another_secret_is_refused(request_: Request) -> None:
    keys = replace(KEYS, secret_key=Secret("another"))
    assert refusal(request_, keys) == "SignatureDoesNotMatch"


@EXAMPLES
def test_another_access_key_is_refused(request_: Request) -> None:
    assert refusal(request_, replace(KEYS, access_key="another")) == "InvalidAccessKeyId"


@EXAMPLES
@pytest.mark.parametrize(
    "change", [{"method": "DELETE"}, {"path": "/other.txt"}, {"headers": {"host": "other"}}]
)
def test_what_the_signature_covers_cannot_be_changed(
    request_: Request, change: dict[str, object]
) -> None:
    if "headers" in change:
        change = {"headers": {**request_.headers, "host": "other"}}
    changed = replace(request_, **change)  # type: ignore[arg-type]
    assert refusal(changed, KEYS) == "SignatureDoesNotMatch"


def test_the_order_of_a_query_and_needless_escapes_do_not_matter() -> None:
    assert refusal(replace(LISTING, query="prefix=%4A&max-keys=2"), KEYS) == ""
    assert refusal(replace(OBJECT, path="/te%73t%2Etxt"), KEYS) == ""


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": ""}, {"authorization": "AWS AKIA:c2lnbmF0dXJl"}]
)
def test_unsigned_requests_are_refused(headers: dict[str, str]) -> None:
    for query in ("", "X-Amz-Signature=0", "list-type=2"):
        assert refusal(Request("GET", "/bucket", query, headers), KEYS) == "AccessDenied"
