"""Several things that may take long or hang, at the same time and not beyond a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled

LONGEST_SECONDS = 15.0
"""No check is waited for longer than that, and all begin together."""

Value = TypeVar("Value")


class Later(Generic[Value]):
    """What a function on a thread of its own will have returned."""

    def __init__(self, run: Callable[[CancelToken], Value], cancel: CancelToken) -> None:
        self._run = run
        self._cancel = cancel
        self._values: list[Value] = []
        self._crash: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="doctor", daemon=True)
        self._thread.start()

    def value(self, deadline: float) -> Value | None:
        """Block until it is there; None if it is not by then. Raises what the function raised."""
        self._thread.join(max(0.0, deadline - time.monotonic()))
        if self._crash is not None:
            raise self._crash
        return next(iter(self._values), None)

    def _work(self) -> None:
        try:
            self._values.append(self._run(self._cancel))
        except Cancelled:
            pass
        except BaseException as exc:  # noqa: BLE001 - raised again where it is waited for
            self._crash = exc


class SideBySide:
    """Begins everything at once; what has not ended in time is asked to stop and left alone."""

    def __init__(self, seconds: float = LONGEST_SECONDS) -> None:
        self._deadline = time.monotonic() + seconds
        self._cancel = CancelToken()

    def begin(self, run: Callable[[CancelToken], Value]) -> Later[Value]:
        """Run a function on a thread of its own. Does not block."""
        return Later(run, self._cancel)

    def value(self, later: Later[Value]) -> Value | None:
        """Block until it is there, or the time is up: then None."""
        return later.value(self._deadline)

    def close(self) -> None:
        """Ask what still runs to stop."""
        self._cancel.cancel()
