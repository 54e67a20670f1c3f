"""Removing files that are only here, where a folder is to be as the store has it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ChangedMeanwhile, JosError, LocalError
from jos_tui.core.text import printable_name
from jos_tui.jobs.engine.work import Attempt, Lanes, Unit
from jos_tui.jobs.item import Item
from jos_tui.jobs.local_disk import local_error

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class RemoveWork:
    """Removes regular files below a folder, reached step by step and never through a link."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def first_unit(self, attempt: Attempt, lanes: Lanes) -> Unit:  # noqa: ARG002
        """Return what removes a file."""
        return partial(self._remove, attempt)

    def undo(self, item: Item, pieces: Mapping[int, str], cancel: CancelToken) -> None:
        """Nothing is left of it."""

    def close(self) -> None:
        """Nothing is held."""

    def _remove(self, attempt: Attempt, cancel: CancelToken) -> None:
        cancel.raise_if_cancelled()
        try:
            self._unlink(attempt.item)
        except FileNotFoundError:
            attempt.done()
        except OSError as exc:
            attempt.failed(local_error(exc, f"{self._folder}/{attempt.item.path}"))
        except JosError as exc:
            attempt.failed(exc)
        else:
            attempt.done()

    def _unlink(self, item: Item) -> None:
        with self._above(item.path) as (fd, name):
            status = os.stat(name, dir_fd=fd, follow_symlinks=False)
            if not stat.S_ISREG(status.st_mode):
                raise LocalError(
                    f"{printable_name(item.path)} was kept", "It is no ordinary file", ""
                )
            if item.modified_ns and (status.st_size, status.st_mtime_ns) != (
                item.size,
                item.modified_ns,
            ):
                raise ChangedMeanwhile(
                    f"{printable_name(item.path)} has changed meanwhile",
                    "It is not the file that was to be removed, and was kept",
                    "Look at it, and compare again.",
                )
            os.unlink(name, dir_fd=fd)

    @contextmanager
    def _above(self, relative: str) -> Iterator[tuple[int, str]]:
        *folders, name = relative.split("/")
        if any(each in {"", ".", ".."} for each in (*folders, name)):
            raise LocalError(f"{printable_name(relative)} is no file below the folder")
        fd = os.open(self._folder, _FOLDER)
        try:
            for folder in folders:
                below = os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=fd)
                os.close(fd)
                fd = below
            yield fd, name
        finally:
            os.close(fd)
