"""The next answers of a listing, fetched while those before them are read and shown.

A thread fetches a few and ends: none ever waits for those who take them.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled
from jos_tui.store.listing_steps import Asking, Fetched, Place, Version

THREAD_NAME = "listing-ahead"

_MOST = 4
_BEFORE = 2  # who takes a second answer takes more
_TOKEN = re.compile(rb"<NextContinuationToken>([!-%'-;=-~]+)</NextContinuationToken>")
_IS_TRUNCATED = b"<IsTruncated>true</IsTruncated>"
_FIRST_ROW, _LAST_ROW_END = b"<Contents>", b"</Contents>"


@contextmanager
def looking_ahead(asking: Asking, cancel: CancelToken) -> Iterator[Ahead]:
    """Get ready to take the answers of a listing; what is still under way at the end is stopped."""
    stop = CancelToken()
    forget = cancel.on_cancel(stop.cancel)
    try:
        yield Ahead(asking, stop, cancel)
    finally:
        forget()
        stop.cancel()


class Ahead:
    """Answers that are taken one after the other by one thread."""

    def __init__(self, asking: Asking, stop: CancelToken, cancel: CancelToken) -> None:
        self._asking = asking
        self._stop = stop
        self._cancel = cancel
        self._found: deque[tuple[Place, Fetched | BaseException]] = deque()
        self._running = False
        self._taken = 0
        self._changed = threading.Condition()
        stop.on_cancel(self._wake)

    def take(self, place: Place) -> Fetched:
        """Return the answer at a place. Blocks. Raises what asking for it has raised."""
        found = self._next()
        self._cancel.raise_if_cancelled()
        if found is not None and found[0] != place:  # the store leads where it did not seem to
            self._stop.cancel()
            found = None
        fetched = self._asking.fetch(place, self._cancel) if found is None else found[1]
        if isinstance(fetched, BaseException):
            raise fetched
        self._taken += 1
        if self._taken >= _BEFORE:
            self._let_fetch(fetched)
        return fetched

    def _next(self) -> tuple[Place, Fetched | BaseException] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._found or not self._running or self._stop.cancelled)
            return self._found.popleft() if self._found and not self._stop.cancelled else None

    def _let_fetch(self, taken: Fetched) -> None:
        """Start a thread if few answers are left."""
        with self._changed:
            last = self._found[-1][1] if self._found else taken
            room = _MOST - len(self._found)
            if self._running or self._stop.cancelled or room < _MOST // 2:
                return
            place = None if isinstance(last, BaseException) else _following(last)
            if place is None:
                return
            self._running = True
        thread = threading.Thread(
            target=self._fetch, args=(place, room), name=THREAD_NAME, daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # no more threads: then one by one
            self._running = False

    def _fetch(self, place: Place | None, room: int) -> None:
        while place is not None:
            found: Fetched | BaseException
            try:
                found = self._asking.fetch(place, self._stop)
            except Cancelled:
                break
            except BaseException as exc:  # noqa: BLE001 - raised where the answer is missing
                found = exc
            following = None if isinstance(found, BaseException) else _following(found)
            room -= 1
            with self._changed:
                self._found.append((place, found))
                self._changed.notify_all()
            place = following if room else None
        with self._changed:
            self._running = False
            self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _following(fetched: Fetched) -> Place | None:
    """Return where an answer seems to lead, at a glance; None if there is no telling."""
    if fetched.place.version is not Version.V2:
        return None
    body, start = fetched.body, fetched.body.find(_FIRST_ROW)
    if start >= 0:
        body = body[:start] + body[body.rfind(_LAST_ROW_END) :]
    token = _TOKEN.search(body) if _IS_TRUNCATED in body else None
    return None if token is None else Place(Version.V2, fetched.place.after, token[1].decode())
