"""The end of a move to the store: the file goes, if both sides are still what they were."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from functools import partial

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, ChangedMeanwhile, IntegrityError, JosError, LocalError
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.engine.emptied import EmptiedFolders
from jos_tui.jobs.engine.move_pair import Pair
from jos_tui.jobs.engine.move_source import OriginalStays
from jos_tui.jobs.engine.source import Fingerprint, Source
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.jobs.engine.work import Attempt
from jos_tui.jobs.item import Item
from jos_tui.jobs.local_disk import local_error
from jos_tui.jobs.model import Check
from jos_tui.jobs.request import PutRequest
from jos_tui.store.store import ObjectStat

Again = Callable[[], None]
"""Stores a file anew, as the object that was stored is not there any more."""

_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC


class MoveUp:
    """Lets files go that were stored. Any thread; blocks on disk and store.

    A file goes when the journal knows what it was stored as, the store shows just that, and what
    has its name is still what was sent; and with it the folders that this leaves empty.
    """

    def __init__(self, tools: UploadTools, request: PutRequest) -> None:
        self._tools = tools
        self._emptied = EmptiedFolders(request)

    def stored(
        self,
        attempt: Attempt,
        sent: Fingerprint,
        key: str,
        found: ObjectStat,
        check: Check,
        cancel: CancelToken,
    ) -> None:
        """End an attempt whose file was stored as ``key``, once the file has gone."""
        item = attempt.item
        try:
            pair = self._pair(item, sent, key, found, check, cancel)
        except Cancelled:
            raise
        except JosError as exc:
            attempt.failed(exc)
        else:
            saved_as = key if key != item.key else ""
            attempt.copied(pair.mark, saved_as, partial(self._let_go, attempt, pair, _not_again))

    def _pair(
        self,
        item: Item,
        sent: Fingerprint,
        key: str,
        found: ObjectStat,
        check: Check,
        cancel: CancelToken,
    ) -> Pair:
        """Return what is on both sides; where no ETag proves it, after what was stored was read."""
        if check is not Check.SIZE:
            return Pair(sent, found.etag, found.modified_ms, check)
        seen = self._tools.store.stat(item.bucket, key, cancel)
        pair = Pair(sent, seen.etag, seen.modified_ms, check)
        if item.attempts or not seen.etag or seen.etag != found.etag:
            self._compare(item, key, pair, cancel)
        return pair

    def go_on(self, attempt: Attempt, pair: Pair, again: Again, cancel: CancelToken) -> None:
        """Let the file go of which an earlier attempt has recorded what it was stored as."""
        self._let_go(attempt, pair, again, cancel)

    def folder_stored(self, attempt: Attempt) -> None:
        """End an attempt at an empty folder whose marker is there."""
        self._note(attempt, self._emptied.remove(attempt.item.path))
        attempt.done(Check.SIZE)

    def _let_go(self, attempt: Attempt, pair: Pair, again: Again, cancel: CancelToken) -> None:
        item = attempt.item
        key = item.saved_as or item.key
        try:
            found = self._tools.names.find(item.bucket, key, cancel)
            if found is None or not pair.is_object(found):
                if not os.path.lexists(item.path):
                    raise _neither(item, key)
                again()
                return
            cancel.raise_if_cancelled()
            remove_file(item.path, pair.file, key)
        except Cancelled:
            raise
        except JosError as exc:
            attempt.failed(exc)
        else:
            self._note(attempt, self._emptied.remove_above(item.path))
            attempt.done(pair.check)

    def _compare(self, item: Item, key: str, pair: Pair, cancel: CancelToken) -> None:
        """Read an object back that an earlier attempt has stored, where its ETag proves nothing."""
        try:
            source = Source(item.path)
        except OSError as exc:
            raise local_error(exc, item.path) from exc
        try:
            chunks = self._tools.store.read(item.bucket, key, cancel, if_match=pair.etag)
            is_same = source.fingerprint == pair.file and source.is_content(chunks)
        except OSError as exc:
            raise local_error(exc, item.path) from exc
        finally:
            source.close()
        if not is_same:
            raise IntegrityError(
                f"{printable(key)} is not what was sent",
                "It was read back and differs; the file has stayed",
                "Look at both, and upload the file again.",
            )

    def _note(self, attempt: Attempt, sentence: str) -> None:
        if sentence:
            attempt.note(sentence)


def remove_file(path: str, sent: Fingerprint, key: str) -> None:
    """Delete a file that was stored as ``key``; one that is gone is fine. Blocks on the disk.

    Raises ChangedMeanwhile if it is not what was sent, OriginalStays if it cannot be deleted.
    """
    try:
        folder = os.open(os.path.dirname(path), _FOLDER)  # noqa: PTH120
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as exc:
        raise _stays(path, key, exc) from exc
    name = os.path.basename(path)  # noqa: PTH119
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode) or Fingerprint.of(status) != sent:
            raise ChangedMeanwhile(
                f"{printable_name(path)} has changed since it was stored",
                f"The store has what it was, as {printable(key)}; the file has stayed",
                "Look at both, and move it again if it is to replace the object.",
            )
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return
    except OSError as exc:
        raise _stays(path, key, exc) from exc
    finally:
        os.close(folder)


def _not_again() -> None:
    raise OriginalStays(
        "The file has stayed, as the store does not show what was stored",
        "Right after it was stored, there is no such object, or another one",
        "Look at what is there, and try again.",
    )


def _stays(path: str, key: str, error: OSError) -> OriginalStays:
    return OriginalStays(
        f"{printable_name(path)} was stored, but stays as well",
        f"It cannot be deleted: {error.strerror or error}; its object is {printable(key)}",
        "Delete it once that is allowed, or try again.",
    )


def _neither(item: Item, key: str) -> LocalError:
    return LocalError(
        f"{printable_name(item.path)} is neither here nor in the store any more",
        f"It was stored as {printable(key)} before the interruption, and has been taken away since",
        "See who has deleted or replaced that object.",
    )
