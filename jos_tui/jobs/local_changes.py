"""New folders and new names on this machine. Nothing that is there is ever replaced.

All of it blocks on the disk, and raises LocalError with nothing changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jos_tui.core.errors import LocalError
from jos_tui.core.local_names import LONGEST_NAME, is_ours
from jos_tui.core.text import printable_name
from jos_tui.jobs.local_disk import local_error
from jos_tui.jobs.no_replace import rename_no_replace

_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


def why_no_name(name: str) -> str:
    """Return why nothing on this machine can be called so, "" if it can. Does not block."""
    if not name:
        return "Type a name, or press Esc"
    if name in {".", ".."} or "/" in name or "\0" in name:
        return "A name has no / and no NUL, and is not . or .."
    try:
        length = len(os.fsencode(name))
    except UnicodeEncodeError:
        return "This has characters that no file name here can have"
    if length > LONGEST_NAME:
        return f"That is {length} bytes long: a name has at most {LONGEST_NAME}"
    if is_ours(name):
        return "So are files called that jos-tui keeps for itself, and clears away"
    return ""


def make_local_folder(folder: Path, name: str) -> None:
    """Make a folder in another one."""
    with _opened(folder) as fd, _in_words(name):
        os.mkdir(name, dir_fd=fd)


def rename_local(folder: Path, old: str, new: str) -> None:
    """Give a file, folder or link in a folder another name in it."""
    with _opened(folder) as fd, _in_words(new, old):
        rename_no_replace(fd, old, new)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    try:
        fd = os.open(folder, _OPEN_FOLDER)
    except OSError as exc:
        raise local_error(exc, str(folder)) from exc
    try:
        yield fd
    finally:
        os.close(fd)


@contextmanager
def _in_words(wanted: str, meant: str = "") -> Iterator[None]:
    try:
        yield
    except FileExistsError as exc:
        raise LocalError(
            f"{printable_name(wanted)} is there already",
            "Nothing was changed: what is there is not replaced",
            "Choose another name.",
        ) from exc
    except OSError as exc:
        raise local_error(exc, meant or wanted) from exc
