"""Numbers of bytes as people type them: ``64M``."""

from __future__ import annotations

from collections.abc import Callable

import click

from jos_tui.browse.amounts import read_size, size_text


def size_between(least: int, most: int | None = None) -> Callable[[str], int]:
    """Return what reads a number of bytes within bounds, and raises click.BadParameter."""

    def read(text: str) -> int:
        size = read_size(text.strip())
        if size is None:
            raise click.BadParameter(f"'{text}' is not a size: write it like 20M, 1.5G or 4096.")
        if size < least or (most is not None and size > most):
            upper = "" if most is None else f" and at most {size_text(most)}"
            raise click.BadParameter(f"'{text}' must be at least {size_text(least)}{upper}.")
        return size

    return read
