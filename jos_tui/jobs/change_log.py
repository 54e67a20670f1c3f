"""What was changed in stores from this account: a line for each change, only ever added to.

One file for each host and month, as homes are shared between hosts: JSON, one object a line. No
secrets, as there are none in what it is made from.
"""

from __future__ import annotations

import heapq
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from jos_tui.core.entry import Kind
from jos_tui.jobs.local_disk import local_error
from jos_tui.jobs.model import Change, Part

NO_JOB = 0
Record = dict[str, object]

_PREFIX = "changes-"
_SUFFIX = ".jsonl"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
_PRIVATE = 0o600
_json = json.JSONEncoder(separators=(",", ":")).encode
_FOLDER_PRIVATE = 0o700


class Deed(Enum):
    """What was done."""

    WRITTEN = "written"
    DELETED = "deleted"
    VERSION_DELETED = "version deleted"
    MARKER_DELETED = "marker deleted"
    BUCKET_MADE = "bucket made"
    BUCKET_REMOVED = "bucket removed"
    UPLOAD_DROPPED = "upload dropped"


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One change: of ``key`` in ``bucket`` at ``endpoint``, by a job or by none (0).

    ``time_ms`` is when it was written down, in milliseconds since 1970 UTC; ``size`` in bytes, -1
    where none is known, and ``etag`` are those of an object that was written. ``version`` is the
    id of the version that was deleted, or of the upload that was dropped; "" if none was named.
    """

    time_ms: int
    deed: Deed
    endpoint: str
    bucket: str
    key: str = ""
    size: int = -1
    etag: str = ""
    job: int = NO_JOB
    version: str = ""


class ChangeLog:
    """The log of one account. Thread-safe; several processes may add to it at a time."""

    def __init__(self, folder: Path, host: str, clock: Callable[[], float] = time.time) -> None:
        """``host`` is what files of this machine are named by."""
        self._folder = folder
        self._host = host
        self._clock = clock

    def add(self, changes: Sequence[Change], endpoint: str, job: int = NO_JOB) -> None:
        """Write changes down. Blocks on the disk. Raises LocalError."""
        self._append([_record(change) for change in changes], endpoint, job)

    def add_dropped(self, bucket: str, key: str, endpoint: str) -> None:
        """Write down that an unfinished upload was dropped. Blocks as ``add`` does."""
        record: Record = {"did": Deed.UPLOAD_DROPPED.value, "bucket": bucket, "key": key}
        self._append([record], endpoint, NO_JOB)

    def _append(self, records: Sequence[Record], endpoint: str, job: int) -> None:
        now = self._clock()
        common: Record = {"time": int(now * 1000), "at": endpoint} | ({"job": job} if job else {})
        lines = [f"{_json(common | each)}\n" for each in records]
        month = time.strftime("%Y-%m", time.gmtime(now))
        path = self._folder / f"{_PREFIX}{month}-{self._host}{_SUFFIX}"
        try:
            self._folder.mkdir(_FOLDER_PRIVATE, parents=True, exist_ok=True)
            descriptor = os.open(path, _NEW, _PRIVATE)
            with os.fdopen(descriptor, "ab", buffering=0) as file:
                # In one call, so that nothing of another process gets between, and behind an end
                # of line, as what a process that was killed has left may have none.
                file.write("".join(["\n", *lines]).encode("ascii"))
        except OSError as exc:
            raise local_error(exc, str(path)) from exc

    def __iter__(self) -> Iterator[LoggedChange]:
        """Yield what was changed from all hosts, the oldest first. Raises LocalError.

        What a process was killed at, or what is not understood, is passed over.
        """
        for month in sorted({_month(path) for path in self._files()}):
            of_hosts = [_changes_in(path) for path in self._files() if _month(path) == month]
            yield from heapq.merge(*of_hosts, key=lambda change: change.time_ms)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"{_PREFIX}*{_SUFFIX}"))


_DELETED = {
    Part.OBJECT: Deed.DELETED,
    Part.VERSION: Deed.VERSION_DELETED,
    Part.MARKER: Deed.MARKER_DELETED,
    Part.UPLOAD: Deed.UPLOAD_DROPPED,
}


def _month(path: Path) -> str:
    return path.name.removeprefix(_PREFIX)[: len("2026-11")]


def _record(change: Change) -> Record:
    record: Record = {"did": _deed(change).value}
    written = change.written
    name = written.key if written else change.deleted
    record |= {"bucket": change.bucket, "key": name} if change.bucket else {"bucket": name}
    if written and written.kind is Kind.OBJECT:
        record |= {"size": written.size, "etag": written.etag}
    return record | ({"version": change.part_id} if change.part_id else {})


def _deed(change: Change) -> Deed:
    if change.bucket:
        return Deed.WRITTEN if change.written else _DELETED[change.part]
    return Deed.BUCKET_MADE if change.written else Deed.BUCKET_REMOVED


def _changes_in(path: Path) -> Iterator[LoggedChange]:
    try:
        with path.open("rb") as file:
            for line in file:
                if (change := _parsed(line)) is not None:
                    yield change
    except OSError as exc:
        raise local_error(exc, str(path)) from exc


def _parsed(line: bytes) -> LoggedChange | None:
    try:
        record = json.loads(line)
        return LoggedChange(
            int(record["time"]),
            Deed(record["did"]),
            str(record["at"]),
            str(record["bucket"]),
            str(record.get("key", "")),
            int(record.get("size", -1)),
            str(record.get("etag", "")),
            int(record.get("job", NO_JOB)),
            str(record.get("version", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
