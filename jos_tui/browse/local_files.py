"""Folders of this machine as listings, for choosing what to upload."""

from __future__ import annotations

import os
from array import array
from pathlib import Path

from jos_tui.core.entry import NO_SIZE, Page
from jos_tui.core.errors import LocalError
from jos_tui.core.location import SEPARATOR, Location

LOCAL = Location("this machine")
"""Where the names of a local listing are keys."""


def local_page(folder: Path) -> Page:
    """Return what a folder holds as one page in the order of names; folders end with ``/``.

    Hidden files are included. A file that vanishes meanwhile, or cannot be asked, has size 0 and
    no time. Blocks on the file system. Raises LocalError when the folder cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            rows = sorted(_row(entry) for entry in entries)
    except OSError as exc:
        raise LocalError(
            f"{folder} cannot be read", exc.strerror or str(exc), "Choose another folder."
        ) from exc
    return Page(
        [name for name, _, _ in rows],
        array("q", [size for _, size, _ in rows]),
        array("q", [modified_ms for _, _, modified_ms in rows]),
        [""] * len(rows),
    )


def _row(entry: os.DirEntry[str]) -> tuple[str, int, int]:
    try:
        if entry.is_dir():
            return entry.name + SEPARATOR, NO_SIZE, 0
        status = entry.stat()
    except OSError:
        return entry.name, 0, 0
    return entry.name, status.st_size, status.st_mtime_ns // 1_000_000
