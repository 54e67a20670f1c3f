"""The folders a move to the store leaves empty."""

from __future__ import annotations

import errno
import os
from contextlib import suppress

from jos_tui.core.local_names import NAMES_FILE
from jos_tui.core.text import printable_name
from jos_tui.jobs.request import PutRequest

_NOT_EMPTY = {errno.ENOTEMPTY, errno.EEXIST}


class EmptiedFolders:
    """Removes what files that were moved have left empty, never anything with something in it.

    Any thread; its methods block on the disk and raise nothing.
    """

    def __init__(self, request: PutRequest) -> None:
        self._roots = frozenset(source.rstrip("/") for source in request.sources)
        self._root_stays = request.contents

    def remove_above(self, path: str) -> str:
        """Remove the folders above a file that has gone, up to the chosen one, while empty.

        Return a sentence if that is not possible, else "".
        """
        for folder in self._folders_above(path):
            try:
                if not _is_removed(folder):
                    return ""
            except OSError as exc:
                return f"The empty folder {printable_name(folder)} has stayed: {exc.strerror}."
        return ""

    def remove(self, folder: str) -> str:
        """Remove an empty folder, and those above it as :meth:`remove_above` does."""
        return self.remove_above(f"{folder}/.")

    def _folders_above(self, path: str) -> list[str]:
        """Return what may go, the innermost first: nothing unless a chosen folder is among it."""
        folders: list[str] = []
        folder = path
        while folder not in self._roots:
            above = os.path.dirname(folder)  # noqa: PTH120 - surrogates, and for each file
            if above in {folder, ""}:
                return []
            folder = above
            folders.append(folder)
        return folders[:-1] if folders and self._root_stays else folders


def _is_removed(folder: str) -> bool:
    """Remove a folder, whose names in the store need no keeping when nothing else is there."""
    with suppress(FileNotFoundError):
        try:
            os.rmdir(folder)  # noqa: PTH106
        except OSError as exc:
            if exc.errno not in _NOT_EMPTY:
                raise
            if os.listdir(folder) != [NAMES_FILE]:  # noqa: PTH208
                return False
            os.unlink(os.path.join(folder, NAMES_FILE))  # noqa: PTH108, PTH118
            os.rmdir(folder)  # noqa: PTH106
    return True
