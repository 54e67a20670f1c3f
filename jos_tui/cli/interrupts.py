"""Ctrl-C is heard while something is waited for, whenever it is pressed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_NUDGE = signal.SIGURG
"""What nobody sends, and what would do nothing if it came too late."""

_PAUSES = (0.02, 0.1, 0.3)
"""Seconds before each nudge: the first may come as early as the signal did."""


@contextmanager
def heard_at_once() -> Iterator[None]:
    """Have every signal end what the main thread waits for. Only on the main thread.

    Python runs the handler of a signal between two of its instructions. One that comes behind the
    last of them, but before the system call that waits, or that the system gives to another
    thread, would be heard when the call returns: for an answer of a store, after a minute.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    nudged = signal.signal(_NUDGE, lambda _number, _frame: None)
    told = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    main = threading.get_ident()
    threading.Thread(target=_nudge, args=(reading, main), name="interrupts", daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(told)
        os.close(writing)
        signal.signal(_NUDGE, nudged)


def _nudge(reading: int, main: int) -> None:
    """Interrupt the system calls of the main thread after each signal, until there are no more."""
    while numbers := os.read(reading, 512):
        if set(numbers) == {_NUDGE}:
            continue
        for seconds in _PAUSES:
            time.sleep(seconds)
            signal.pthread_kill(main, _NUDGE)
    os.close(reading)
