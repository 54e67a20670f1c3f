"""Doing copies and moves: by the store itself wherever it can, each object checked."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import partial

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import (
    Cancelled,
    JosError,
    NotSupported,
    StoreError,
)
from jos_tui.jobs.engine.copy_origin import ObjectOrigin, Way, is_copy, original_of
from jos_tui.jobs.engine.copy_tags import TagsUnread, keep_tags
from jos_tui.jobs.engine.move_source import remove_original, unsure
from jos_tui.jobs.engine.parts import GIB, MIB, MOST_PARTS, WHOLE_UP_TO
from jos_tui.jobs.engine.upload_large import LargeUpload, PartsRefused, UploadGone
from jos_tui.jobs.engine.upload_name import Unneeded
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.jobs.engine.work import Attempt, Lanes, Unit
from jos_tui.jobs.item import Item
from jos_tui.jobs.model import Change, Check, Conflict
from jos_tui.jobs.request import Originals
from jos_tui.store.capabilities import Ability
from jos_tui.store.copying import LARGEST_COPY, Original, is_too_large
from jos_tui.store.store import ObjectStat

_IN_PARTS_FROM = GIB  # so that it shows how far it is, and no answer takes minutes
_PART = 256 * MIB
_MOST_TRIES = 4  # in another way each
_NOT_ONTO_OWN_COPY = {Conflict.SKIP, Conflict.IF_NEWER}


class CopyWork:
    """Copies objects within a store. Any thread may call its methods.

    An original that is to GO is deleted once its copy was checked, and only if it is still what
    was copied. What was done before an interruption is found again by its ETag.
    """

    def __init__(self, tools: UploadTools, conflict: Conflict, originals: Originals) -> None:
        self._tools = tools
        self._conflict = conflict
        self._originals = originals
        self._lock = threading.Lock()
        self._parts_refused = False
        self._tags_unread = False
        self._largest = LARGEST_COPY
        self._unsure = 0

    @property
    def unsure(self) -> int:
        """How many copies of whole objects were under way when they were stopped."""
        return self._unsure

    def first_unit(self, attempt: Attempt, lanes: Lanes) -> Unit:
        """Return what copies an object, or begins to."""
        return partial(self._begin, attempt, lanes, 1)

    def undo(self, item: Item, pieces: Mapping[int, str], cancel: CancelToken) -> None:  # noqa: ARG002
        """Drop the multipart upload of an item, also one whose id was not recorded any more."""
        key = item.saved_as or item.key
        if item.upload_id:
            self._tools.store.abort_upload(item.bucket, key, item.upload_id)
        elif item.attempts and item.size > self._may_be_in_parts_from:
            self._tools.drop_leftovers(item.bucket, key, cancel)

    def close(self) -> None:
        """Do nothing: it holds nothing."""

    def _begin(self, attempt: Attempt, lanes: Lanes, tries: int, cancel: CancelToken) -> None:
        try:
            self._copy(attempt, lanes, tries, cancel)
        except Cancelled:
            raise
        except Unneeded:
            attempt.skipped()
        except JosError as exc:
            attempt.failed(exc)

    def _copy(self, attempt: Attempt, lanes: Lanes, tries: int, cancel: CancelToken) -> None:
        item = attempt.item
        earlier = self._copied_earlier(item, cancel)
        if earlier is not None:
            self._stored(attempt, cancel, item.saved_as or item.key, earlier)
        elif item.upload_id or self._goes_in_parts(item):
            self._copy_in_parts(attempt, lanes, tries, cancel)
        else:
            self._copy_whole(attempt, lanes, tries, cancel)

    def _copied_earlier(self, item: Item, cancel: CancelToken) -> ObjectStat | None:
        """Return the copy if an earlier attempt has made it."""
        if not (item.attempts or item.begun_etag):
            return None
        found = self._tools.names.find(item.bucket, item.saved_as or item.key, cancel)
        if found is None or found.size != item.size:
            return None
        if is_copy(found, item.size, item.etag) or is_copy(found, item.size, item.begun_etag):
            return found
        if item.upload_id or not self._tools.since_begun(found.modified_ms):
            return None
        if self._is_gone(item, cancel):
            return found  # the earlier attempt has even deleted the original
        if (item.conflict or self._conflict) in _NOT_ONTO_OWN_COPY:
            raise unsure(item)
        return None

    def _is_gone(self, item: Item, cancel: CancelToken) -> bool:
        if self._originals is Originals.STAY:
            return False
        return self._tools.names.find(item.from_bucket, item.from_key, cancel) is None

    @property
    def _in_parts_from(self) -> int:
        """Return the size above which objects are copied in parts, if the store does that."""
        return self._tools.part_size or _IN_PARTS_FROM

    @property
    def _may_be_in_parts_from(self) -> int:
        """Return the size above which an object may have been copied in parts earlier."""
        return min(WHOLE_UP_TO, self._in_parts_from, self._largest)

    def _goes_in_parts(self, item: Item) -> bool:
        if self._way is Way.US:
            return item.size > WHOLE_UP_TO
        if item.size > self._largest:
            return True
        return item.size > self._in_parts_from and not (self._parts_refused or self._tags_unread)

    @property
    def _way(self) -> Way:
        return Way.US if self._tools.store.capabilities.lacks(Ability.COPIES) else Way.STORE

    def _part_size_for(self, size: int) -> int:
        if self._tools.part_size or self._part_way is Way.US:
            return self._tools.part_size_for(size)
        return max(_PART, -(-size // (MOST_PARTS * MIB)) * MIB)

    @property
    def _part_way(self) -> Way:
        return Way.US if self._parts_refused else self._way

    def _copy_whole(self, attempt: Attempt, lanes: Lanes, tries: int, cancel: CancelToken) -> None:
        item, way = attempt.item, self._way
        origin = ObjectOrigin(self._tools, item, way)
        key = self._tools.names.look_if_long_ago(item, origin, cancel)
        if key != (item.saved_as or item.key):
            attempt.progress(saved_as=key)
        if way is Way.US:
            attempt.note(Ability.COPIES.value)
        try:
            found = origin.whole(item.bucket, key, cancel)
        except Cancelled:
            with self._lock:
                self._unsure += 1
            raise
        except StoreError as exc:
            if not self._another_way(item, way, exc) or tries == _MOST_TRIES:
                raise
            lanes.add(partial(self._begin, attempt, lanes, tries + 1))
            return
        attempt.moved(item.size)
        self._stored(attempt, cancel, key, found)

    def _another_way(self, item: Item, way: Way, error: StoreError) -> bool:
        """Whether there is one; learns what the store does not do."""
        if is_too_large(error):
            with self._lock:
                self._largest = min(self._largest, item.size - 1)
            return True
        return way is Way.STORE and isinstance(error, NotSupported) and self._way is Way.US

    def _copy_in_parts(
        self, attempt: Attempt, lanes: Lanes, tries: int, cancel: CancelToken
    ) -> None:
        way = self._part_way
        if way is Way.US:
            attempt.note(Ability.COPIES.value)
        copy = LargeUpload(
            self._tools,
            attempt,
            lanes,
            ObjectOrigin(self._tools, attempt.item, way),
            part_size_for=self._part_size_for,
            on_end=lambda: None,
            on_stored=partial(self._stored_in_parts, attempt, cancel),
            on_again=partial(self._again, attempt, lanes, tries, way),
        )
        copy.begin(cancel)

    def _stored_in_parts(
        self, attempt: Attempt, cancel: CancelToken, key: str, found: ObjectStat, check: Check
    ) -> None:
        try:
            self._stored(attempt, cancel, key, found, check)
        except Cancelled:
            raise
        except JosError as exc:
            attempt.failed(exc)

    def _again(self, attempt: Attempt, lanes: Lanes, tries: int, way: Way, error: JosError) -> None:
        whole_will_do = way is Way.STORE and attempt.item.size <= self._largest
        if tries == _MOST_TRIES or (isinstance(error, TagsUnread) and not whole_will_do):
            attempt.failed(error)
            return
        if isinstance(error, TagsUnread):
            self._tags_unread = True
        elif isinstance(error, PartsRefused):
            self._parts_refused = True
        elif isinstance(error, UploadGone):
            attempt.note(f"{error.title}, so it was copied again from the beginning.")
        lanes.add(partial(self._begin, attempt, lanes, tries + 1))

    def _stored(
        self,
        attempt: Attempt,
        cancel: CancelToken,
        key: str,
        found: ObjectStat,
        check: Check = Check.SIZE,
    ) -> None:
        """Tell of a copy, and let its original go."""
        item = attempt.item
        if item.size > self._may_be_in_parts_from and not self._tags_unread:
            made = Original(item.bucket, key, found.size)
            keep_tags(self._tools.store, original_of(item), made, cancel)
        written = Entry(key, Kind.OBJECT, found.size, found.modified_ms, found.etag)
        self._tools.tell([Change(item.bucket, written=written)])
        if is_copy(found, item.size, item.etag):
            check = Check.ETAG
        if self._originals is Originals.GO:
            saved_as = key if key != item.key else ""
            # There is no upload any more, but a copy, which is known again by its ETag.
            attempt.progress(begins_anew=True, etag=found.etag, saved_as=saved_as)
            if remove_original(self._tools.store, item, key, cancel):
                self._tools.tell([Change(item.from_bucket, deleted=item.from_key)])
        attempt.done(check, saved_as=key if key != item.key else "")
