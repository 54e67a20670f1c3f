"""The faults, by the words they have in the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from tests.store.fault_table.operations import Operation
from tests.support.faults import (
    Fault,
    FaultKind,
    Match,
    Request,
    error_in_ok,
    expired_token,
    login_page,
    s3_error,
    slow_down,
    too_many_requests,
)

K = FaultKind
XML = {"Content-Type": "application/xml"}
_INSIDE = 60
"""So many bytes of an answer's body come before what goes wrong in it."""


class Way(Enum):
    """How the connection is made."""

    PLAIN = "http"
    TLS = "https, by an authority of one's own"
    UNKNOWN_TLS = "https, by an authority nobody knows"


@dataclass(frozen=True, slots=True)
class Case:
    """A fault; ``make`` is asked for it with the requests that meet it."""

    name: str
    make: Callable[[Match], Fault] | None
    in_body: bool = False
    only_paged: bool = False
    way: Way = Way.PLAIN
    is_stall: bool = False

    def __str__(self) -> str:
        return self.name

    def concerns(self, operation: Operation) -> bool:
        """Whether the answers of an operation can meet it."""
        return (operation.has_body or not self.in_body) and (
            operation.is_paged or not self.only_paged
        )

    def met_by(self, operation: Operation) -> Fault | None:
        """Return the fault for the requests of an operation."""
        if self.make is None:
            return None
        return self.make(_Requests(operation.method, 2 if self.only_paged else 1))


class _Requests:
    """The requests of one method, from the so-manieth on."""

    def __init__(self, method: str, first: int) -> None:
        self._method = method
        self._left = first - 1

    def __call__(self, request: Request) -> bool:
        if request.method != self._method:
            return False
        self._left -= 1
        return self._left < 0


def _kind(kind: FaultKind, times: int | None, after: int = 0) -> Callable[[Match], Fault]:
    return lambda match: Fault(kind, match, times, after)


def _status(status: int, code: str, times: int | None) -> Callable[[Match], Fault]:
    body = s3_error(code)
    return lambda match: Fault(K.CANNED, match, times, status=status, headers=XML, body=body)


_stalls_inside = _kind(K.STALL_RESPONSE, None, _INSIDE)
_ELSEWHERE = {"Location": "https://login.example.org/"}

CASES: Final = (
    Case("reset, once", _kind(K.RESET_AT_ONCE, 1)),
    Case("reset, always", _kind(K.RESET_AT_ONCE, None)),
    Case("closed without an answer, always", _kind(K.LOST_ANSWER, None)),
    Case("done, but the answer is lost, once", _kind(K.LOST_ANSWER, 1)),
    Case("no answer, always", _kind(K.STALL_REQUEST, None), is_stall=True),
    Case(
        "stalls in the answer, always", _kind(K.STALL_RESPONSE, None, _INSIDE), True, is_stall=True
    ),
    Case("reset in the answer, once", _kind(K.RESET_RESPONSE, 1, _INSIDE), in_body=True),
    Case("cut off, length known, once", _kind(K.END_RESPONSE, 1, _INSIDE), in_body=True),
    Case("cut off, length known, always", _kind(K.END_RESPONSE, None, _INSIDE), in_body=True),
    Case("cut off, length unknown, once", _kind(K.TRUNCATE, 1, _INSIDE), in_body=True),
    Case("cut off, length unknown, always", _kind(K.TRUNCATE, None, _INSIDE), in_body=True),
    Case("a bit flips in the answer", _kind(K.FLIP_BIT, 1, _INSIDE), in_body=True),
    Case("500, once", _status(500, "InternalError", 1)),
    Case("500, always", _status(500, "InternalError", None)),
    Case("503, once", slow_down),
    Case("503 and Retry-After of an hour, once", lambda match: slow_down(match, 1, "3600")),
    Case("503, always", lambda match: slow_down(match, None)),
    Case("429, once", too_many_requests),
    Case("429, always", lambda match: too_many_requests(match, None)),
    Case("200 with an error inside, once", error_in_ok),
    Case("200 with an error inside, always", lambda match: error_in_ok(match, None)),
    Case("keys have expired", lambda match: expired_token(match, None)),
    Case("keys expire half-way", lambda match: expired_token(match, None), only_paged=True),
    Case("a web page instead", lambda match: login_page(match, None)),
    Case(
        "sent on to a login page",
        lambda match: Fault(K.CANNED, match, None, status=302, headers=_ELSEWHERE),
    ),
    Case("a slow link", lambda match: Fault(K.SLOW_LINK, match, None, bytes_per_second=100_000)),
    Case(Way.TLS.value, None, way=Way.TLS),
    Case(Way.UNKNOWN_TLS.value, None, way=Way.UNKNOWN_TLS),
)
