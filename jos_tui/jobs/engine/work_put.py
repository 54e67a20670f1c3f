"""Doing uploads: small files in one request each, large ones in parts."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from functools import partial

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.text import printable_name
from jos_tui.jobs.engine.move_pair import Pair
from jos_tui.jobs.engine.move_up import MoveUp
from jos_tui.jobs.engine.parts import WHOLE_UP_TO
from jos_tui.jobs.engine.source import Fingerprint, Source, SourceChanged, content_type_of
from jos_tui.jobs.engine.upload_file import FileOrigin
from jos_tui.jobs.engine.upload_large import LargeUpload
from jos_tui.jobs.engine.upload_name import Unneeded
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.jobs.engine.work import Attempt, Lanes, Unit
from jos_tui.jobs.item import Item
from jos_tui.jobs.local_disk import local_error
from jos_tui.jobs.model import Change, Check
from jos_tui.store.checksums import md5_of
from jos_tui.store.store import ObjectStat

_FOLDER_TYPE = "application/x-directory"


class PutWork:
    """Stores files. A file is read while it is watched: if it changes meanwhile it is begun again,
    once. It holds no more in memory than its tools allow: a part, or a small file, for each thread.
    ``move`` lets files go that were stored, None if they stay.
    """

    def __init__(self, tools: UploadTools, move: MoveUp | None = None) -> None:
        self._tools = tools
        self._move = move
        self._lock = threading.Lock()
        self._open: set[Source] = set()
        self._unsure = 0

    @property
    def unsure(self) -> int:
        """How many small files were on their way when they were stopped."""
        return self._unsure

    def first_unit(self, attempt: Attempt, lanes: Lanes) -> Unit:
        """Return what stores a small file, or begins a large one."""
        begin = partial(self._begin, attempt, lanes, None)
        if attempt.item.is_folder:
            return partial(self._mark_folder, attempt)
        if self._move is not None and (pair := Pair.of(attempt.item)) is not None:
            return partial(self._move.go_on, attempt, pair, partial(_anew, attempt, lanes, begin))
        return begin

    def undo(self, item: Item, pieces: Mapping[int, str], cancel: CancelToken) -> None:  # noqa: ARG002
        """Drop the multipart upload of an item, also one whose id was not recorded any more."""
        key = item.saved_as or item.key
        if item.upload_id:
            self._tools.store.abort_upload(item.bucket, key, item.upload_id)
        elif item.attempts and item.size > WHOLE_UP_TO:
            self._tools.drop_leftovers(item.bucket, key, cancel)

    def close(self) -> None:
        """Close the files."""
        for source in list(self._open):
            self._close(source)

    def _close(self, source: Source) -> None:
        with self._lock:
            self._open.discard(source)
        source.close()

    def _begin(
        self, attempt: Attempt, lanes: Lanes, before: JosError | None, cancel: CancelToken
    ) -> None:
        """Store the file; ``before`` is why the first try was in vain."""
        item = attempt.item
        try:
            source = Source(item.path)
        except JosError as exc:
            attempt.failed(exc)
            return
        except OSError as exc:
            attempt.failed(local_error(exc, item.path))
            return
        with self._lock:
            self._open.add(source)
        planned = source.fingerprint.is_planned(item)
        if not planned and str(source.fingerprint) != item.begun_etag and before is None:
            attempt.note(_changed(item))
        if source.fingerprint.size <= WHOLE_UP_TO and not item.upload_id:
            self._put_whole(attempt, lanes, source, before, cancel)
        else:
            self._put_large(attempt, lanes, source, before, cancel)

    def _again(
        self, attempt: Attempt, lanes: Lanes, before: JosError | None, error: JosError
    ) -> None:
        if before is not None:
            attempt.failed(error)
            return
        attempt.note(_changed(attempt.item) if isinstance(error, SourceChanged) else _lost(error))
        lanes.add(partial(self._begin, attempt, lanes, error))

    def _put_large(
        self,
        attempt: Attempt,
        lanes: Lanes,
        source: Source,
        before: JosError | None,
        cancel: CancelToken,
    ) -> None:
        upload = LargeUpload(
            self._tools,
            attempt,
            lanes,
            FileOrigin(self._tools, source),
            part_size_for=self._tools.part_size_for,
            on_end=partial(self._close, source),
            on_stored=partial(self._stored, attempt, source.fingerprint, cancel),
            on_again=partial(self._again, attempt, lanes, before),
        )
        upload.begin(cancel)

    def _put_whole(
        self,
        attempt: Attempt,
        lanes: Lanes,
        source: Source,
        before: JosError | None,
        cancel: CancelToken,
    ) -> None:
        try:
            key, found, check = self._sent(attempt, source, cancel)
        except Cancelled:
            raise
        except Unneeded:
            attempt.skipped()
        except SourceChanged as exc:
            self._again(attempt, lanes, before, exc)
        except JosError as exc:
            attempt.failed(exc)
        except OSError as exc:
            attempt.failed(local_error(exc, source.path))
        else:
            self._stored(attempt, source.fingerprint, cancel, key, found, check)
        finally:
            self._close(source)

    def _sent(
        self, attempt: Attempt, source: Source, cancel: CancelToken
    ) -> tuple[str, ObjectStat, Check]:
        item, size = attempt.item, source.fingerprint.size
        with self._tools.memory.hold(size, cancel):
            body = source.read(0, size)
            source.check_unchanged()
            if item.attempts:
                earlier = self._tools.stored_earlier(item, body, cancel)
                if earlier is not None:
                    return item.saved_as or item.key, *earlier
            key = self._tools.names.look_if_long_ago(item, source, cancel)
            if key != (item.saved_as or item.key):
                attempt.progress(saved_as=key)
            self._tools.bandwidth.take(size, cancel)
            md5 = md5_of(body)
            etag = self._put(item.bucket, key, body, content_type_of(key), cancel, md5)
        attempt.moved(size)
        check = Check.MD5 if etag == md5.hex() else Check.SIZE
        return key, ObjectStat(key, size, etag, _now_ms()), check

    def _mark_folder(self, attempt: Attempt, cancel: CancelToken) -> None:
        item = attempt.item
        try:
            self._tools.names.look_for_folder(item, cancel)
            etag = self._put(item.bucket, item.key, b"", _FOLDER_TYPE, cancel)
        except Cancelled:
            raise
        except Unneeded:
            if self._move is not None:  # the folder is there, and that is all there is of it
                self._move.folder_stored(attempt)
            else:
                attempt.skipped()
        except JosError as exc:
            attempt.failed(exc)
        else:
            self._tell(item.bucket, item.key, ObjectStat(item.key, 0, etag, _now_ms()))
            if self._move is not None:
                self._move.folder_stored(attempt)
            else:
                attempt.done(Check.SIZE)

    def _put(
        self,
        bucket: str,
        key: str,
        body: bytes,
        content_type: str,
        cancel: CancelToken,
        md5: bytes = b"",
    ) -> str:
        put = self._tools.store.put
        try:
            return put(bucket, key, body, cancel, content_type=content_type, md5=md5)
        except Cancelled:
            with self._lock:
                self._unsure += 1
            raise

    def _stored(
        self,
        attempt: Attempt,
        sent: Fingerprint,
        cancel: CancelToken,
        key: str,
        found: ObjectStat,
        check: Check,
    ) -> None:
        self._tell(attempt.item.bucket, key, found)
        if self._move is not None:
            self._move.stored(attempt, sent, key, found, check, cancel)
        else:
            attempt.done(check, saved_as=key if key != attempt.item.key else "")

    def _tell(self, bucket: str, key: str, found: ObjectStat) -> None:
        written = Entry(key, Kind.OBJECT, found.size, found.modified_ms, found.etag)
        self._tools.tell([Change(bucket, written=written)])


def _anew(attempt: Attempt, lanes: Lanes, begin: Unit) -> None:
    """Store a file again whose object is not what an earlier attempt has made of it."""
    attempt.progress(begins_anew=True)
    lanes.add(begin)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _changed(item: Item) -> str:
    return (
        f"{printable_name(item.path)} has changed since it was planned or begun, "
        "so it was stored as it was at the end."
    )


def _lost(error: JosError) -> str:
    return f"{error.title}, so it was sent again from the beginning."
