"""Options that take an age, such as ``--since 7d``, or a moment in the past."""

from __future__ import annotations

import time

import click

from jos_tui.browse.amounts import AGE_EXAMPLES, read_age
from jos_tui.browse.moments import MOMENT_EXAMPLES, read_moment


def moment_of_age(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> int | None:
    """Return when it was so long ago, in milliseconds since 1970 UTC; None if nothing was given."""
    if text is None:
        return None
    seconds = read_age(text)
    if seconds is None:
        raise click.BadParameter(f"Write it as {AGE_EXAMPLES}.")
    return int((time.time() - seconds) * 1000)


def moment(_context: click.Context, _option: click.Parameter, text: str | None) -> int:
    """Return a moment in the past in milliseconds since 1970 UTC; 0 if nothing was given."""
    if text is None:
        return 0
    moment_ms = read_moment(text)
    if moment_ms is None:
        raise click.BadParameter(f"Write a moment in the past as {MOMENT_EXAMPLES}.")
    return moment_ms
