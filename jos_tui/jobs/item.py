"""One piece of a job: an object to save, a file to store, a key to delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jos_tui.core.errors import JosError
from jos_tui.core.marks import Mark
from jos_tui.jobs.model import Check, Conflict


class Action(Mark):
    """What is done with an item."""

    GET = "get"
    PUT = "put"
    COPY = "copy"
    DELETE = "delete"  # an object; with a version id, the version that is it
    DELETE_VERSION = "delete version"  # an older one
    DELETE_MARKER = "delete marker"
    ABORT_UPLOAD = "abort upload"
    REMOVE_FILE = "remove file"
    REMOVE_BUCKET = "remove bucket"


class ItemState(Mark):
    """Where an item is.

    WAITING leads to RUNNING, that to DONE, SKIPPED, FAILED, or back to WAITING when it is handed
    back. HELD waits for an answer about a name that is taken, which makes it WAITING. A retry
    makes FAILED items WAITING.
    """

    WAITING = "waiting"
    RUNNING = "running"
    HELD = "held"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item as it is planned.

    ``path`` is local, with surrogate escapes: of a download (and of a file to remove) below the
    job's folder with ``/``, of an upload absolute; "" for deletions. ``size`` is in bytes,
    ``modified_ns`` in nanoseconds since 1970 UTC: of the object, or of the file that is stored.
    ``etag`` guards against an object that is replaced meanwhile, ``inode`` against a file that is.
    ``version_id`` says which version of the object is meant, "" the newest: the one to delete, to
    save or to copy. ``abort_id`` is the unfinished upload that is to be dropped. A copy comes from
    ``from_key`` in ``from_bucket``; ``bucket`` and ``key`` say where it goes. ``conflict`` is None
    for the job's own. ``changed_ns`` is when anything was done to the file, as planning saw it; it
    is not kept, and 0 later on. ``state`` is WAITING, HELD, SKIPPED, or FAILED with an error, where
    planning knows it already.
    """

    action: Action
    bucket: str
    key: str
    path: str = ""
    size: int = 0
    modified_ns: int = 0
    inode: int = 0
    etag: str = ""
    state: ItemState = ItemState.WAITING
    conflict: Conflict | None = None
    error: JosError | None = None
    version_id: str = ""
    abort_id: str = ""
    from_bucket: str = ""
    from_key: str = ""
    changed_ns: int = 0

    @property
    def is_folder(self) -> bool:
        """Whether it only marks a folder: a key that ends with ``/`` and has no bytes."""
        return self.key.endswith("/") and self.size == 0

    @property
    def modified_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self.modified_ns // 1_000_000


@dataclass(frozen=True, slots=True)
class Item(PlannedItem):
    """An item that was leased to be done.

    ``attempts`` counts how often it was begun before and handed back. ``upload_id``,
    ``part_size`` (bytes) and ``begun_etag`` belong to a transfer that was interrupted: the
    multipart upload at the store, or the ETag of the object whose parts were saved; with no
    ``upload_id`` it is what the whole copy is known by whose original is to go. ``saved_as`` is
    the name chosen for the file or object where the planned one was taken.
    """

    id: int = 0
    attempts: int = 0
    upload_id: str = ""
    part_size: int = 0
    begun_etag: str = ""
    saved_as: str = ""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """How an attempt ended: DONE, SKIPPED, FAILED with an error, or WAITING when handed back."""

    item_id: int
    state: ItemState
    check: Check | None = None
    bytes: int = 0
    saved_as: str = ""
    error: JosError | None = None


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """What is safe of an item that is still under way, so that it can go on from there.

    ``pieces`` maps part numbers, from 1, to their ETags ("" for a download). ``begins_anew`` says
    that what was recorded before no longer counts.
    """

    item_id: int
    upload_id: str = ""
    part_size: int = 0
    etag: str = ""
    saved_as: str = ""
    pieces: Mapping[int, str] = field(default_factory=dict)
    begins_anew: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as a person sees it. ``name`` is raw: the key, or the local path of an upload."""

    id: int
    state: ItemState
    action: Action
    name: str
    size: int
    check: Check | None = None
    saved_as: str = ""
    attempts: int = 0
    error: JosError | None = None
