"""A file whose object may be itself: some stores show what is in folders of a disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from jos_tui.core.text import printable_name
from jos_tui.jobs.engine.move_source import OriginalStays
from jos_tui.jobs.engine.part_file import part_name, remove_part
from jos_tui.jobs.engine.source import Fingerprint


@contextmanager
def with_second_name(folder: int, name: str) -> Iterator[None]:
    """Hold a file in an open folder by its temporary name too, while its object is deleted.

    If that takes the file along it gets its name back, and OriginalStays is raised. Where there
    are no hard links, nothing is held. Raises OSError, FileExistsError if a download uses the name.
    """
    second = part_name(name)
    remove_part(folder, name)
    try:
        os.link(name, second, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        yield
        return
    try:
        yield
    finally:
        if _is_there(folder, name):
            with suppress(FileNotFoundError):
                os.unlink(second, dir_fd=folder)
            is_same = False
        else:
            os.rename(second, name, src_dir_fd=folder, dst_dir_fd=folder)
            is_same = True
    if is_same:
        raise OriginalStays(
            f"{printable_name(name)} is the very object it was to be saved from",
            "The store shows the folder it is in: deleting the object took the file away, and it "
            "was put back",
            "Move it to a folder that is not in the store.",
        )


def put_back(folder: int, name: str, file: Fingerprint) -> None:
    """Give a file its name again that was killed while it had only the second one.

    Raises OSError.
    """
    second = part_name(name)
    if _is_there(folder, name) or not _is_there(folder, second):
        return
    if Fingerprint.of(os.stat(second, dir_fd=folder, follow_symlinks=False)) == file:
        os.rename(second, name, src_dir_fd=folder, dst_dir_fd=folder)


def _is_there(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True
