"""Folders of this machine as listings, to choose from what is in them."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE, Page
from jos_tui.core.errors import LocalError
from jos_tui.core.in_slices import sorted_in_slices
from jos_tui.core.location import SEPARATOR, Location

LOCAL = Location("this machine")
"""Where the names of a local listing are keys."""

_PAGE = 1000


def location_of(folder: Path) -> Location:
    """Return a folder of this machine as a place of a history."""
    return Location(LOCAL.bucket, f"{str(folder).rstrip(SEPARATOR)}{SEPARATOR}")


def folder_of(location: Location) -> Path:
    """Return the folder that :func:`location_of` was given."""
    return Path(location.prefix)


def nearest_folder(folder: Path) -> Path:
    """Return a folder or, if it is gone, the one above that is there. Blocks on the disk."""
    above = (one for one in (folder, *folder.parents) if os.path.isdir(one))  # noqa: PTH112
    return next(above, folder)


def local_pages(folder: Path, cancel: CancelToken) -> Iterator[Page]:
    """Yield what a folder holds, page by page in the order of names; folders end with ``/``.

    At least one page, the last of which has ``is_last``. Hidden files are included. A file that
    vanishes meanwhile, or cannot be asked, has size 0 and no time. Blocks on the file system.
    Raises LocalError when the folder cannot be read, and Cancelled.
    """
    names = _names(folder, cancel)
    left, in_order = len(names), sorted_in_slices(names)
    while True:
        cancel.raise_if_cancelled()
        some = list(islice(in_order, _PAGE))
        left -= len(some)
        yield _page(folder, some, is_last=not left)
        if not left:
            return


def _names(folder: Path, cancel: CancelToken) -> list[str]:
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                names.append(_name(entry))
                if len(names) % _PAGE == 0:
                    cancel.raise_if_cancelled()
    except OSError as exc:
        raise LocalError(
            f"{folder} cannot be read", exc.strerror or str(exc), "Choose another folder."
        ) from exc
    return names


def _name(entry: os.DirEntry[str]) -> str:
    try:
        return entry.name + SEPARATOR if entry.is_dir() else entry.name
    except OSError:
        return entry.name


def _page(folder: Path, names: Sequence[str], *, is_last: bool) -> Page:
    sizes, times = array("q"), array("q")
    for name in names:
        size, modified_ms = _size_and_time(folder, name)
        sizes.append(size)
        times.append(modified_ms)
    return Page(list(names), sizes, times, [""] * len(names), is_last)


def _size_and_time(folder: Path, name: str) -> tuple[int, int]:
    if name.endswith(SEPARATOR):
        return NO_SIZE, 0
    try:
        status = os.stat(f"{folder}/{name}")  # noqa: PTH116 - a Path for each costs as much again
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns // 1_000_000
