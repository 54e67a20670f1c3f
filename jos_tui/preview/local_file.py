"""The beginning of a file of this machine."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from jos_tui.core.errors import LocalError
from jos_tui.core.text import printable_name
from jos_tui.preview.plain import FIRST_BYTES, Beginning, beginning_of

_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK
"""Should a pipe take the place of the file at the last moment, nobody waits for its other end."""


def read_file_beginning(path: Path) -> Beginning:
    """Read at most :data:`FIRST_BYTES` of a file, or of the file that a link leads to.

    Only files are opened: to open a pipe or a device can wait for ever, or do something. Blocks on
    the disk. Raises LocalError, also if the file changed while it was read.
    """
    try:
        _require_file(path, path.stat())
        fd = os.open(path, _OPEN)
        try:
            before = os.fstat(fd)
            _require_file(path, before)
            data = _read(fd)
            after = os.fstat(fd)
        finally:
            os.close(fd)
    except OSError as exc:
        raise LocalError(
            f"{printable_name(path.name)} cannot be read", exc.strerror or str(exc)
        ) from exc
    if _state(before) != _state(after):
        raise LocalError(
            f"{printable_name(path.name)} changed while it was read",
            "What was read may be half of the old and half of the new",
        )
    return beginning_of(data, max(after.st_size, len(data)))  # /proc says 0 of what is there


def _read(fd: int) -> bytes:
    data = b""
    while piece := os.pread(fd, FIRST_BYTES - len(data), len(data)):
        data += piece
    return data


def _state(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _require_file(path: Path, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    raise LocalError(
        f"{printable_name(path.name)} is {_kind(status.st_mode)}",
        "Only files are looked into: opening this could wait for ever, or do something",
    )


def _kind(mode: int) -> str:
    for is_kind, words in _KINDS:
        if is_kind(mode):
            return words
    return "not a file"


_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
