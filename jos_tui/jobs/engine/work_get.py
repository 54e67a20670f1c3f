"""Doing a download: each object into a temporary file, checked, then under its name."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.text import printable_name
from jos_tui.jobs.engine.download_existing import Trust, arrived, is_wanted
from jos_tui.jobs.engine.download_large import LargeDownload
from jos_tui.jobs.engine.download_object import (
    Cut,
    Destination,
    Means,
    ObjectVersion,
    PiecesOf,
    Take,
    end_saved,
    ending,
)
from jos_tui.jobs.engine.download_small import download_small
from jos_tui.jobs.engine.local_folder import LocalFolder, entered
from jos_tui.jobs.engine.move_down import MoveDown, has_content_of
from jos_tui.jobs.engine.move_pair import Pair
from jos_tui.jobs.engine.part_file import remove_part
from jos_tui.jobs.engine.verify import EtagKnowledge
from jos_tui.jobs.engine.work import Attempt, Lanes, Unit
from jos_tui.jobs.exact_names import NamesKeeper, differences
from jos_tui.jobs.item import Item
from jos_tui.jobs.journal.names import name_below
from jos_tui.jobs.local_disk import local_error
from jos_tui.jobs.model import Check
from jos_tui.jobs.request import GetRequest, VersionNames
from jos_tui.store.store import Store


class GetWork:
    """Saves objects below the folder of a request. Its methods may be called from any thread.

    ``pieces_of`` returns which parts of an item are recorded as safe, ``take`` limits the rate.
    ``move`` lets objects go that were saved, None if they stay.
    Every file is on the disk before it gets its name, so that a name never stands for less than
    the whole object, not even after a power cut; that may take away the names of small files that
    were saved in the last seconds before it.
    """

    def __init__(
        self,
        store: Store,
        request: GetRequest,
        etags: EtagKnowledge,
        pieces_of: PiecesOf,
        take: Take,
        cut: Cut | None = None,
        move: MoveDown | None = None,
    ) -> None:
        self._request = request
        self._path, self._conflict = Path(request.folder), request.conflict
        self._names = NamesKeeper()
        self._move = move
        end = end_saved if move is None else move.saved
        self._means = Means(store, take, pieces_of, etags, cut or Cut(), end=end)
        self._lock = threading.Lock()
        self._folder: LocalFolder | None = None

    def first_unit(self, attempt: Attempt, lanes: Lanes) -> Unit:
        """Return what saves an object, or makes a folder."""
        get = partial(self._get, attempt, lanes)
        if self._move is not None and (pair := Pair.of(attempt.item)) is not None:
            return partial(self._move.go_on, attempt, pair, partial(_anew, attempt, lanes, get))
        return get

    def undo(self, item: Item, pieces: Mapping[int, str], cancel: CancelToken) -> None:
        """Remove the temporary file of an item, unless another download uses it."""
        del pieces, cancel
        if Pair.of(item) is None:
            _remove_part_below(self._path, item, "")

    def close(self) -> None:
        """Let go of the folder."""
        with self._lock:
            if self._folder is not None:
                self._folder.close()
                self._folder = None

    def _get(self, attempt: Attempt, lanes: Lanes, cancel: CancelToken) -> None:
        large = None
        with ending(attempt, self._shown(attempt.item)):
            cancel.raise_if_cancelled()
            large = self._begun(attempt, lanes, cancel)
        if large is not None:
            large.fetch(cancel)

    def _begun(self, attempt: Attempt, lanes: Lanes, cancel: CancelToken) -> LargeDownload | None:
        """Save a small object and end the attempt, or return the download of a large one."""
        item = attempt.item
        if item.is_folder:
            self._opened().make(item.path)
            self._keep_names(attempt)
            if self._move is not None:
                self._move.folder_made(attempt, cancel)
            else:
                attempt.done()
            return None
        with self._place(item) as to:
            if self._is_settled(attempt, to, cancel):
                return None
            self._keep_names(attempt)
            if item.size < self._means.cut.large_from:
                download_small(self._means, attempt, to, cancel)
                return None
            place, path = partial(self._place, item), self._shown(item)
            large = LargeDownload(self._means, attempt, lanes, place, path)
            large.begin(to, cancel)
            return large

    def _is_settled(self, attempt: Attempt, to: Destination, cancel: CancelToken) -> bool:
        """End the attempt if there is nothing to fetch; return whether that is so."""
        item, version = attempt.item, ObjectVersion.of(attempt.item)
        begun = item.attempts > 0 or bool(item.begun_etag)
        found = self._arrived(to, version, cancel) if begun else None
        if found is not None:
            check, name = found
            remove_part(to.folder, to.name)
            self._means.end(attempt, version, check, to.name, name)
            return True
        if not is_wanted(to, version, self._means.etags, cancel):
            if begun:
                remove_part(to.folder, to.name)
            attempt.skipped()
            return True
        return False

    def _arrived(
        self, to: Destination, version: ObjectVersion, cancel: CancelToken
    ) -> tuple[Check, str] | None:
        """Return how an earlier attempt has saved the object; where it is to go, by its content."""
        if self._move is None:
            return arrived(to, version, cancel)
        found = arrived(to, version, cancel, Trust.CONTENT)
        if found is None or found[0] is not Check.SIZE:
            return found
        is_same = has_content_of(to.folder, found[1], self._means.store, version, cancel)
        return found if is_same else None

    def _keep_names(self, attempt: Attempt) -> None:
        """Write down what is called otherwise here, so that it can be stored under its own name."""
        item = attempt.item
        if self._request.name or self._has_date_in_name(item):
            return
        name = name_below(self._request, item.bucket, item.key)
        if item.path == name:
            return
        for path, here, there in differences(
            item.path, name.removesuffix("/") if item.is_folder else name
        ):
            try:
                with self._opened().holding(path + here) as (folder, _):
                    self._names.keep(path, folder, here, there)
            except OSError as exc:
                if self._move is not None:
                    raise  # the object keeps a name that would be known nowhere else
                shown = printable_name(str(self._path / path))
                attempt.note(f"The exact names could not be kept in {shown}: {exc.strerror}.")

    def _has_date_in_name(self, item: Item) -> bool:
        """Whether it is an older version under a name of its own: no other key is to get it."""
        request = self._request
        is_dated = request.version_names is VersionNames.DATED and not request.as_of_ms
        return bool(item.version_id) and is_dated

    @contextmanager
    def _place(self, item: Item) -> Iterator[Destination]:
        with self._opened().holding(item.path) as (folder, name):
            yield Destination(folder, name, item.conflict or self._conflict)

    def _opened(self) -> LocalFolder:
        with self._lock:
            if self._folder is None:
                try:
                    self._folder = LocalFolder(self._path)
                except OSError as exc:
                    raise local_error(exc, str(self._path)) from exc
            return self._folder

    def _shown(self, item: Item) -> str:
        return str(self._path / item.path)


def _anew(attempt: Attempt, lanes: Lanes, get: Unit) -> None:
    """Save an object again whose file is not what an earlier attempt has made of it."""
    attempt.progress(begins_anew=True)
    lanes.add(get)


def remove_part_of(path: Path, item: Item) -> None:
    """Remove the temporary file below ``path`` that an item has made, unless one is at work on it.

    One that another job has made in its place stays: that job goes on from it; and so does what a
    move holds a saved file by. Raises LocalError.
    """
    if Pair.of(item) is None:
        _remove_part_below(path, item, item.upload_id)


def _remove_part_below(path: Path, item: Item, token: str) -> None:
    *folders, name = item.path.split("/")
    try:
        with entered(path, folders) as opened:
            remove_part(opened[-1], name, token)
    except (FileNotFoundError, NotADirectoryError):
        return  # then there is none
    except OSError as exc:
        raise local_error(exc, str(path / item.path)) from exc
