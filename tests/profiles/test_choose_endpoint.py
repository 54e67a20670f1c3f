"""The candidate that answers comes first in line."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled
from jos_tui.profiles.endpoint import choose_endpoint
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret

_TCP_CLOSED = 1  # tcpmux: nothing has listened there for decades


@contextmanager
def listening() -> Iterator[Endpoint]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Endpoint(f"127.0.0.1:{server.getsockname()[1]}", secure=False)


def closed(number: int = 1) -> Endpoint:
    return Endpoint(f"127.0.0.{number}:{_TCP_CLOSED}", secure=True)


def profile(*endpoints: Endpoint) -> Profile:
    return Profile("p", endpoints, "KEY", Secret("s"), region="r", source="~/.s3cfg")


def test_a_candidate_that_refuses_falls_behind_the_one_that_answers() -> None:
    with listening() as answering:
        chosen = choose_endpoint(profile(closed(), answering), CancelToken())
        assert chosen == profile(answering, closed())


def test_the_preferred_candidate_stays_when_it_answers() -> None:
    with listening() as preferred, listening() as other:
        chosen = choose_endpoint(profile(preferred, other), CancelToken())
        assert chosen == profile(preferred, other)


def test_nothing_changes_when_none_answers() -> None:
    unreachable = profile(closed(1), closed(2), Endpoint("no-such-host.invalid", secure=True))
    assert choose_endpoint(unreachable, CancelToken()) == unreachable


def test_an_impossible_host_is_one_that_does_not_answer() -> None:
    with listening() as answering:
        impossible = Endpoint("a" * 70 + ".example", secure=True)
        assert choose_endpoint(profile(impossible, answering), CancelToken()).endpoint == answering


def test_one_candidate_is_not_asked() -> None:
    with listening() as only:
        only_one = profile(only)
    assert choose_endpoint(only_one, CancelToken()) is only_one
    incomplete = profile()
    assert choose_endpoint(incomplete, CancelToken()) is incomplete


def test_a_cancel_before_ends_it() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        choose_endpoint(profile(closed(1), closed(2)), token)


def test_a_cancel_meanwhile_ends_it_though_nobody_ever_answers() -> None:
    token = CancelToken()
    with silent() as first, silent() as second:
        threading.Thread(target=token.cancel).start()
        with pytest.raises(Cancelled):
            choose_endpoint(profile(first, second), token)


def test_a_candidate_that_stays_silent_falls_behind_the_one_that_answers() -> None:
    with silent() as preferred, listening() as answering:
        chosen = choose_endpoint(profile(preferred, answering), CancelToken())
        assert chosen == profile(answering, preferred)


@contextmanager
def silent() -> Iterator[Endpoint]:
    """A listener whose queue is full: the system leaves further connections without an answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        address = server.getsockname()
        waiting = []
        try:
            for _ in range(8):
                client = socket.socket()
                waiting.append(client)
                client.setblocking(False)
                client.connect_ex(address)
            yield Endpoint(f"127.0.0.1:{address[1]}", secure=False)
        finally:
            for client in waiting:
                client.close()
