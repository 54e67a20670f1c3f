"""The one rule for sending a request again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import BadStatusLine, RemoteDisconnected
from itertools import count
from typing import TypeVar

from urllib3.exceptions import (
    ConnectTimeoutError,
    NewConnectionError,
    ProtocolError,
)

from jos_tui.core.errors import StoreFull
from jos_tui.store.errors import LIBRARY_ERRORS, code_of, meaning_of_refusal
from jos_tui.store.http import Refused
from jos_tui.store.request import Repeat, Timeouts
from jos_tui.store.wire_errors import is_silence

T = TypeVar("T")

_NEVER = 1
_ONCE_MORE = 2
_ALWAYS = 1 << 30
_NOT_DONE_STATUS = {429, 503}
_NOT_DONE_CODES = {"SlowDown", "TooManyRequests", "ServiceUnavailable", "RequestTimeout"}
_MAYBE_DONE_STATUS = {500, 502, 504}
_MAYBE_DONE_CODES = {"InternalError", "BadDigest", "XAmzContentSHA256Mismatch"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many tries make sense after this failure, and the pause the store asked for."""

    tries: int
    retry_after: float = 0.0


def repeating(
    attempt: Callable[[], T], repeat: Repeat, timeouts: Timeouts, rest: Callable[[float], None]
) -> T:
    """Return what ``attempt`` returns, trying again where that can help. Raises its last failure.

    ``rest`` waits for some seconds, and raises why if there is no point in going on.
    """
    for failures in count(1):
        try:
            return attempt()
        except LIBRARY_ERRORS as exc:
            rest(0)
            verdict = judge(exc, repeat)
            if failures >= min(verdict.tries, timeouts.tries):
                raise
        rest(timeouts.pause(failures, verdict.retry_after))
    raise AssertionError  # count() never ends


def judge(failure: Exception, repeat: Repeat) -> Verdict:
    """Return whether trying again can help after this failure, without doing things twice.

    Who cannot connect wants to know soon: one more try, and none after a timeout.
    """
    if repeat is Repeat.NEVER:
        return Verdict(_NEVER)
    if isinstance(failure, Refused):
        return _judge_refusal(failure, repeat)
    if isinstance(failure, NewConnectionError):
        return Verdict(_ONCE_MORE)
    if isinstance(failure, ConnectTimeoutError) or repeat is not Repeat.SAFE:
        return Verdict(_NEVER)
    if is_silence(failure):
        return Verdict(_ONCE_MORE)
    if isinstance(failure, ProtocolError) and not _is_garbage(failure):
        return Verdict(_ALWAYS)
    return Verdict(_NEVER)


def _judge_refusal(refused: Refused, repeat: Repeat) -> Verdict:
    status, code = refused.status, code_of(refused)
    meaning = meaning_of_refusal(refused, about_object=True)
    if meaning is not None and issubclass(meaning.error, StoreFull):
        return Verdict(_NEVER)
    if status in _NOT_DONE_STATUS or code in _NOT_DONE_CODES:
        return Verdict(_ALWAYS, retry_after(refused.headers))
    if repeat is Repeat.SAFE and (status in _MAYBE_DONE_STATUS or code in _MAYBE_DONE_CODES):
        return Verdict(_ALWAYS, retry_after(refused.headers))
    return Verdict(_NEVER)


def _is_garbage(failure: ProtocolError) -> bool:
    """Whether what answered does not speak HTTP at all."""
    return any(
        isinstance(arg, BadStatusLine) and not isinstance(arg, RemoteDisconnected)
        for arg in failure.args
    )


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds a ``Retry-After`` asks for, 0 without a usable one."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0
