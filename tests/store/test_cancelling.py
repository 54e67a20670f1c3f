"""A cancel ends what is under way at once, wherever it is, and leaves the connection usable."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import trustme

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError, Unreachable
from jos_tui.core.location import Location
from jos_tui.store.connections import Patience, StoppableConnection
from jos_tui.store.depth import Depth
from jos_tui.store.http import Exchange
from jos_tui.store.store import Store, Timeouts, connect
from tests.store.support import content, put_all
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, slow_down
from tests.support.servers import S3Server

FOREVER = Timeouts(read=1e6, slow_read=1e6, first_wait=1e6, longest_wait=1e6)
BODY = os.urandom(4_000_000)


@pytest.fixture(params=["http", "https"])
def line(
    request: pytest.FixtureRequest,
    server: S3Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[FaultProxy]:
    """A proxy in front of ``server``, by http and by https."""
    ca = trustme.CA() if request.param == "https" else None
    if ca is not None:
        ca.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with FaultProxy(server.endpoint, tls=ca) as proxy:
        yield proxy


@pytest.fixture
def patient(server: S3Server, line: FaultProxy) -> Iterator[Store]:
    """A connection that waits practically for ever: only a cancel can end it."""
    with closing(connect(server.profile(endpoints=(line.endpoint,)), FOREVER)) as store:
        yield store


def outcome(
    work: Callable[[], object], ready: Callable[[], None], stop: Callable[[], None]
) -> object:
    """Run ``work`` on a thread, ``stop`` it once ``ready``, and return what it raised."""
    raised: list[object] = []

    def run() -> None:
        try:
            work()
        except JosError as error:
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready()
    stop()
    thread.join(60)
    assert not thread.is_alive(), "it is still waiting"
    return raised[0] if raised else None


def struck(line: FaultProxy, fault: Fault) -> Callable[[], None]:
    line.inject(fault)
    return lambda: line.wait_until(lambda proxy: proxy.struck(fault) > 0)


@pytest.mark.parametrize("after", [0, 1_500_000])
def test_a_stalled_read_ends(
    patient: Store, line: FaultProxy, bucket: str, cancel: CancelToken, after: int
) -> None:
    patient.put(bucket, "x", BODY, CancelToken())
    stall = Fault(FaultKind.STALL_RESPONSE, "GET", after_bytes=after)
    error = outcome(
        lambda: list(patient.read(bucket, "x", cancel)), struck(line, stall), cancel.cancel
    )
    assert isinstance(error, Cancelled)
    assert content(patient, bucket, "x") == BODY


def test_a_flowing_read_ends_without_a_wrong_byte(
    patient: Store, line: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    patient.put(bucket, "x", BODY, CancelToken())
    slow = Fault(FaultKind.SLOW_LINK, "GET", bytes_per_second=400_000)
    got: list[bytes] = []

    def read() -> None:
        for chunk in patient.read(bucket, "x", cancel, chunk_size=1000):
            got.append(chunk)
            if len(got) == 20:
                begun.set()

    begun = threading.Event()
    line.inject(slow)
    error = outcome(read, lambda: assert_set(begun), cancel.cancel)
    assert isinstance(error, Cancelled)
    assert BODY.startswith(b"".join(got))
    assert len(got) < 4000


def assert_set(event: threading.Event) -> None:
    assert event.wait(60)


def test_what_has_already_come_is_not_handed_out_after_a_cancel(
    patient: Store, bucket: str, cancel: CancelToken
) -> None:
    patient.put(bucket, "x", BODY, CancelToken())
    chunks = patient.read(bucket, "x", cancel, chunk_size=10)
    assert next(chunks) == BODY[:10]
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(chunks)


def test_waiting_for_the_first_word_of_an_answer_ends(
    patient: Store, line: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    put_all(patient, bucket, ["a"])
    late = Fault(FaultKind.LATENCY, "GET", seconds=1e6)
    error = outcome(
        lambda: list(patient.pages(Location(bucket), Depth.LEVEL, cancel)),
        struck(line, late),
        cancel.cancel,
    )
    assert isinstance(error, Cancelled)


def test_an_upload_nobody_takes_ends(
    patient: Store, line: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    stall = Fault(FaultKind.STALL_REQUEST, "PUT", after_bytes=100_000)
    body = bytes(64 << 20)  # more than sockets hold
    error = outcome(
        lambda: patient.put(bucket, "x", body, cancel), struck(line, stall), cancel.cancel
    )
    assert isinstance(error, Cancelled)


def test_a_pause_between_tries_ends(
    patient: Store, line: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    busy = slow_down("PUT", times=None, retry_after="86400")
    error = outcome(
        lambda: patient.put(bucket, "x", b"x", cancel), struck(line, busy), cancel.cancel
    )
    assert isinstance(error, Cancelled)


def test_single_deletes_in_parallel_end(
    patient: Store, line: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    line.inject(Fault(FaultKind.CANNED, "POST", None, status=405))
    put_all(patient, bucket, ["0"])
    stall = Fault(FaultKind.LATENCY, "DELETE /", times=None, seconds=1e6)
    assert patient.delete_many(bucket, ["0"], CancelToken()) == []
    error = outcome(
        lambda: patient.delete_many(bucket, [str(number) for number in range(100)], cancel),
        struck(line, stall),
        cancel.cancel,
    )
    assert isinstance(error, Cancelled)


def test_what_is_cancelled_before_it_begins_does_not_begin(
    patient: Store, line: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    cancel.cancel()
    with pytest.raises(Cancelled):
        patient.put(bucket, "x", b"x", cancel)
    assert line.requests == []


def test_one_cancel_leaves_the_others_alone(
    patient: Store, line: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    patient.put(bucket, "x", BODY, CancelToken())
    other = patient.read(bucket, "x", CancelToken(), chunk_size=100_000)
    first = next(other)
    stall = Fault(FaultKind.STALL_RESPONSE, "GET", after_bytes=100)
    error = outcome(
        lambda: list(patient.read(bucket, "x", cancel)), struck(line, stall), cancel.cancel
    )
    assert isinstance(error, Cancelled)
    assert first + b"".join(other) == BODY


def test_a_late_cancel_does_not_touch_the_next_request(patient: Store, bucket: str) -> None:
    tokens = [CancelToken() for _ in range(50)]
    for token in tokens:
        patient.put(bucket, "x", b"x", token)
        token.cancel()
    assert content(patient, bucket, "x") == b"x"


def test_a_late_stop_leaves_a_connection_to_its_next_exchange() -> None:
    near, far = socket.socketpair()
    connection = StoppableConnection("localhost")
    first, second = (Exchange(Patience(1, 1), CancelToken()) for _ in range(2))
    with near, far:
        connection.sock = near
        first.uses(connection)
        second.uses(connection)
        first.stop()
        far.sendall(b"still open")
        assert near.recv(100) == b"still open"
        second.stop()
        assert near.recv(100) == b""


def test_closing_the_store_ends_what_is_under_way(
    patient: Store, line: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    patient.put(bucket, "x", BODY, CancelToken())
    stall = Fault(FaultKind.STALL_RESPONSE, "GET", after_bytes=1_500_000)
    error = outcome(
        lambda: list(patient.read(bucket, "x", cancel)), struck(line, stall), patient.close
    )
    assert isinstance(error, Unreachable)
    assert "closed" in error.title
