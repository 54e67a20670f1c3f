"""Moments in the past, as they are typed: a local time, or how long ago."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from jos_tui.browse.amounts import read_age

MOMENT_EXAMPLES = "2026-03-01, 2026-03-01 12:00, 2026-03-01 12:00:30, 3d, 2h"
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


def read_moment(text: str, now: Callable[[], float] = time.time) -> int | None:
    """Return the moment in milliseconds since 1970 UTC, None if ``text`` is none, or not past.

    A time is that of this machine. Without seconds, or without a time, it is the beginning of the
    minute or the day. ``3d`` and ``3d ago`` are so long ago.
    """
    text = " ".join(text.strip().replace("T", " ").split())
    seconds = read_age(text.removesuffix("ago").strip())
    moment = _local_time(text) if seconds is None else now() - seconds
    return int(moment * 1000) if moment is not None and 0 < moment <= now() else None


def _local_time(text: str) -> float | None:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).timestamp()
        except (ValueError, OverflowError, OSError):
            continue
    return None
