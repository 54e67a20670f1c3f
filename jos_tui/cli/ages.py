"""Options that take an age, such as ``--since 7d``."""

from __future__ import annotations

import time

import click

from jos_tui.browse.amounts import AGE_EXAMPLES, read_age


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
