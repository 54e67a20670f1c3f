"""Checks that a request to the demo server is signed with the demo's own keys (AWS SigV4).

The server behind it accepts any key, and a loopback port is open to everyone on the machine.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_from_bytes, unquote_to_bytes

from jos_tui.profiles.secret import Secret

_ALGORITHM = "AWS4-HMAC-SHA256"
_UNRESERVED = "-_.~"
_AUTHORIZATION = re.compile(
    rf"{_ALGORITHM}\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)"
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The one pair of keys the demo server accepts."""

    access_key: str
    secret_key: Secret


@dataclass(frozen=True, slots=True)
class Request:
    """What a signature covers: path and query as sent, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Claim:
    credential: str
    signed_headers: str
    signature: str
    date: str
    payload: str


def refusal(request: Request, keys: Keys) -> str:
    """Return the S3 error code this request deserves, "" if its signature is right."""
    claim = _claim(request)
    if claim is None:
        return "AccessDenied"
    access_key, _, scope = claim.credential.partition("/")
    if not hmac.compare_digest(access_key.encode(), keys.access_key.encode()):
        return "InvalidAccessKeyId"
    secret = keys.secret_key.reveal()
    # A client may sign the path as it sends it, or with the escapes it does not need undone.
    for path in (request.path, _normalised(request.path, "/")):
        expected = _signature(request, claim, path, scope, secret)
        if hmac.compare_digest(expected, claim.signature.encode()):
            return ""
    return "SignatureDoesNotMatch"


def _claim(request: Request) -> _Claim | None:
    found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if found:
        date = request.headers.get("x-amz-date", "")
        payload = request.headers.get("x-amz-content-sha256", "")
        return _Claim(found[1], found[2], found[3], date, payload)
    given = dict(_parameters(request.query))
    if given.get("X-Amz-Algorithm") != _ALGORITHM:
        return None
    return _Claim(
        given.get("X-Amz-Credential", ""),
        given.get("X-Amz-SignedHeaders", ""),
        given.get("X-Amz-Signature", ""),
        given.get("X-Amz-Date", ""),
        "UNSIGNED-PAYLOAD",
    )


def _signature(request: Request, claim: _Claim, path: str, scope: str, secret: str) -> bytes:
    names = claim.signed_headers.split(";")
    canonical = [
        request.method,
        path,
        _canonical_query(request.query),
        *(f"{name}:{' '.join(request.headers.get(name, '').split())}" for name in names),
        "",
        claim.signed_headers,
        claim.payload,
    ]
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = "\n".join((_ALGORITHM, claim.date, scope, digest))
    return hmac.digest(key, text.encode(), "sha256").hex().encode()


def _canonical_query(query: str) -> str:
    pairs = [
        (_quoted(name), _quoted(value))
        for name, value in _parameters(query)
        if name != "X-Amz-Signature"
    ]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _parameters(query: str) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(_unquoted(name), _unquoted(value)) for name, _, value in pairs]


def _normalised(text: str, safe: str) -> str:
    return quote_from_bytes(unquote_to_bytes(text), safe + _UNRESERVED)


def _unquoted(text: str) -> str:
    return unquote_to_bytes(text).decode("utf-8", "surrogateescape")


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogateescape"), _UNRESERVED)
