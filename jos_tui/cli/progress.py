"""How far jobs are, as one line that is redrawn."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from jos_tui.cli import output
from jos_tui.core import formats

if TYPE_CHECKING:
    from jos_tui.jobs.model import JobSnapshot

_REDRAW_SECONDS = 0.5
_WRITE_SECONDS = 10.0


class Line(Protocol):
    """Where progress is shown."""

    def show(self, text: str) -> None:
        """Show ``text`` unless it is too soon."""

    def clear(self) -> None:
        """Make room for other lines."""


class ProgressLine:
    """One line on stderr that is redrawn in place, twice a second; nothing without a terminal."""

    def __init__(self) -> None:
        self._active = sys.stderr.isatty()
        self._drawn = 0
        self._due = 0.0

    def show(self, text: str) -> None:
        """Draw ``text``, which must be plain ASCII, if the last drawing is old enough."""
        now = time.monotonic()
        if not self._active or now < self._due:
            return
        self._due = now + _REDRAW_SECONDS
        text = text[: columns(sys.stderr.fileno()) - 1]
        output.draw(f"\r{text:<{self._drawn}}")
        self._drawn = len(text)

    def clear(self) -> None:
        """Leave the line empty and the cursor at its start."""
        if self._drawn:
            output.draw(f"\r{'':<{self._drawn}}\r")
            self._drawn = 0


class WrittenLines:
    """Progress where nothing can be redrawn: a line on stderr every ten seconds."""

    def __init__(self) -> None:
        self._due = 0.0

    def show(self, text: str) -> None:
        """Write ``text``, which must be plain ASCII, if the last line is old enough."""
        now = time.monotonic()
        if now >= self._due:
            self._due = now + _WRITE_SECONDS
            output.say(text)

    def clear(self) -> None:
        """Leave what is written."""


def drawn_or_written() -> Line:
    """Return what shows progress to somebody who came to see it, on a terminal or not."""
    return ProgressLine() if sys.stderr.isatty() else WrittenLines()


def progress_text(snapshot: JobSnapshot) -> str:
    """Return how far a job is, such as ``62%  1,204 of 3,000  118.0 MB/s  0:07 left``.

    While it is being planned there is no percentage, and a ``+`` behind the total.
    """
    finished = snapshot.items_done + snapshot.items_skipped + snapshot.items_failed
    more = "" if snapshot.planned else "+"
    parts = [f"{formats.count(finished)} of {formats.count(snapshot.items_total)}{more}"]
    if snapshot.planned and snapshot.bytes_total > 0:
        parts.insert(0, f"{percentage(snapshot)}%")
    if snapshot.rate > 0:
        parts.append(formats.rate(snapshot.rate))
    if snapshot.planned and snapshot.seconds_left is not None:
        parts.append(f"{formats.duration(snapshot.seconds_left)} left")
    if snapshot.items_failed:
        parts.append(f"{formats.count(snapshot.items_failed)} failed")
    return "  ".join(parts)


def percentage(snapshot: JobSnapshot) -> int:
    """Return how much of the bytes, or of the items where there are none, is done; 0 to 100."""
    total, done = snapshot.bytes_total, snapshot.bytes_done
    if not total:
        total, done = snapshot.items_total, snapshot.items_done + snapshot.items_skipped
    return min(100, done * 100 // total) if total else 0


def together(snapshots: Sequence[JobSnapshot]) -> JobSnapshot:
    """Return several jobs as if they were one; there must be one at least."""
    first, *others = snapshots
    for other in others:
        times = (first.seconds_left, other.seconds_left)
        known = [seconds for seconds in times if seconds is not None]
        first = replace(
            first,
            items_total=first.items_total + other.items_total,
            items_done=first.items_done + other.items_done,
            items_skipped=first.items_skipped + other.items_skipped,
            items_failed=first.items_failed + other.items_failed,
            bytes_total=first.bytes_total + other.bytes_total,
            bytes_done=first.bytes_done + other.bytes_done,
            rate=first.rate + other.rate,
            seconds_left=max(known, default=None),
            planned=first.planned and other.planned,
        )
    return first


def columns(descriptor: int) -> int:
    """Return how wide a terminal is, 80 if it does not say or is none."""
    try:
        return os.get_terminal_size(descriptor).columns or 80
    except OSError:
        return 80
