"""Fetching an object in one go: one request, one file, one thread."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ChangedMeanwhile, NotSupported
from jos_tui.jobs.engine.download_object import (
    CHUNK,
    Destination,
    Means,
    NewFile,
    ObjectVersion,
    checked,
    note_new_version,
    publish,
)
from jos_tui.jobs.engine.part_file import PartFile
from jos_tui.jobs.engine.unnamed_file import UnnamedFile
from jos_tui.jobs.engine.work import Attempt
from jos_tui.jobs.model import Check

_TRIES = 3


def download_small(means: Means, attempt: Attempt, to: Destination, cancel: CancelToken) -> None:
    """Fetch, check and save the object of an attempt, and end that.

    One that was replaced since it was listed is fetched anew, once. Raises JosError, OSError.
    """
    version = ObjectVersion.of(attempt.item)
    try:
        _fetch(means, version, attempt, to, cancel)
    except ChangedMeanwhile:
        version = version.now(means.store, cancel)
        note_new_version(attempt, version)
        _fetch(means, version, attempt, to, cancel)


def _fetch(
    means: Means, version: ObjectVersion, attempt: Attempt, to: Destination, cancel: CancelToken
) -> None:
    for failures in range(_TRIES):
        part = _begun(attempt, to)
        try:
            check = _receive(means, version, part, attempt, cancel)
            saved_as = publish(part, to.conflict, version)
            means.end(attempt, version, check, to.name, saved_as)
        except NotSupported:
            # The line broke, and the store does not send the rest of an object.
            if failures == _TRIES - 1:
                raise
        else:
            return
        finally:
            part.discard()


def _begun(attempt: Attempt, to: Destination) -> NewFile:
    """Make the file: without a name, but where an earlier attempt may have left a named one."""
    item = attempt.item
    begun = item.attempts > 0 or bool(item.begun_etag)
    unnamed = None if begun else UnnamedFile.begin(to.folder, to.name)
    return unnamed or PartFile.begin(to.folder, to.name)


def _receive(
    means: Means, version: ObjectVersion, part: NewFile, attempt: Attempt, cancel: CancelToken
) -> Check:
    digest, received = version.digest(means.etags), 0
    try:
        for chunk in means.store.read(
            version.bucket,
            version.key,
            cancel,
            if_match=version.etag,
            version_id=version.version_id,
            chunk_size=CHUNK,
        ):
            part.write_at(received, chunk)
            digest.update(chunk)
            received += len(chunk)
            attempt.moved(len(chunk))
            means.take(len(chunk), cancel)
        if received != version.size:
            raise version.has_changed()
        return checked(means, version, digest, part, attempt, cancel)
    except BaseException:
        attempt.moved(-received)
        raise
