"""Sizes, ages, rates and durations in words, the same everywhere.

Sizes are decimal (1 MB = 1,000,000 bytes), as object stores bill and report them.
"""

from __future__ import annotations

from datetime import UTC, datetime

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_UNITS = ((10**3, "kB"), (10**6, "MB"), (10**9, "GB"))
_LARGEST_PLAIN = 999  # of a unit; what is nearer to the next one may be rounded up to it


def size(count: int) -> str:
    """Return a number of bytes such as ``830.4 MB``; up to 999 as ``17 B``."""
    if count < 1000:
        return f"{count} B"
    for unit, name in _UNITS:  # ten times as fast: a listing has a million sizes
        if count < _LARGEST_PLAIN * unit:
            return f"{count / unit:.1f} {name}"
        if count < 1000 * unit:
            break
    import humanize  # rarely needed, and never for the first frame

    return humanize.naturalsize(count)


def count(number: int) -> str:
    """Return a number with thousands separators: ``117,044``."""
    return f"{number:,}"


def plural(number: int, noun: str) -> str:
    """Return ``1 object`` or ``1,204 objects``, ``2 copies``."""
    if number == 1:
        return f"{number:,} {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}s"


def age(modified_ms: int, now_ms: int) -> str:
    """Return how long ago, such as ``3 days ago``; both in milliseconds since 1970, UTC.

    An unknown time (0 or less) is a dash; a time in the future is shown as a date.
    """
    if modified_ms <= 0:
        return "–"
    seconds = (now_ms - modified_ms) // 1000
    if seconds < -_MINUTE:
        return date(modified_ms)
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{plural(seconds // _MINUTE, 'minute')} ago"
    if seconds < _DAY:
        return f"{plural(seconds // _HOUR, 'hour')} ago"
    days = seconds // _DAY
    if days < 31:
        return f"{plural(days, 'day')} ago"
    if days < 365:
        return f"{plural(days * 12 // 365, 'month')} ago"
    return f"{plural(days // 365, 'year')} ago"


def date(modified_ms: int) -> str:
    """Return ``2026-11-22 17:49`` in UTC for milliseconds since 1970, a dash for 0 or less."""
    if modified_ms <= 0:
        return "–"
    return datetime.fromtimestamp(modified_ms / 1000, UTC).isoformat(" ", "minutes")[:16]


def zoned_time(moment_ms: int) -> str:
    """Return ``2026-11-22 18:49 CET``, in the time zone of this machine."""
    return f"{_here(moment_ms):%Y-%m-%d %H:%M %Z}"


def local_time(modified_ms: int) -> str:
    """Return ``2026-11-22 17:49:05`` in the time of this machine, a dash for 0 or less."""
    if modified_ms <= 0:
        return "–"
    return f"{_here(modified_ms):%Y-%m-%d %H:%M:%S}"


def _here(moment_ms: int) -> datetime:
    """Return a moment in the time zone of this machine."""
    return datetime.fromtimestamp(moment_ms / 1000, UTC).astimezone()


def iso_time(modified_ms: int) -> str:
    """Return RFC 3339 in UTC with milliseconds, ``2026-11-22T17:49:00.000Z``; "" if unknown."""
    if modified_ms <= 0:
        return ""
    seconds = datetime.fromtimestamp(modified_ms / 1000, UTC).isoformat("T", "seconds")[:19]
    return f"{seconds}.{modified_ms % 1000:03d}Z"


def rate(bytes_per_second: float) -> str:
    """Return ``118.0 MB/s``."""
    return f"{size(int(bytes_per_second))}/s"


def duration(seconds: float) -> str:
    """Return ``0:07``, ``12:31`` or ``3:05:00``; from four days on ``5 days``."""
    whole = max(0, int(seconds))
    if whole >= 4 * _DAY:
        return plural(whole // _DAY, "day")
    hours, rest = divmod(whole, _HOUR)
    minutes, secs = divmod(rest, _MINUTE)
    if hours:
        return f"{hours}:{minutes:02d}:{secs:02d}"
    return f"{minutes}:{secs:02d}"
