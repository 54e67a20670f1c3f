"""One connection to an object store: everything the other rooms may ask of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Page
from jos_tui.core.errors import NotAllowed, NotSupported
from jos_tui.core.location import Location
from jos_tui.profiles.profile import Profile
from jos_tui.store import buckets, listing, reading
from jos_tui.store.capabilities import Ability, Capabilities
from jos_tui.store.depth import Depth
from jos_tui.store.marker_pages import BEGINNING, Mark
from jos_tui.store.reading import ObjectStat
from jos_tui.store.request import Body, Timeouts
from jos_tui.store.tools import Tools

if TYPE_CHECKING:
    from jos_tui.store.copying import Original
    from jos_tui.store.deleting import Doomed, KeyFailure
    from jos_tui.store.uploads import OpenUpload, StoredPart
    from jos_tui.store.versioning import Versioning
    from jos_tui.store.versions import Version

__all__ = ["ObjectStat", "Store", "Timeouts", "connect"]

_TIMEOUTS = Timeouts()
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Store:
    """A connection to the preferred endpoint of a profile.

    All methods block and may be called from any thread. They raise StoreError and its subclasses,
    and Cancelled when ``cancel`` is set before they are done: what a cancelled call was about may
    have happened or not. Whether something can be repeated safely, and how often that is tried,
    is decided in here. Secrets never show in what is raised.
    """

    def __init__(self, profile: Profile, timeouts: Timeouts = _TIMEOUTS) -> None:
        self.profile = profile
        self._timeouts = timeouts
        self._lock = threading.Lock()
        self._tools: Tools | None = None
        self.capabilities = Capabilities()

    @property
    def denied(self) -> NotAllowed | None:
        """The refusal of what these keys asked for last, None where that was answered. No I/O."""
        return self._tools.client.denied if self._tools is not None else None

    def buckets(self, cancel: CancelToken) -> list[Entry]:
        """Return the buckets these keys may list, by name. NotAllowed is a normal answer."""
        return buckets.buckets(self._use().client, cancel)

    def pages(
        self,
        location: Location,
        depth: Depth,
        cancel: CancelToken,
        *,
        start_after: str = "",
        page_size: int = 1000,
    ) -> Iterator[Page]:
        """Yield the listing of a location page by page, as each arrives.

        For a TREE listing ``location.prefix`` may be any string, not only one ending in ``/``. An
        object whose key is the prefix itself, as some programs leave for a folder, is a row too.
        """
        client = self._use().client
        yield from listing.pages(
            client, location, depth, cancel, start_after=start_after, page_size=page_size
        )

    def stat(
        self, bucket: str, key: str, cancel: CancelToken, *, version_id: str = ""
    ) -> ObjectStat:
        """Return size, ETag, time, type and metadata of an object. NotFound if there is none.

        ``version_id`` is one that :meth:`versions` has listed, "" for the newest.
        """
        return reading.stat(self._use().client, bucket, key, cancel, version_id)

    def read(
        self,
        bucket: str,
        key: str,
        cancel: CancelToken,
        *,
        offset: int = 0,
        length: int | None = None,
        if_match: str = "",
        version_id: str = "",
        chunk_size: int = reading.CHUNK,
    ) -> Iterator[bytes]:
        """Yield the object's bytes as stored (never decompressed), at most ``chunk_size`` each.

        Fewer than ``length`` bytes come only where the object ends. Closing the iterator early
        closes the connection. Ends only after exactly the expected number of bytes, otherwise
        raises. ChangedMeanwhile when the ETag is not ``if_match`` (any longer).
        ``version_id`` is one that :meth:`versions` has listed, "" for the newest; where a store
        does not say which version it sends, only ``if_match`` tells them apart.
        """
        client = self._use().client
        yield from reading.read(
            client,
            bucket,
            key,
            cancel,
            offset=offset,
            length=length,
            if_match=if_match,
            version_id=version_id,
            chunk_size=chunk_size,
        )

    def put(
        self,
        bucket: str,
        key: str,
        body: Body,
        cancel: CancelToken,
        *,
        content_type: str = "",
        said: Mapping[str, str] = _NOTHING,
        md5: bytes = b"",
    ) -> str:
        """Store a whole object and return its ETag. IntegrityError if other bytes were kept.

        ``said`` is what else is said of it, as :meth:`described` returns it; ``md5`` the digest
        of its bytes where that is known, so that it need not be computed again.
        """
        said = _said(content_type, said)
        return self._use().writer.put(bucket, key, body, cancel, said, md5)

    def start_upload(
        self,
        bucket: str,
        key: str,
        cancel: CancelToken,
        *,
        content_type: str = "",
        said: Mapping[str, str] = _NOTHING,
    ) -> str:
        """Begin a multipart upload and return its id. ``said`` as with :meth:`put`."""
        said = _said(content_type, said)
        return self._use().writer.start_upload(bucket, key, cancel, said)

    def try_comparing(self, bucket: str, key: str, size: int, cancel: CancelToken) -> None:
        """Find out whether the store compares parts with what was signed, if that is worth it.

        To be called before ``size`` bytes are sent to this key in parts. It is tried over http
        alone, and once a day for a bucket that gets much; what was learned changes what
        :meth:`put_part` sends. StoreError if an upload of this key may have been left behind; if
        these keys may not drop it, it is not tried again.
        """
        from jos_tui.store.trial import refuses_damage, signs_bodies

        comparing = self.capabilities.comparing
        if not (signs_bodies(self.profile) and comparing.is_worth_trying(bucket, size)):
            return
        tools = self._use()
        try:
            if refuses_damage(tools.client, tools.writer, bucket, key, cancel):
                comparing.learned(bucket)
        except NotAllowed:
            comparing.give_up(bucket)
            raise

    def put_part(
        self, bucket: str, key: str, upload_id: str, number: int, body: Body, cancel: CancelToken
    ) -> str:
        """Send part ``number`` (1…10,000) and return its ETag."""
        return self._use().writer.put_part(bucket, key, upload_id, number, body, cancel)

    def complete_upload(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        etags: Sequence[str],
        size: int,
        cancel: CancelToken,
    ) -> ObjectStat:
        """Assemble parts 1, 2, … of these ETags into an object of ``size`` bytes.

        Decided by a stat, whatever the answer was; returns that stat.
        """
        return self._use().writer.complete_upload(bucket, key, upload_id, etags, size, cancel)

    def abort_upload(self, bucket: str, key: str, upload_id: str) -> None:
        """Drop a multipart upload and its parts; an upload that is gone is fine."""
        from jos_tui.store.writing import abort_upload

        abort_upload(self._use().client, bucket, key, upload_id)

    def list_parts(
        self, bucket: str, key: str, upload_id: str, cancel: CancelToken
    ) -> Iterator[StoredPart]:
        """Yield the parts of an upload by number. NotFound if there is no such upload (any more).

        A store may forget parts of an upload, and does not tell what is in them but by an ETag.
        """
        from jos_tui.store import uploads

        yield from uploads.list_parts(self._use().client, bucket, key, upload_id, cancel)

    def list_uploads(self, bucket: str, prefix: str, cancel: CancelToken) -> Iterator[OpenUpload]:
        """Yield the unfinished uploads of keys with a prefix, also those of other programs.

        Not all stores know this, or list all uploads of one key. NotSupported or NotAStore where
        the store answers with something else.
        """
        from jos_tui.store import uploads

        with self.capabilities.learning(Ability.UPLOADS):
            yield from uploads.list_uploads(self._use().client, bucket, prefix, cancel)

    def versioning(self, bucket: str, cancel: CancelToken) -> Versioning:
        """Return whether a bucket keeps versions; NEVER where the store knows none."""
        from jos_tui.store.versioning import versioning

        return versioning(self._use().client, bucket, cancel)

    def keep_versions(self, bucket: str, cancel: CancelToken) -> None:
        """Let a bucket keep versions from now on. NotSupported where the store knows none."""
        from jos_tui.store.versioning import keep_versions

        keep_versions(self._use().client, bucket, cancel)

    def versions(
        self, location: Location, cancel: CancelToken, *, after: Mark = BEGINNING
    ) -> Iterator[list[Version]]:
        """Yield, page by page, all versions below a location, the newest of a key first.

        Only those behind ``after``: a key, and the id of one of its versions or "" for all of
        them. NotSupported where a store knows nothing of versions.
        """
        from jos_tui.store.versions import versions

        client = self._use().client
        with self.capabilities.learning(Ability.VERSIONS):
            yield from versions(client, location.bucket, location.prefix, cancel, after)

    def copy(self, original: Original, bucket: str, key: str, cancel: CancelToken) -> ObjectStat:
        """Let the store copy a whole object, and return what is there then.

        It has the size of the original, and its ETag where the store gives copies the same one.
        Up to 5 GiB; see :func:`jos_tui.store.copying.is_too_large` for stores that take less.
        ChangedMeanwhile if the original is not what was listed, NotSupported if the store does
        not copy, IntegrityError if it made something else.
        """
        return self._use().copier.copy(original, bucket, key, cancel)

    def copy_part(
        self,
        original: Original,
        bucket: str,
        key: str,
        upload_id: str,
        number: int,
        span: tuple[int, int],
        cancel: CancelToken,
    ) -> str:
        """Let the store make part ``number`` of an upload from bytes of an object.

        ``span`` is where they begin and end. Returns the ETag of the part. ChangedMeanwhile and
        NotSupported as :meth:`copy`; not every store heeds whether the original has changed.
        """
        return self._use().copier.copy_part(original, bucket, key, upload_id, number, span, cancel)

    def described(self, original: Original, cancel: CancelToken) -> Mapping[str, str]:
        """Return what is said of an object beside its bytes, for a copy of it.

        ChangedMeanwhile if it is not what was listed (any longer).
        """
        return self._use().copier.described(original, cancel)

    def tags(self, original: Original, cancel: CancelToken) -> Mapping[str, str]:
        """Return the tags of an object, {} where the store knows none, which is asked only once.

        NotAllowed where these keys may not read them.
        """
        from jos_tui.store.tagging import tags

        if self.capabilities.lacks(Ability.TAGS):
            return {}
        try:
            with self.capabilities.learning(Ability.TAGS):
                return tags(self._use().client, original, cancel)
        except NotSupported:
            return {}

    def set_tags(self, original: Original, wanted: Mapping[str, str], cancel: CancelToken) -> None:
        """Give an object these tags instead of those it has.

        NotSupported or NotAStore, and nothing is changed, where the store knows none: it might
        take them for the content of the object.
        """
        from jos_tui.store.tagging import set_tags

        set_tags(self._use().client, original, wanted, cancel)

    def delete(self, bucket: str, key: str, cancel: CancelToken) -> None:
        """Delete one object; a key that is not there is fine."""
        self._use().deleter.delete(bucket, key, cancel)

    def delete_many(
        self, bucket: str, keys: Sequence[str], cancel: CancelToken
    ) -> list[KeyFailure]:
        """Delete up to 1,000 keys, in one request where that is safe; return those that failed.

        Raises only what holds for all of them, such as Unreachable or NotAllowed.
        """
        from jos_tui.store.deleting import Doomed

        return self._use().deleter.delete_many(bucket, [Doomed(key) for key in keys], cancel)

    def delete_versions(
        self, bucket: str, versions: Sequence[Doomed], cancel: CancelToken
    ) -> list[KeyFailure]:
        """Delete up to 1,000 versions for good, like :meth:`delete_many`; one that is gone is fine.

        NotSupported, and nothing is deleted, where the store lists no versions: it would take no
        notice of their ids, and delete the objects.
        """
        return self._use().deleter.delete_versions(bucket, versions, cancel)

    def make_bucket(self, bucket: str, cancel: CancelToken) -> None:
        """Make a bucket. Conflict if the name is taken, or is none S3 allows."""
        buckets.make_bucket(self._use().client, bucket, self.profile.region, cancel)

    def remove_bucket(self, bucket: str, cancel: CancelToken) -> None:
        """Remove an empty bucket. Conflict if it is not empty."""
        buckets.remove_bucket(self._use().client, bucket, cancel)

    def close(self) -> None:
        """Drop the connections. Requests under way fail, and so do later ones."""
        with self._lock:
            if self._tools is not None:
                self._tools.client.close()

    def _use(self) -> Tools:
        with self._lock:
            if self._tools is None:
                # Takes with it minio and urllib3, which the first frame must not wait for.
                from jos_tui.store.client import Client

                client = Client(self.profile, self._timeouts)
                self._tools = Tools(client, self.capabilities)
            return self._tools


def _said(content_type: str, said: Mapping[str, str]) -> Mapping[str, str]:
    return {"content-type": content_type, **said} if content_type else said


def connect(profile: Profile, timeouts: Timeouts = _TIMEOUTS) -> Store:
    """Return the store of a profile, at its preferred endpoint. Does no I/O yet."""
    return Store(profile, timeouts)
