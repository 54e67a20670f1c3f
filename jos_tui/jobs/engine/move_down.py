"""The end of a move to this machine: the object goes, if both sides are still what they were."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ChangedMeanwhile, LocalError, NotFound
from jos_tui.core.local_names import NAMES_FILE
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.engine.download_object import ObjectVersion, ending
from jos_tui.jobs.engine.local_folder import bring_to_disk, entered
from jos_tui.jobs.engine.move_pair import Pair
from jos_tui.jobs.engine.move_source import Moved, remove_moved
from jos_tui.jobs.engine.second_name import put_back, with_second_name
from jos_tui.jobs.engine.source import Fingerprint, is_content
from jos_tui.jobs.engine.upload_tools import Tell
from jos_tui.jobs.engine.work import Attempt
from jos_tui.jobs.item import Item
from jos_tui.jobs.model import Change, Check, Conflict
from jos_tui.store.store import Store

_MOST_REMEMBERED = 10_000
_LOOK = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class MoveDown:
    """Lets objects go that were saved below ``path``. Any thread; blocks on disk and store.

    ``conflict`` is what becomes of names that are taken, where an item says nothing else.

    An object goes when the journal knows what it was saved as, that file and its name are on the
    disk, and the store has still what was saved.
    """

    def __init__(self, store: Store, path: Path, conflict: Conflict, tell: Tell) -> None:
        self._store = store
        self._path = path
        self._conflict = conflict
        self._tell = tell
        self._lock = threading.Lock()
        self._on_disk: set[tuple[str, ...]] = set()

    def saved(
        self,
        attempt: Attempt,
        version: ObjectVersion,
        check: Check,
        name: str,
        saved_as: str | None,
    ) -> None:
        """End an attempt whose object was saved as that, once the object has gone.

        Raises OSError, and ChangedMeanwhile if the file is another one already.
        """
        if saved_as is None:
            attempt.skipped()
            return
        file = self._look(attempt.item, saved_as)
        if file is None or file.size != version.size:
            raise _another_file(attempt.item)
        pair = Pair(file, version.etag, version.modified_ms, check)
        saved_as = "" if saved_as == name else saved_as
        attempt.copied(pair.mark, saved_as, partial(self._let_go, attempt, pair, _not_again))

    def go_on(
        self, attempt: Attempt, pair: Pair, again: Callable[[], None], cancel: CancelToken
    ) -> None:
        """Let the object go of which an earlier attempt has recorded what it was saved as."""
        self._let_go(attempt, pair, lambda _: again(), cancel)

    def folder_made(self, attempt: Attempt, cancel: CancelToken) -> None:
        """End an attempt at the marker of a folder that is there, once the marker has gone."""
        item = attempt.item
        self._bring_to_disk([name for name in item.path.split("/") if name])
        marker = Pair(Fingerprint(0, 0, 0), item.etag, item.modified_ms, Check.SIZE)
        self._remove(item, marker, cancel)
        attempt.done()

    def _let_go(
        self,
        attempt: Attempt,
        pair: Pair,
        again: Callable[[Item], None],
        cancel: CancelToken,
    ) -> None:
        item = attempt.item
        with ending(attempt, str(self._path / item.path)):
            cancel.raise_if_cancelled()
            if self._may_replace(item):
                self._put_back(item, pair)
            file = self._look(item, item.saved_as)
            if file != pair.file:
                if self._is_in_store(item, pair, cancel):
                    again(item)
                    return
                if file is None:
                    raise _neither(item)
            else:
                self._bring_to_disk(item.path.split("/")[:-1])
                self._remove_held(item, pair, cancel)
            attempt.done(pair.check)

    def _may_replace(self, item: Item) -> bool:
        """Whether the file may have replaced another one: that may be its very object."""
        return (item.conflict or self._conflict) is Conflict.OVERWRITE

    def _put_back(self, item: Item, pair: Pair) -> None:
        *folders, name = item.path.split("/")
        with (
            suppress(FileNotFoundError, NotADirectoryError),
            entered(self._path, folders) as opened,
        ):
            put_back(opened[-1], name, pair.file)

    def _remove_held(self, item: Item, pair: Pair, cancel: CancelToken) -> None:
        if not self._may_replace(item):
            self._remove(item, pair, cancel)
            return
        *folders, name = item.path.split("/")
        with (
            entered(self._path, folders) as opened,
            with_second_name(opened[-1], item.saved_as or name),
        ):
            self._remove(item, pair, cancel)

    def _is_in_store(self, item: Item, pair: Pair, cancel: CancelToken) -> bool:
        try:
            return pair.is_object(self._store.stat(item.bucket, item.key, cancel))
        except NotFound:
            return False

    def _remove(self, item: Item, pair: Pair, cancel: CancelToken) -> None:
        copy = printable_name(str(self._path / item.path))
        moved = Moved(item.bucket, item.key, pair.file.size, pair.etag, pair.modified_ms, copy)
        if remove_moved(self._store, moved, cancel):
            self._tell([Change(item.bucket, deleted=item.key)])

    def _look(self, item: Item, saved_as: str) -> Fingerprint | None:
        """Return what the file of an item is, brought to the disk; None if there is none."""
        *folders, name = item.path.split("/")
        try:
            with entered(self._path, folders) as opened:
                fd = os.open(saved_as or name, _LOOK, dir_fd=opened[-1])
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            status = os.fstat(fd)
            os.fsync(fd)
        finally:
            os.close(fd)
        return Fingerprint.of(status) if stat.S_ISREG(status.st_mode) else None

    def _bring_to_disk(self, folders: list[str]) -> None:
        """Bring a name in the innermost folder to the disk, and once the way to it."""
        with entered(self._path, folders) as opened:
            _bring_names_to_disk(opened[-1])
            for depth, fd in enumerate(opened[:-1]):
                self._once(tuple(folders[: depth + 1]), fd)
        self._once((), None)

    def _once(self, below: tuple[str, ...], fd: int | None) -> None:
        """Bring the name of a folder to the disk by the one above it; () are those above all."""
        with self._lock:
            if below in self._on_disk:
                return
        if fd is not None:
            _bring_names_to_disk(fd)
        else:
            self._bring_way_to_disk()
        with self._lock:
            if len(self._on_disk) >= _MOST_REMEMBERED:
                self._on_disk.clear()
            self._on_disk.add(below)

    def _bring_way_to_disk(self) -> None:
        for folder in self._path.parents:
            with suppress(OSError):  # others', where nothing of ours was made
                fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                try:
                    os.fsync(fd)
                finally:
                    os.close(fd)


def _bring_names_to_disk(folder: int) -> None:
    """Bring the names in an open folder to the disk, and what they are in the store."""
    try:
        fd = os.open(NAMES_FILE, _LOOK, dir_fd=folder)
    except OSError as exc:
        if exc.errno not in {errno.ENOENT, errno.ELOOP}:  # then all names here are those there
            raise
    else:
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
    bring_to_disk(folder)


def has_content_of(
    folder: int, name: str, store: Store, version: ObjectVersion, cancel: CancelToken
) -> bool:
    """Whether a file in an open folder has the bytes of an object: reads both.

    Raises OSError, StoreError and Cancelled.
    """
    fd = os.open(name, _LOOK, dir_fd=folder)
    try:
        chunks = store.read(version.bucket, version.key, cancel, if_match=version.etag)
        return is_content(fd, chunks)
    finally:
        os.close(fd)


def _not_again(item: Item) -> None:
    raise _another_file(item)


def _another_file(item: Item) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        f"{printable_name(item.path)} has changed since it was saved",
        f"The object {printable(item.key)} was kept, as it may be the only one of its content",
        "Look at both, and move it again.",
    )


def _neither(item: Item) -> LocalError:
    return LocalError(
        f"{printable_name(item.path)} is neither here nor in the store any more",
        "It was saved before the interruption, and has been taken away since",
        "See who has moved or deleted that file.",
    )
