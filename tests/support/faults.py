"""What can go wrong on the way to a store, as values for the fault proxy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """The head of a request as it came; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path as sent, with its percent escapes."""
        return urlsplit(f"http://proxy{self.target}").path

    @property
    def query(self) -> str:
        """What follows the question mark, as sent."""
        return self.target.partition("?")[2]

    def __str__(self) -> str:
        return f"{self.method} {self.target}"


class FaultKind(Enum):
    """What happens to an exchange. "Bytes" are those of a body, without head and chunk lines."""

    RESET_AT_ONCE = auto()  # connection reset at the request's head; the store sees nothing
    RESET_RESPONSE = auto()  # connection reset after n bytes of the response
    END_RESPONSE = auto()  # connection closed in order after n bytes of the response
    STALL_RESPONSE = auto()  # nothing more after n bytes of the response
    TRUNCATE = auto()  # the response ends well after n bytes and never said how long it would be
    FLIP_BIT = auto()  # the lowest bit of the response's byte number n is inverted
    FLIP_SENT_BIT = auto()  # the same of the request's byte number n
    CANNED = auto()  # the proxy answers ``status``, ``headers``, ``body``; the store sees nothing
    LOST_ANSWER = auto()  # the store did it, the connection is closed before the answer
    RESET_REQUEST = auto()  # connection reset after n bytes of the request's body
    STALL_REQUEST = auto()  # no more of the request is taken after n bytes of its body
    LATENCY = auto()  # the answer begins ``seconds`` later
    HOLD = auto()  # the answer begins when the proxy is healed
    SLOW_LINK = auto()  # the response's body comes at ``bytes_per_second``
    OTHER_HEADERS = auto()  # ``headers`` replace those of the response
    OTHER_CERTIFICATE = auto()  # until the proxy is healed, a stranger's: no connection lasts


class Heed(Enum):
    """What the store behind the proxy looks at, as far as the proxy does it for that store."""

    WHAT_IT_DOES = auto()
    SIGNED_SHA256 = auto()  # other bodies are refused, as by AWS, MinIO and Ceph


Match = Callable[[Request], bool] | str


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One fault: which requests it meets and how often.

    ``match`` is asked about each request, or is a piece of ``METHOD /path?query`` ("" is any).
    ``times`` is how many requests meet it, None for all. Two faults are never equal.
    """

    kind: FaultKind
    match: Match = ""
    times: int | None = 1
    after_bytes: int = 0
    status: int = 503
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""
    seconds: float = 0.0
    bytes_per_second: int = 0

    def meets(self, request: Request) -> bool:
        """Whether it is meant for this request."""
        if isinstance(self.match, str):
            return self.match in str(request)
        return self.match(request)


def s3_error(code: str, message: str = "") -> bytes:
    """Return the XML body of an S3 error."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    ).encode()


_XML = {"Content-Type": "application/xml"}


def slow_down(match: Match = "", times: int | None = 1, retry_after: str = "") -> Fault:
    """503 SlowDown, with Retry-After if given."""
    headers = {**_XML, "Retry-After": retry_after} if retry_after else _XML
    body = s3_error("SlowDown", "Please reduce your request rate.")
    return Fault(FaultKind.CANNED, match, times, status=503, headers=headers, body=body)


def too_many_requests(match: Match = "", times: int | None = 1) -> Fault:
    """429 without Retry-After."""
    body = s3_error("TooManyRequests")
    return Fault(FaultKind.CANNED, match, times, status=429, headers=_XML, body=body)


def expired_token(match: Match = "", times: int | None = 1) -> Fault:
    """403 ExpiredToken."""
    body = s3_error("ExpiredToken", "The provided token has expired.")
    return Fault(FaultKind.CANNED, match, times, status=403, headers=_XML, body=body)


def login_page(match: Match = "", times: int | None = 1) -> Fault:
    """200 with a web page, as a captive portal answers everything."""
    headers = {"Content-Type": "text/html; charset=utf-8"}
    body = b"<!DOCTYPE html><html><title>Log in</title><body>Please log in.<br></body></html>"
    return Fault(FaultKind.CANNED, match, times, status=200, headers=headers, body=body)


def error_in_ok(match: Match = "", times: int | None = 1, code: str = "InternalError") -> Fault:
    """200 with an error inside, as completing an upload or copying may answer."""
    body = s3_error(code, "We encountered an internal error. Please try again.")
    return Fault(FaultKind.CANNED, match, times, status=200, headers=_XML, body=body)


DAMAGED = Fault(
    FaultKind.CANNED, status=400, headers=_XML, body=s3_error("XAmzContentSHA256Mismatch")
)
"""What a store answers to a body that is not the one that was signed."""
