"""One large object on its way into the store, in parts that several threads see to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError, NoSuchBucket, NotFound
from jos_tui.core.text import printable_name
from jos_tui.jobs.engine.halt import left_behind
from jos_tui.jobs.engine.parts import Part, parts_of
from jos_tui.jobs.engine.patience import Trouble, trouble_of
from jos_tui.jobs.engine.source import SourceChanged
from jos_tui.jobs.engine.upload_name import Rival, Unneeded
from jos_tui.jobs.engine.upload_resume import Left, leftover
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.jobs.engine.work import Attempt, Lanes, Unit
from jos_tui.jobs.local_disk import local_error
from jos_tui.jobs.model import Check
from jos_tui.store.checksums import multipart_etag
from jos_tui.store.store import ObjectStat


class UploadGone(JosError):
    """The store does not know the upload any more."""


class PartsRefused(JosError):
    """The store does not make parts in this way; maybe it does in another."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where parts go: an upload that was begun."""

    bucket: str
    key: str
    upload_id: str


class Origin(Rival, Protocol):
    """Where the parts of a large object come from. Its methods raise JosError and OSError."""

    @property
    def name(self) -> str:
        """A raw path or key."""

    @property
    def size(self) -> int:
        """How many bytes it has."""

    @property
    def identity(self) -> str:
        """What tells one content of it from another."""

    @property
    def comes_here(self) -> bool:
        """Whether its bytes are on this computer, or come here, and are sent from here."""

    def start(self, bucket: str, key: str) -> str:
        """Begin an upload, not to be cancelled, and return its id."""

    def send(self, part: Part, to: Place, cancel: CancelToken) -> str:
        """Bring a part into the store and return its ETag."""

    def md5(self, part: Part, cancel: CancelToken) -> str:
        """Return the MD5 of a part in hexadecimal digits, "" if that would be too much work."""

    def check_unchanged(self, cancel: CancelToken) -> None:
        """Raise if it is not what it was any longer."""

    def replaced(self) -> JosError:
        """Return what to raise for parts of an earlier content: SourceChanged or UploadGone."""


