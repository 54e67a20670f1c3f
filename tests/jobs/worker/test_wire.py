"""Messages arrive as they were sent, or not at all."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import BadCredentials, JosError, LocalError
from jos_tui.core.location import Location
from jos_tui.jobs.model import Check, JobState, Report, Selection
from jos_tui.jobs.request import DeleteRequest, GetRequest, Options
from jos_tui.jobs.worker.messages import (
    Ask,
    Begin,
    Beginning,
    Greeting,
    Hello,
    Keys,
    Refused,
    Tell,
)
from jos_tui.jobs.worker.wire import Garbled, Wire, is_own_user, parse
from tests.jobs.worker.conftest import NOWHERE


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, Wire]]:
    ours, theirs = socket.socketpair()
    with closing(Wire(theirs)) as wire, ours:
        yield ours, wire


def _through(ends: tuple[socket.socket, Wire], message: object) -> object:
    sender = threading.Thread(target=Wire(ends[0]).send, args=(message,))
    sender.start()
    received = parse(type(message), ends[1].receive_line())
    sender.join()
    return received


def test_a_request_with_a_hundred_thousand_entries_passes(
    ends: tuple[socket.socket, Wire],
) -> None:
    entries = tuple(
        Entry(f"archive/{number:06}/a file with a name of usual length.nc", Kind.OBJECT, number)
        for number in range(100_000)
    )
    request = DeleteRequest(Selection(Location("bucket", "archive/"), entries))
    message = Ask(1, Begin(request, Options(), Beginning.RUN))
    assert _through(ends, message) == message


def test_odd_local_names_survive(ends: tuple[socket.socket, Wire]) -> None:
    selection = Selection(Location("b"), (Entry("ké\n\u2028\x00", Kind.OBJECT),))
    message = Ask(1, Begin(GetRequest(selection, "/a\udce9\nb"), Options(), Beginning.DRAFT))
    assert _through(ends, message) == message


def test_an_error_arrives_as_what_it_was(ends: tuple[socket.socket, Wire]) -> None:
    error = BadCredentials("No", "Because", "Do", code="InvalidAccessKeyId", status=403)
    told = _through(ends, Tell(7, Refused(error)))
    assert isinstance(told, Tell)
    assert isinstance(told.body, Refused)
    assert type(told.body.error) is BadCredentials
    assert str(told.body.error) == str(error)
    assert told.body.error.status == 403


def test_a_report_arrives_whole(ends: tuple[socket.socket, Wire]) -> None:
    report = Report(JobState.DONE, 3, 1, 10, checks={Check.MD5: 2, Check.SIZE: 1}, notes=("n",))
    assert _through(ends, Tell(1, report)) == Tell(1, report)


def test_keys_arrive_and_do_not_show_themselves(ends: tuple[socket.socket, Wire]) -> None:
    message = Ask(1, Hello(None, Keys.of(NOWHERE)))
    received = _through(ends, message)
    assert isinstance(received, Ask)
    assert isinstance(received.body, Hello)
    assert received.body.keys is not None
    assert received.body.keys.profile.secret_key == NOWHERE.secret_key
    assert "hush-hush" not in repr(received)


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"{}",
        b"[" * 100_000,
        b'{"type":"Ask","number":1,"body":{"type":"Unheard"}}',
        b'{"type":"Ask","number":"hush-hush","body":{"type":"AskReport","job_id":1}}',
        b"\xff\xfe",
        b"1" * 5000,
    ],
)
def test_what_is_no_message_is_refused_without_repeating_it(
    ends: tuple[socket.socket, Wire], line: bytes
) -> None:
    ends[0].sendall(line + b"\n")
    with pytest.raises(Garbled) as caught:
        parse(Ask, ends[1].receive_line())
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert not caught.value.args


def test_a_line_without_end_is_not_kept_for_ever() -> None:
    ours, theirs = socket.socketpair()
    with closing(Wire(theirs, most_bytes=1000)) as wire, ours:
        ours.sendall(b"x" * 2000)
        with pytest.raises(Garbled):
            wire.receive_line()


def test_what_is_too_long_is_not_sent() -> None:
    ours, theirs = socket.socketpair()
    with closing(Wire(theirs, most_bytes=1000)) as wire, ours:
        with pytest.raises(LocalError, match="too much at once"):
            wire.send(Tell(1, Refused(JosError("x" * 2000))))
        wire.send(Tell(1, Refused(JosError("short"))))
        assert ours.recv(100).startswith(b"{")


def test_a_message_that_was_cut_off_is_no_line(ends: tuple[socket.socket, Wire]) -> None:
    ends[0].sendall(b'{"type":"Ask"')
    ends[0].shutdown(socket.SHUT_WR)
    assert ends[1].receive_line() == b""


def test_other_versions_understand_the_greeting() -> None:
    assert Greeting.parse(b"jos-tui 9.9.dev1 123") == Greeting("9.9.dev1", 123)
    assert Greeting("0.1.0", 5).line == b"jos-tui 0.1.0 5"


def test_another_user_is_recognised() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert is_own_user(ours, os.getuid())
        assert not is_own_user(ours, os.getuid() + 1)
