"""The client's end of a connection to the worker."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable
from itertools import count

from jos_tui.core.errors import LocalError
from jos_tui.core.right_of_way import KEYBOARD
from jos_tui.jobs.worker.messages import (
    PUSHED,
    RETIRE,
    Ask,
    Asked,
    Greeting,
    Refused,
    Tell,
    Told,
    UnderWay,
)
from jos_tui.jobs.worker.paths import MeetingPoint
from jos_tui.jobs.worker.wire import Garbled, Wire, is_own_user, parse

_GREETING_SECONDS = 10.0
_SEND_SECONDS = 30
_END_SECONDS = 1.0


class LinkLost(Exception):
    """The worker is gone. ``asked`` is whether it may have heard the question."""

    def __init__(self, asked: bool) -> None:
        super().__init__()
        self.asked = asked


class Link:
    """Questions and answers by number; what was not asked for goes to ``on_pushed``.

    Thread-safe. Both callbacks run on the thread that reads; ``on_lost`` at most once, and not
    after ``close``.
    """

    def __init__(
        self, wire: Wire, on_pushed: Callable[[Told], None], on_lost: Callable[[], None]
    ) -> None:
        self._wire = wire
        self._on_pushed = on_pushed
        self._on_lost = on_lost
        self._lock = threading.Lock()
        self._numbers = count(PUSHED + 1)
        self._waiting: dict[int, queue.SimpleQueue[Told | None]] = {}
        self._lost = False
        self._closed = False
        self._reader = threading.Thread(target=self._read, name="jobs-link", daemon=True)
        self._reader.start()

    @property
    def lost(self) -> bool:
        """Whether the other side is gone."""
        return self._lost

    def ask(
        self,
        body: Asked,
        seconds: float | None,
        on_under_way: Callable[[UnderWay], None] = lambda _: None,
    ) -> Told:
        """Block until the answer is there and return it. Raises LinkLost and JosError.

        With ``seconds`` None wait for it as long as the worker is there. What comes before it goes
        to ``on_under_way``, on the thread that asks.
        """
        answers: queue.SimpleQueue[Told | None] = queue.SimpleQueue()
        number = next(self._numbers)
        with self._lock:
            if self._lost:
                raise LinkLost(asked=False)
            self._waiting[number] = answers
        try:
            told = self._exchange(Ask(number, body), answers, seconds)
            while isinstance(told, UnderWay):
                on_under_way(told)
                told = self._answer(answers, seconds)
        finally:
            with self._lock:
                self._waiting.pop(number, None)
        if isinstance(told, Refused):
            raise told.error
        return told

    def close(self, seconds: float = 0.0) -> None:
        """Hang up; with ``seconds`` give the other side that long to do so first. Blocks."""
        self._closed = True
        from_outside = threading.current_thread() is not self._reader
        if seconds and from_outside:
            self._reader.join(seconds)
        self._wire.close()
        if from_outside:
            self._reader.join(_END_SECONDS)

    def _exchange(
        self, ask: Ask, answers: queue.SimpleQueue[Told | None], seconds: float | None
    ) -> Told:
        try:
            self._wire.send(ask)
        except OSError:
            self._lost = True
            self._wire.close()  # half a question may be on its way, which nobody understands
            raise LinkLost(asked=False) from None
        return self._answer(answers, seconds)

    def _answer(self, answers: queue.SimpleQueue[Told | None], seconds: float | None) -> Told:
        try:
            told = answers.get(timeout=seconds)
        except queue.Empty:
            raise LocalError(
                "The worker does not answer",
                f"It has had {seconds:.0f} seconds",
                "Perhaps the disk of your home is slow at the moment. Try again later.",
            ) from None
        if told is None:
            raise LinkLost(asked=True)
        return told

    def _read(self) -> None:
        try:
            while line := self._wire.receive_line():
                with KEYBOARD.behind():
                    told = parse(Tell, line)
                self._deliver(told)
        except (OSError, Garbled):
            pass  # as good as gone
        with self._lock:
            self._lost = True
            waiting = list(self._waiting.values())
        for answers in waiting:
            answers.put(None)
        self._wire.close()
        if not self._closed:
            self._on_lost()

    def _deliver(self, told: Tell) -> None:
        if told.number == PUSHED:
            self._on_pushed(told.body)
            return
        with self._lock:
            answers = self._waiting.get(told.number)
        if answers is not None:
            answers.put(told.body)


def connect(point: MeetingPoint) -> tuple[Wire, Greeting] | None:
    """Connect to the worker and return what it says first; None if there is none.

    Blocks. Raises LocalError if somebody else may be listening there.
    """
    if not point.folder.is_dir():
        return None
    point.check()
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_GREETING_SECONDS)
    wire = Wire(connection)
    try:
        connection.connect(str(point.socket))
        if not is_own_user(connection, point.uid):
            raise LocalError(f"{point.socket} belongs to another user")
        greeting = Greeting.parse(wire.receive_line())
    except (OSError, Garbled, ValueError):
        wire.close()
        return None
    except LocalError:
        wire.close()
        raise
    wire.set_timeout(None)
    wire.limit_sending(_SEND_SECONDS)
    return wire, greeting


def retire(wire: Wire, seconds: float) -> None:
    """Ask a worker to end and wait until it has. Blocks. Raises LocalError."""
    try:
        wire.send_line(RETIRE)
        wire.set_timeout(seconds)
        while wire.receive_line():
            pass  # news of jobs that nobody here has asked about
    except TimeoutError:
        raise LocalError(
            "A worker of another version of jos-tui does not end",
            "It was asked to, and has still not handed its jobs back",
            "Try again in a moment.",
        ) from None
    except (OSError, Garbled):
        pass  # it is gone
    finally:
        wire.close()