class LargeUpload:
    """A multipart upload of one object. :meth:`begin` queues a unit for each part that is missing.

    Ends with one call: ``on_stored`` with the key, the object and what was compared, ``on_again``
    if all that was sent is worthless because of the error it gets, or the attempt itself as failed
    or skipped. Before each of them ``on_end`` is called. When the units are cancelled there is no
    call, and what was sent stays at the store.
    """

    def __init__(
        self,
        tools: UploadTools,
        attempt: Attempt,
        lanes: Lanes,
        source: Origin,
        *,
        part_size_for: Callable[[int], int],
        on_end: Callable[[], None],
        on_stored: Callable[[str, ObjectStat, Check], None],
        on_again: Callable[[JosError], None],
    ) -> None:
        self._tools = tools
        self._attempt = attempt
        self._lanes = lanes
        self._source = source
        self._part_size_for = part_size_for
        self._on_end = on_end
        self._on_stored = on_stored
        self._on_again = on_again
        self._bucket = attempt.item.bucket
        self._key = attempt.item.saved_as or attempt.item.key
        self._upload_id = ""
        self._part_size = 0
        self._lock = threading.Lock()
        self._etags: dict[int, str] = {}
        self._count = 0
        self._running = 0
        self._error: Exception | None = None
        self._ended = False

    def begin(self, cancel: CancelToken) -> None:
        """Find out what is there, or begin anew. Blocks; raises Cancelled."""
        try:
            found = self._begun(cancel)
        except Cancelled:
            raise
        except (JosError, OSError, Unneeded) as exc:
            self._fail(exc)
        else:
            if found is not None:
                self._on_end()
                self._on_stored(self._key, *found)
            else:
                self._queue_parts(cancel)

    def _begun(self, cancel: CancelToken) -> tuple[ObjectStat, Check] | None:
        """Return the object if it is there already."""
        item = self._attempt.item
        if item.upload_id:
            self._upload_id, self._part_size = item.upload_id, item.part_size
            if item.begun_etag != self._source.identity:
                raise self._source.replaced()
            left = leftover(self._tools, item, self._source, cancel)
            if left.left is Left.BOTH:
                self._attempt.note(_still_listed(self._source.name))
            if left.found is not None:
                return left.found, left.check
            if left.left is Left.NOTHING:
                raise upload_gone(self._source.name)
            self._etags.update(left.etags)
            return None
        if item.attempts:
            self._tools.drop_leftovers(self._bucket, self._key, cancel)
        self._start(cancel)
        return None

    def _start(self, cancel: CancelToken) -> None:
        item = self._attempt.item
        self._key = self._tools.names.look_if_long_ago(item, self._source, cancel)
        self._part_size = self._part_size_for(self._source.size)
        if self._source.comes_here:
            self._try_comparing(cancel)
        # Not to be cancelled: an upload whose id never came is hard to find again.
        self._upload_id = self._source.start(self._bucket, self._key)
        self._attempt.progress(
            upload_id=self._upload_id,
            part_size=self._part_size,
            etag=self._source.identity,
            saved_as=self._key if self._key != item.key else "",
        )

    def _try_comparing(self, cancel: CancelToken) -> None:
        size = self._source.size
        left = self._tools.try_comparing(self._bucket, self._key, size, cancel)
        if left:
            self._attempt.note(left)

    def _queue_parts(self, cancel: CancelToken) -> None:
        parts = list(parts_of(self._source.size, self._part_size))
        self._count = len(parts)
        missing = [part for part in parts if part.number not in self._etags]
        self._attempt.kept(sum(part.length for part in parts if part.number in self._etags))
        if missing:
            self._lanes.add(*(self._unit(part) for part in missing))
        else:
            self._complete(cancel)

    def _unit(self, part: Part) -> Unit:
        return partial(self._part, part)

    def _part(self, part: Part, cancel: CancelToken) -> None:
        with self._lock:
            if self._error is not None:
                return
            self._running += 1
        error: Exception | None = None
        try:
            self._send(part, cancel)
        except Cancelled:
            raise
        except (JosError, OSError) as exc:
            error = exc
        with self._lock:
            self._running -= 1
            self._error = self._error or error
            failed = self._error if not self._running else None
            complete = self._error is None and len(self._etags) == self._count
        if failed is not None:
            self._fail(failed)
        elif complete:
            self._complete(cancel)

    def _send(self, part: Part, cancel: CancelToken) -> None:
        to = Place(self._bucket, self._key, self._upload_id)
        etag = self._source.send(part, to, cancel)
        with self._lock:
            self._etags[part.number] = etag
        self._attempt.moved(part.length)
        self._attempt.progress(pieces={part.number: etag})

    def _complete(self, cancel: CancelToken) -> None:
        try:
            found = self._completed(cancel)
        except Cancelled:
            raise
        except (JosError, OSError, Unneeded) as exc:
            self._fail(exc)
        else:
            whole = multipart_etag(self._in_order())
            check = Check.MULTIPART_ETAG if whole and found.etag == whole else Check.SIZE
            self._on_end()
            self._on_stored(self._key, found, check)

    def _completed(self, cancel: CancelToken) -> ObjectStat:
        self._source.check_unchanged(cancel)
        self._tools.names.look_finally(self._attempt.item, self._key, self._source, cancel)
        return self._tools.store.complete_upload(
            self._bucket,
            self._key,
            self._upload_id,
            self._in_order(),
            self._source.size,
            cancel,
        )

    def _in_order(self) -> list[str]:
        return [self._etags[number] for number in range(1, self._count + 1)]

    def _fail(self, error: Exception) -> None:
        """End it; what is at the store stays only if it can go on from there."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._error = error
        self._on_end()
        if isinstance(error, Unneeded):
            self._drop()
            self._attempt.skipped()
            return
        if isinstance(error, OSError):
            error = local_error(error, self._source.name)
        assert isinstance(error, JosError)
        if isinstance(error, NotFound) and not isinstance(error, NoSuchBucket):
            error = upload_gone(self._source.name)
        if isinstance(error, (SourceChanged, UploadGone, PartsRefused)):
            self._drop()
            self._on_again(error)
            return
        if trouble_of(error) is Trouble.ITEM:
            self._drop()
        self._attempt.failed(error)

    def _drop(self) -> None:
        if not self._upload_id:
            return
        try:
            self._tools.store.abort_upload(self._bucket, self._key, self._upload_id)
        except JosError as exc:
            self._attempt.note(left_behind(exc))
        else:
            self._attempt.progress(begins_anew=True)


def upload_gone(name: str) -> UploadGone:
    """Say that parts have to be sent again."""
    return UploadGone(
        f"The store has lost what was sent of {printable_name(name)}",
        "It does not know the upload any more",
        "Upload it again.",
    )


def _still_listed(name: str) -> str:
    # To abort what a store is completing has cost objects their parts elsewhere.
    return (
        f"{printable_name(name)} is stored, but the store still lists the upload that it was sent "
        "in, and may be about to end it. It was left alone: jos-tui leftovers tells if it stays."
    )
