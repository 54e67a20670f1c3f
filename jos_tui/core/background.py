"""Small pools of daemon threads, and the token that asks their work to stop.

Not asyncio's default executor: that one is shared by everything, and leaving the program waits
for it. Tasks are counted before they are queued, so that "idle" is never seen too early.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from jos_tui.core.errors import Cancelled


class CancelToken:
    """A request to stop, set once, seen by any thread. Every method is thread-safe."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether stopping was asked for."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask to stop: runs the callbacks on this thread, once. Must not block, nor raise."""
        with self._lock:
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def raise_if_cancelled(self) -> None:
        """Raise Cancelled if stopping was asked for."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> bool:
        """Block up to ``seconds``; return at once, with True, when stopping is asked for."""
        return self._event.wait(seconds)

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call ``callback`` when stopping is asked for (at once if it was); return its remover.

        For waking a thread that is blocked in a socket. It runs on the cancelling thread.
        """
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return lambda: self._remove(callback)
        callback()
        return lambda: None

    def _remove(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)


def _report_crash(error: BaseException) -> None:
    """Hand the error to Python's own hook for errors of threads, which prints it."""
    thread = threading.current_thread()
    threading.excepthook(
        threading.ExceptHookArgs((type(error), error, error.__traceback__, thread))
    )


class Pool:
    """Up to ``threads`` daemon threads that run submitted functions, oldest first.

    Threads start on demand. A function gets its CancelToken and is responsible for its own
    errors: what it raises is handed to ``on_crash`` (a programming error), except Cancelled.
    """

    def __init__(
        self, name: str, threads: int, on_crash: Callable[[BaseException], None] = _report_crash
    ) -> None:
        self._name = name
        self._limit = threads
        self._on_crash = on_crash
        self._state = threading.Condition()
        self._queue: deque[tuple[Callable[[CancelToken], None], CancelToken]] = deque()
        self._running: list[CancelToken] = []  # several tasks may share a token
        self._threads = 0
        self._unused = 0

    def submit(
        self, work: Callable[[CancelToken], None], token: CancelToken | None = None
    ) -> CancelToken:
        """Queue ``work`` and return the token that stops it. Does not block."""
        token = token or CancelToken()
        with self._state:
            self._queue.append((work, token))
            if self._unused < len(self._queue) and self._threads < self._limit:
                self._threads += 1
                threading.Thread(
                    target=self._work, name=f"{self._name}-{self._threads}", daemon=True
                ).start()
            self._state.notify()
        return token

    def idle(self) -> bool:
        """Whether nothing is queued or running."""
        with self._state:
            return not self._queue and not self._running

    def cancel_all(self) -> None:
        """Drop what is queued and ask what runs to stop. Does not wait."""
        with self._state:
            dropped = [token for _, token in self._queue]
            self._queue.clear()
            running = self._running.copy()
        for token in (*dropped, *running):
            token.cancel()

    def join(self, seconds: float) -> bool:
        """Block until idle or until ``seconds`` have passed; return whether it is idle."""
        with self._state:
            return self._state.wait_for(lambda: not self._queue and not self._running, seconds)

    def _work(self) -> None:
        while True:
            with self._state:
                self._unused += 1
                self._state.wait_for(lambda: bool(self._queue))
                self._unused -= 1
                work, token = self._queue.popleft()
                self._running.append(token)
            try:
                if not token.cancelled:
                    work(token)
            except Cancelled:
                pass
            except BaseException as exc:  # noqa: BLE001 - a thread has nobody above it
                self._on_crash(exc)
            finally:
                with self._state:
                    self._running.remove(token)
                    self._state.notify_all()
                del work, token  # an idle thread must not keep a finished plan in memory
