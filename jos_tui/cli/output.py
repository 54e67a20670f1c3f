"""The two streams of a command: data on stdout, words for people on stderr."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TextIO

from jos_tui.core import signs
from jos_tui.core.errors import JosError, LocalError
from jos_tui.core.signs import Signs
from jos_tui.core.text import printable, printable_name


def prepare_streams() -> None:
    """Make both streams able to carry any key: exact UTF-8 into a pipe, stand-ins on a screen."""
    sys.stdout = sys.stdout or _nowhere()  # None when the shell has closed it
    sys.stderr = sys.stderr or _nowhere()
    is_ascii = signs.signs(os.environ) is Signs.ASCII
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.isatty() and is_ascii:
            stream.reconfigure(encoding="ascii", errors=signs.ERRORS)
    if isinstance(sys.stdout, io.TextIOWrapper):
        if not sys.stdout.isatty():
            sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
        elif not is_ascii:
            sys.stdout.reconfigure(errors="replace")


def write_lines(lines: Iterable[str]) -> None:
    """Write lines of data like :func:`write`."""
    write("".join(f"{line}\n" for line in lines))


def write(text: str) -> None:
    """Write data to stdout and flush.

    Raises BrokenPipeError when nobody reads on, LocalError when it cannot be written otherwise.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as exc:
        discard_stdout()
        raise LocalError("The output cannot be written", exc.strerror or str(exc)) from exc


def as_shown(name: str) -> str:
    """Return a key for stdout: made safe on a terminal, untouched in a pipe."""
    return all_as_shown((name,))[0]


def all_as_shown(names: Sequence[str]) -> Sequence[str]:
    """Return keys as :func:`as_shown` does."""
    return [*map(printable_name, names)] if sys.stdout.isatty() else names


def as_json(record: Mapping[str, object]) -> str:
    """Return one line of pure ASCII, DEL included, which ``json`` lets through."""
    import json  # the first frame does without

    return json.dumps(record, ensure_ascii=True).replace("\x7f", "\\u007f")


def say(text: str) -> None:
    """Write one line for people to stderr, safe on any terminal."""
    draw(f"{printable(text)}\n")


def draw(text: str) -> None:
    """Write to stderr as it is. A terminal that has gone is no reason to leave work undone."""
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def say_error(error: JosError) -> None:
    """Write what went wrong, why, and what to do, as one line on stderr."""
    say(str(error))


def discard_stdout() -> None:
    """Send what is still buffered nowhere: its reader has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _nowhere() -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
