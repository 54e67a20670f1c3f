"""Asking an address, without keys, whether anybody is there and what time it is for them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import StoreError
from jos_tui.profiles.profile import Profile
from jos_tui.store.connections import Patience
from jos_tui.store.errors import LIBRARY_ERRORS, Situation, explain
from jos_tui.store.http import Exchange, HttpClient, Refused
from jos_tui.store.request import Request, Timeouts
from jos_tui.store.tls import tls_context


@dataclass(frozen=True, slots=True)
class Knock:
    """An answer: how long it took with connecting, and how far this machine's clock is ahead.

    ``ahead_seconds`` is negative for a clock that is behind, None if the answer bore no date. A
    date has whole seconds and was written at some time between question and answer.
    """

    seconds: float
    ahead_seconds: float | None


def knock(profile: Profile, timeouts: Timeouts, cancel: CancelToken) -> Knock:
    """Send one unsigned request to the preferred endpoint; any answer will do, also a refusal.

    Blocks; tries once. Raises StoreError if there is none, and Cancelled.
    """
    problem: StoreError
    http = HttpClient(tls_context(profile) if profile.endpoint.secure else None)
    try:
        return _ask(http, profile, timeouts, cancel)
    except LIBRARY_ERRORS as exc:
        problem = explain(exc, Situation(profile, Request("GET")))
    finally:
        http.clear()
    cancel.raise_if_cancelled()
    raise problem


def _ask(http: HttpClient, profile: Profile, timeouts: Timeouts, cancel: CancelToken) -> Knock:
    exchange = Exchange(Patience(timeouts.connect, timeouts.read), cancel)
    began, began_at = time.monotonic(), time.time()
    try:
        with http.carry(exchange):
            headers = _headers_of_answer(http, profile)
    finally:
        http.finish(exchange)
    seconds = time.monotonic() - began
    theirs = _date(headers)
    return Knock(seconds, None if theirs is None else began_at + seconds / 2 - theirs)


def _headers_of_answer(http: HttpClient, profile: Profile) -> Mapping[str, str]:
    endpoint = profile.endpoint
    try:
        answer = http.urlopen(
            "GET",
            f"{endpoint.url}/",
            body=None,
            headers={"Host": endpoint.host},
            preload_content=False,
        )
    except Refused as refused:
        return refused.headers
    return answer.headers


def _date(headers: Mapping[str, str]) -> float | None:
    try:
        return parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (TypeError, ValueError):
        return None
