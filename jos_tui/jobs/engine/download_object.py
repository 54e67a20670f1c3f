"""What every download needs: the object it is about, and what it has to hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Self

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, ChangedMeanwhile, IntegrityError, JosError
from jos_tui.core.text import printable_name
from jos_tui.jobs.engine.part_file import PartFile
from jos_tui.jobs.engine.parts import MIB, MOST_PARTS
from jos_tui.jobs.engine.unnamed_file import UnnamedFile
from jos_tui.jobs.engine.verify import Digest, EtagKnowledge, Verdict, digest_for
from jos_tui.jobs.engine.work import Attempt
from jos_tui.jobs.item import Item
from jos_tui.jobs.local_disk import local_error
from jos_tui.jobs.model import Check, Conflict
from jos_tui.store.store import Store

Take = Callable[[int, CancelToken], None]
"""Called after so many bytes; returns when more may be fetched, raises Cancelled when stopped."""

PiecesOf = Callable[[int], Mapping[int, str]]
"""Which parts, numbered from 1, of the item of that id are safe on the disk."""

NewFile = PartFile | UnnamedFile
"""What an object is written to before it has its name."""

CHUNK = 4 * MIB
"""How many bytes are read at once. A stream holds about two of these in memory."""


LARGE_FROM = 32 * MIB
"""From this size on an object is fetched in parts."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How objects are cut for download. Sizes in bytes.

    ``most_streams`` is for one object; its rate is taken over ``measured_seconds`` at least.
    Parts are brought to the disk, and told to the journal, after ``sync_seconds`` at the latest.
    """

    large_from: int = LARGE_FROM
    part_size: int = 16 * MIB
    most_streams: int = 16
    measured_seconds: float = 0.25
    sync_seconds: float = 2.0

    def part_size_for(self, size: int) -> int:
        """Return the size of each part but the last: as usual, or for 10,000 parts at most."""
        return max(self.part_size, -(-size // (MOST_PARTS * MIB)) * MIB)


@dataclass(slots=True)
class RangeKnowledge:
    """Whether a store sends parts of objects, as far as it is known. Any thread."""

    are_served: bool = True


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """One version of an object; the ETag is "" where the store tells none.

    ``version_id`` is "" for what is there under the key, whatever that is.
    """

    bucket: str
    key: str
    size: int
    etag: str
    modified_ms: int
    version_id: str = ""

    @classmethod
    def of(cls, item: Item) -> Self:
        """Return the version that was planned."""
        about = (item.bucket, item.key, item.size, item.etag, item.modified_ms)
        return cls(*about, item.version_id)

    @property
    def name(self) -> str:
        """The key, safe to show."""
        return printable_name(self.key)

    def now(self, store: Store, cancel: CancelToken) -> ObjectVersion:
        """Return the version that the store has now; a version of a certain id never changes."""
        found = store.stat(self.bucket, self.key, cancel, version_id=self.version_id)
        if self.version_id and self.etag and found.etag != self.etag:
            raise self.has_changed()
        return replace(self, size=found.size, etag=found.etag, modified_ms=found.modified_ms)

    def digest(self, known: EtagKnowledge) -> Digest:
        """Return what can check its bytes."""
        return digest_for(self.etag, self.size, known)

    def has_changed(self) -> ChangedMeanwhile:
        """Return the error that says so."""
        return ChangedMeanwhile(
            f"{self.name} has changed meanwhile",
            "It is not the object that was listed",
            "Refresh, and download it again.",
        )


End = Callable[[Attempt, ObjectVersion, Check, str, str | None], None]
"""Ends an attempt whose file was to have the first name, and has the second one, or none."""


def end_saved(
    attempt: Attempt,
    version: ObjectVersion,  # noqa: ARG001
    check: Check,
    name: str,
    saved_as: str | None,
) -> None:
    """End an attempt whose file was to be called ``name`` and was saved as that, or not at all."""
    if saved_as is None:
        attempt.skipped()
    else:
        attempt.done(check, "" if saved_as == name else saved_as)


@dataclass(frozen=True, slots=True)
class Means:
    """What the downloads of one job share. May be used from any thread.

    ``end`` is called when an object was saved; it may raise JosError and OSError.
    """

    store: Store
    take: Take
    pieces_of: PiecesOf
    etags: EtagKnowledge
    cut: Cut = field(default_factory=Cut)
    ranges: RangeKnowledge = field(default_factory=RangeKnowledge)
    end: End = end_saved


@dataclass(frozen=True, slots=True)
class Destination:
    """The file an object is saved as; ``folder`` is a descriptor that others close."""

    folder: int
    name: str
    conflict: Conflict


@contextmanager
def ending(attempt: Attempt, path: str) -> Iterator[None]:
    """End an attempt with whatever is raised; ``path`` is the file it is about."""
    try:
        yield
    except Cancelled:
        attempt.handed_back()
        raise
    except JosError as exc:
        attempt.failed(exc)
    except OSError as exc:
        attempt.failed(local_error(exc, path))


def publish(part: NewFile, conflict: Conflict, version: ObjectVersion) -> str | None:
    """Give a complete file its name; return that, or None if it is taken and stays so.

    Raises OSError, and LocalError if another download has taken the file away.
    """
    part.finish(version.size, version.modified_ms)
    return part.publish(conflict, version.modified_ms)


def note_new_version(attempt: Attempt, version: ObjectVersion) -> None:
    """Say that a download began again because the object was replaced."""
    attempt.note(f"{version.name} changed meanwhile, so its download was started over.")


def checked(
    means: Means,
    version: ObjectVersion,
    digest: Digest,
    part: NewFile,
    attempt: Attempt,
    cancel: CancelToken,
) -> Check:
    """Return what the bytes in a file were compared with, after all of them went into ``digest``.

    Where they are not what the ETag says, the object is read once more. Raises IntegrityError if
    that gives other bytes.
    """
    verdict = digest.verdict()
    if verdict is Verdict.DIFFERS:
        verdict = _second_look(means, version, part, cancel)
        if verdict is Verdict.DIFFERS:
            means.etags.are_md5 = False
            attempt.note(
                "The ETags of this store are no MD5 sums, so only the sizes of files were compared."
            )
    return digest.check if verdict is Verdict.MATCHES else Check.SIZE


def _second_look(
    means: Means, version: ObjectVersion, part: NewFile, cancel: CancelToken
) -> Verdict:
    """Find out whether the bytes were damaged, or the ETag is no MD5 of them at all."""
    if version.now(means.store, cancel).etag != version.etag:
        raise version.has_changed()
    digest, position = version.digest(EtagKnowledge()), 0
    for chunk in means.store.read(
        version.bucket,
        version.key,
        cancel,
        if_match=version.etag,
        version_id=version.version_id,
        chunk_size=CHUNK,
    ):
        means.take(len(chunk), cancel)
        if chunk != part.read_at(position, len(chunk)):
            raise _damaged(version)
        digest.update(chunk)
        position += len(chunk)
    return digest.verdict()


def _damaged(version: ObjectVersion) -> IntegrityError:
    return IntegrityError(
        f"{version.name} was damaged on the way",
        "Reading it twice gave different bytes",
        "Download it again; if it happens again, the network or a disk is at fault.",
    )
