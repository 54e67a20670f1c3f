"""Fetching a large object: part by part, from where it was left, with as many streams as pay."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, suppress

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    Cancelled,
    ChangedMeanwhile,
    IntegrityError,
    NotFound,
    NotSupported,
)
from jos_tui.jobs.engine.download_follower import Follower
from jos_tui.jobs.engine.download_object import (
    Destination,
    Means,
    ObjectVersion,
    checked,
    ending,
    note_new_version,
    publish,
)
from jos_tui.jobs.engine.download_round import Round
from jos_tui.jobs.engine.part_file import PartFile
from jos_tui.jobs.engine.work import Attempt, Lanes

_WHOLE_TRIES = 3

Place = Callable[[], AbstractContextManager[Destination]]


class LargeDownload:
    """The download of one large object, over one or more rounds.

    What is on the disk survives a stop and most failures: the temporary file stays, and the parts
    in it are in the journal with the ETag they are of and the token of the file (``upload_id``).
    """

    def __init__(
        self, means: Means, attempt: Attempt, lanes: Lanes, place: Place, path: str
    ) -> None:
        """Do no I/O yet. ``place`` opens where the file goes, ``path`` is its name in errors."""
        self._means, self._attempt, self._lanes = means, attempt, lanes
        self._place, self._path = place, path
        self._was_replaced = False
        self._whole_tries = 0

    def begin(self, to: Destination, cancel: CancelToken) -> None:
        """Open the file, the one from before if there is one. Raises JosError and OSError."""
        item = self._attempt.item
        version = ObjectVersion.of(item)
        if not version.etag or item.begun_etag not in {"", version.etag}:
            version = version.now(self._means.store, cancel)
        if item.begun_etag and item.begun_etag != version.etag:
            self._was_replaced = True
            note_new_version(self._attempt, version)
        self._conflict = to.conflict
        self._round = self._continued(to, version) or self._fresh_round(to, version)

    def fetch(self, cancel: CancelToken) -> None:
        """Be one of the streams; whoever is the last to go ends the attempt.

        Raises Cancelled when stopped.
        """
        while self._round.fetch(self._lanes, self.fetch, cancel):
            with ending(self._attempt, self._path):
                if self._is_over(self._round, cancel):
                    return
        cancel.raise_if_cancelled()

    def _is_over(self, round_: Round, cancel: CancelToken) -> bool:
        """Take a round to its end; False means that another one has to follow."""
        try:
            self._save(round_, cancel)
        except ChangedMeanwhile:
            self._abandon(round_)
            if self._was_replaced:
                raise
            with self._place() as to:
                self._round = self._fresh_round(to, self._new_version(round_.version, cancel))
            return False
        except NotSupported:
            self._abandon(round_)
            self._means.ranges.are_served = False
            self._whole_tries += 1
            if self._whole_tries > _WHOLE_TRIES:
                raise
            with self._place() as to:
                self._round = self._fresh_round(to, round_.version)
            return False
        except (IntegrityError, NotFound):
            self._abandon(round_)
            raise
        except BaseException:
            _leave(round_)
            raise
        return True

    def _continued(self, to: Destination, version: ObjectVersion) -> Round | None:
        item = self._attempt.item
        if not item.begun_etag or item.begun_etag != version.etag or item.part_size <= 0:
            return None
        part = PartFile.go_on(to.folder, to.name, version.size, item.upload_id)
        if part is None:
            return None
        pieces = self._means.pieces_of(item.id)
        return self._round_with(part, version, item.part_size, pieces)

    def _fresh_round(self, to: Destination, version: ObjectVersion) -> Round:
        token, part_size = secrets.token_hex(16), self._means.cut.part_size_for(version.size)
        part = PartFile.begin(to.folder, to.name)
        try:
            part.reserve(version.size, token)
        except BaseException:
            part.discard()
            raise
        self._attempt.progress(
            upload_id=token, part_size=part_size, etag=version.etag, begins_anew=True
        )
        return self._round_with(part, version, part_size, {})

    def _round_with(
        self,
        part: PartFile,
        version: ObjectVersion,
        part_size: int,
        pieces: Mapping[int, str],
    ) -> Round:
        def secured(numbers: Collection[int]) -> None:
            self._attempt.progress(pieces=dict.fromkeys(numbers, ""))

        digest, seconds = version.digest(self._means.etags), self._means.cut.sync_seconds
        follower = Follower(part, version.size, part_size, pieces, digest, secured, seconds)
        return Round(self._means, self._attempt, version, part, follower, part_size, pieces)

    def _new_version(self, version: ObjectVersion, cancel: CancelToken) -> ObjectVersion:
        self._was_replaced = True
        found = version.now(self._means.store, cancel)
        note_new_version(self._attempt, found)
        return found

    def _save(self, round_: Round, cancel: CancelToken) -> None:
        if round_.stopped:
            raise Cancelled
        if round_.failure is not None:
            raise round_.failure
        round_.follower.finish()
        version, part, digest = round_.version, round_.part, round_.follower.digest
        check = checked(self._means, version, digest, part, self._attempt, cancel)
        try:
            saved_as = publish(part, self._conflict, version)
        finally:
            part.discard()
        self._sync_folder()
        self._means.end(self._attempt, version, check, part.name, saved_as)

    def _sync_folder(self) -> None:
        """Bring the new name to the disk, before the journal forgets how to go on."""
        with suppress(OSError), self._place() as to:  # not every file system can
            os.fsync(to.folder)

    def _abandon(self, round_: Round) -> None:
        with suppress(OSError):
            round_.follower.stop()
        round_.part.discard()
        self._attempt.moved(-round_.moved)
        self._attempt.kept(-round_.kept)
        self._attempt.progress(begins_anew=True)


def _leave(round_: Round) -> None:
    """Keep the file for another attempt, if there is something in it."""
    try:
        round_.follower.stop()
    finally:
        if not round_.has_parts:
            round_.part.discard()
        round_.part.keep()
