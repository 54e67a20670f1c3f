"""What goes to one client, in pieces it can read between two keys."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from jos_tui.jobs.codec import dumps
from jos_tui.jobs.model import Change
from jos_tui.jobs.request import StoreRef
from jos_tui.jobs.worker.messages import (
    Ask,
    Asked,
    AskReport,
    Changed,
    Done,
    Greeting,
    Moved,
    Tell,
    Told,
    UnderWay,
)
from jos_tui.jobs.worker.peer import Peer
from jos_tui.jobs.worker.store_ref import ref_of
from jos_tui.jobs.worker.wire import Wire, parse
from tests.jobs.worker.conftest import NOWHERE
from tests.support.patience import LONG_ENOUGH


class Watching:
    """The session of a client that shows a store."""

    watched: StoreRef = ref_of(NOWHERE)

    def answer(self, asked: Asked, on_under_way: Callable[[UnderWay], None]) -> Told:
        return Done()

    def end(self) -> None:
        pass


@pytest.fixture
def client() -> Iterator[tuple[Peer, Wire]]:
    """A worker's end and that of a client which has said hello."""
    ours, theirs = socket.socketpair()
    ours.settimeout(LONG_ENOUGH)
    peer = Peer(theirs, Greeting("1", 1), Watching(), list, lambda: None, lambda _: None)
    with closing(peer), closing(Wire(ours)) as wire:
        peer.start()
        wire.receive_line()
        wire.send(Ask(1, AskReport(1)))
        yield peer, wire


def test_many_changes_come_in_order_in_messages_that_are_read_quickly(
    client: tuple[Peer, Wire],
) -> None:
    peer, wire = client
    told = [Change("bucket", deleted=f"{number:04}") for number in range(1001)]
    peer.changed(told, ref_of(NOWHERE))
    heard: list[Change] = []
    while len(heard) < len(told):
        body = parse(Tell, wire.receive_line()).body
        assert isinstance(body, Changed | Moved | Done)
        if isinstance(body, Changed):
            assert 0 < len(body.changes) <= 100
            assert len(dumps(body)) < 1 << 16
            heard += body.changes
    assert heard == told
