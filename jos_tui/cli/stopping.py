"""What asks a command to stop: Ctrl-C, and the batch system."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_STOPS = (signal.SIGINT, signal.SIGTERM)


class StopRequest:
    """Whether the user or the batch system asked this process to end, and how often."""

    def __init__(self) -> None:
        self._times = 0
        self._passed_on = False

    @property
    def asked(self) -> bool:
        """Whether it was asked at all."""
        return self._times > 0

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        """Take note; the second time, end as soon as the worker knows, the third time at once."""
        self._times += 1
        if self._times > 2 or (self._times == 2 and self._passed_on):
            raise KeyboardInterrupt

    def passed_on(self) -> None:
        """Take note that the worker knows. Raises KeyboardInterrupt when asked twice before."""
        self._passed_on = True
        if self._times > 1:
            raise KeyboardInterrupt


@contextmanager
def stop_request() -> Iterator[StopRequest]:
    """Turn signals that would end the process into a request. Only on the main thread.

    A signal the parent had ignored (``nohup``, ``&`` in a script) stays ignored. SIGHUP does what
    it always does: the terminal is gone, and the job goes on without it.
    """
    request = StopRequest()
    before = {number: signal.getsignal(number) for number in _STOPS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, request)
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
