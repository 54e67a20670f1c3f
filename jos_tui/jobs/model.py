"""The values of the jobs room: what is to be done, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from jos_tui.core.entry import Entry
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location
from jos_tui.core.marks import Mark


class JobKind(Mark):
    """What a job does."""

    PUT = "upload"
    GET = "download"
    DELETE = "delete"
    COPY = "copy"
    MOVE = "move"  # also a new name: a store knows no other way
    MOVE_UP = "move up"  # from this machine to a store
    MOVE_DOWN = "move down"


class Conflict(Mark):
    """What happens to an item whose name is taken at the destination.

    IF_DIFFERENT replaces what differs in size, or in content as far as an ETag or the time of the
    last change tells. ASK holds the item until an answer comes.
    """

    SKIP = "skip"
    OVERWRITE = "overwrite"
    KEEP_BOTH = "keep both"
    IF_NEWER = "if newer"
    IF_DIFFERENT = "if different"
    ASK = "ask"


class Check(Mark):
    """What was compared before an item counted as done."""

    MD5 = "md5"
    MULTIPART_ETAG = "multipart etag"
    ETAG = "etag"  # of a copy: the store gives it the ETag of the original
    SIZE = "size"


class JobState(Mark):
    """Where a job is.

    DRAFT is planned for a question and becomes WAITING when it is confirmed. WAITING becomes
    RUNNING when a worker takes it, and RUNNING becomes WAITING again when the worker hands it back
    or dies. PAUSED waits for the user. CANCELLING tidies up and becomes CANCELLED. The last three
    are ends; a retry leads from them back to WAITING.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLING = "cancelling"
    DONE = "done"
    SOME_FAILED = "some failed"
    CANCELLED = "cancelled"

    @property
    def is_end(self) -> bool:
        """Whether nothing more happens by itself, and the job may be forgotten."""
        return self in {JobState.DONE, JobState.SOME_FAILED, JobState.CANCELLED}

    @property
    def at_work(self) -> bool:
        """Whether a worker has something to do for it."""
        return self in {JobState.WAITING, JobState.RUNNING, JobState.CANCELLING}


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen: rows of one level.

    In the list of buckets the entries are buckets, below it objects and prefixes. A prefix or
    bucket stands for everything below it. Very many rows are not among the ``entries`` of what is
    sent or written down: ``apart`` says how many follow by themselves.
    """

    location: Location
    entries: Sequence[Entry]
    apart: int = 0

    @property
    def count(self) -> int:
        """How many rows were chosen."""
        return len(self.entries) + self.apart


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a plan comes to. Times in milliseconds since 1970 UTC, 0 if unknown."""

    count: int = 0
    bytes: int = 0
    oldest_ms: int = 0
    newest_ms: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """What a deletion takes, by kind. ``versions`` are those older than the objects.

    ``version_bytes`` are theirs alone. ``buckets`` are those that go themselves. ``upload_bytes``
    are those of the uploads, but for the ``unmeasured`` ones, of which no bytes are known.
    """

    objects: int = 0
    versions: int = 0
    version_bytes: int = 0
    markers: int = 0
    uploads: int = 0
    buckets: int = 0
    upload_bytes: int = 0
    unmeasured: int = 0

    @property
    def keyed(self) -> int:
        """How many objects, versions and markers: what has a key of a listing."""
        return self.objects + self.versions + self.markers

    @property
    def in_buckets(self) -> int:
        """How many things altogether, but for the buckets themselves."""
        return self.keyed + self.uploads


class Part(Mark):
    """What of a key was deleted. Only its OBJECT is in listings."""

    OBJECT = "object"
    VERSION = "version"
    MARKER = "delete marker"
    UPLOAD = "unfinished upload"


@dataclass(frozen=True, slots=True)
class Change:
    """Something a job has done to the store that a view of it may want to show at once.

    Exactly one of the two: ``written`` is the new or replaced object (or bucket), ``deleted`` the
    full key (or the bucket's name when ``bucket`` is ""). ``part`` says what of a key was deleted,
    and ``part_id`` which version or upload, "" for the object of a store without versions.
    """

    bucket: str
    written: Entry | None = None
    deleted: str = ""
    part: Part = Part.OBJECT
    part_id: str = ""


class Counted(Enum):
    """Whether a plan is of everything that was asked for, or was stopped on the way."""

    ALL = "all"
    SO_FAR = "so far"


@dataclass(frozen=True, slots=True)
class JobSnapshot:
    """How far a job is.

    Rates in bytes per second; ``seconds_left`` is None while unknown. While ``planned`` is False
    the totals still grow. ``items_held`` wait for an answer. ``problem`` is why it is paused or
    does not get on. ``contents`` are what a deletion takes as far as it is planned, ``counted``
    says whether planning was stopped before its end. ``endpoint`` is the URL of its store,
    ``ended_ms`` 0 until it has ended; times in milliseconds since 1970 UTC.
    """

    id: int
    kind: JobKind
    title: str
    state: JobState
    items_total: int
    items_done: int
    items_skipped: int
    items_failed: int
    bytes_total: int
    bytes_done: int
    rate: float
    seconds_left: float | None
    current: str
    items_held: int = 0
    planned: bool = True
    problem: JosError | None = None
    endpoint: str = ""
    created_ms: int = 0
    ended_ms: int = 0
    oldest_ms: int = 0
    newest_ms: int = 0
    contents: Contents = Contents()
    counted: Counted = Counted.ALL

    @property
    def active(self) -> bool:
        """Whether it is still at work."""
        return self.state.at_work


@dataclass(frozen=True, slots=True)
class ItemFailure:
    """One item that was not done. ``name`` is the raw key or local path."""

    name: str
    error: JosError


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a job, item by item where it matters.

    ``checks`` counts the items by what was verified; ``renamed`` maps each raw key (``bucket/key``
    if whole buckets were chosen) to the local path it was saved under when the two had to differ;
    ``notes`` are sentences for the user; ``gone`` is what a deletion has taken so far; ``not_done``
    counts the items that were not tried or not finished when the job was stopped or ended early.
    """

    state: JobState
    done: int
    skipped: int
    bytes: int
    failures: tuple[ItemFailure, ...] = ()
    checks: Mapping[Check, int] = field(default_factory=dict)
    renamed: Mapping[str, Path] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    not_done: int = 0
    gone: Contents = Contents()
