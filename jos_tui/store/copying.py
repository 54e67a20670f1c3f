"""Copying objects within a store, by the store itself: whole, or large ones part by part.

What a store says of a copy is not believed without a look at what it made: some ignore the
conditions or the version they are given (rclone), and some the copy itself, so that the request
becomes one that stores nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree.ElementTree import Element

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    ChangedMeanwhile,
    IntegrityError,
    NoSuchBucket,
    NotFound,
    NotSupported,
    ServerTrouble,
    StoreError,
    Unreachable,
)
from jos_tui.store import headers
from jos_tui.store.capabilities import Ability, Capabilities
from jos_tui.store.headers import bare_etag
from jos_tui.store.reading import ObjectStat, stat
from jos_tui.store.request import Pace, Request, object_request
from jos_tui.store.xml import ms_of, parse, text_of

if TYPE_CHECKING:
    from jos_tui.store.client import Client

LARGEST_COPY = 5 << 30
"""How many bytes S3 copies in one request."""

_SAID_OF_OBJECTS = (
    "content-type",
    "content-encoding",
    "content-language",
    "content-disposition",
    "cache-control",
    "expires",
)
_META = "x-amz-meta-"
_NO_VERSIONING = "null"


@dataclass(frozen=True, slots=True)
class Original:
    """What is to be copied, as it was listed.

    ``size`` in bytes, ``etag`` "" if it is not known; ``version_id`` "" is the newest version.
    """

    bucket: str
    key: str
    size: int
    etag: str = ""
    version_id: str = ""

    @property
    def uri(self) -> str:
        """Where it is."""
        return f"s3://{self.bucket}/{self.key}"


class Copier:
    """Copies through one client; takes note if the store does not copy. Any thread."""

    def __init__(self, client: Client, capabilities: Capabilities) -> None:
        self._client = client
        self._capabilities = capabilities

    def copy(self, original: Original, bucket: str, key: str, cancel: CancelToken) -> ObjectStat:
        """Copy a whole object with all that is said of it, and return what is there then.

        That has the size of the original, and the ETag or another one that proves nothing. When
        all answers are lost, what counts is whether it has the ETag. ChangedMeanwhile if the
        original is not what was listed, NotSupported if the store does not copy, IntegrityError
        if it made something else of it.
        """
        if self._capabilities.lacks(Ability.COPIES):
            raise _does_not_copy()
        if original.version_id or not original.etag:
            original = replace(original, etag=self._looked_at(original, cancel)[0].etag)
        request = object_request(
            "PUT",
            bucket,
            key,
            headers=_source(original) | {"x-amz-metadata-directive": "COPY"},
            root="CopyObjectResult",
            pace=Pace.SLOW,
        )
        try:
            answer = self._asked(original, request, cancel)
        except (Unreachable, ServerTrouble):
            found = self._found(original, bucket, key, cancel)
            if found is None:
                raise
            return found
        except NotSupported:
            self._capabilities.lacking(Ability.COPIES)
            raise
        etag, modified_ms = (
            bare_etag(text_of(answer, "ETag")),
            ms_of(text_of(answer, "LastModified")),
        )
        if etag and etag == original.etag and modified_ms:
            return ObjectStat(key, original.size, etag, modified_ms)
        return self._compared(original, bucket, key, cancel)

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
        """Make a part of an upload from bytes of an object, ``span`` from and up to, and return
        its ETag. NotSupported if the store does not do that.
        """
        start, end = span
        request = object_request(
            "PUT",
            bucket,
            key,
            query={"partNumber": str(number), "uploadId": upload_id},
            headers=_source(original) | {"x-amz-copy-source-range": f"bytes={start}-{end - 1}"},
            root="CopyPartResult",
            pace=Pace.SLOW,
        )
        etag = bare_etag(text_of(self._asked(original, request, cancel), "ETag"))
        if not etag:
            raise ServerTrouble("The store copied a part but did not confirm it")
        return etag

    def described(self, original: Original, cancel: CancelToken) -> dict[str, str]:
        """Return what is said of an object, as the headers that say the same of another one.

        ChangedMeanwhile if it is not (any longer) what was listed.
        """
        return self._looked_at(original, cancel)[1]

    def _looked_at(
        self, original: Original, cancel: CancelToken
    ) -> tuple[ObjectStat, dict[str, str]]:
        size, fields = self._head(original, cancel)
        etag = headers.etag(fields)
        version_id = fields.get("x-amz-version-id", "")
        if original.version_id not in {"", version_id, _NO_VERSIONING}:
            raise NotSupported(
                "The store does not give out older versions",
                f"Asked for one of {original.uri}, it answers with another",
            )
        resized = size not in {None, original.size}
        if resized or (original.etag and etag != original.etag):
            raise _changed(original)
        found = ObjectStat(original.key, original.size, etag, headers.modified_ms(fields))
        return found, _kept(fields)

    def _head(
        self, original: Original, cancel: CancelToken
    ) -> tuple[int | None, Mapping[str, str]]:
        """Return size and headers. A refused HEAD has no reason; the first byte is asked for."""
        query = {"versionId": original.version_id} if original.version_id else {}
        bucket, key = original.bucket, original.key
        try:
            fields = self._client.execute(
                object_request("HEAD", bucket, key, query=query), cancel
            ).headers
            return headers.content_length(fields), fields
        except StoreError as error:
            if error.status not in {400, 401, 403}:
                raise
        wanted = {"Range": "bytes=0-0"}
        request = object_request("GET", bucket, key, query=query, headers=wanted)
        with self._client.stream(request, cancel) as stream:
            partial = headers.content_range(stream.headers)
            size = partial.total if partial else headers.content_length(stream.headers)
            return size, stream.headers

    def _asked(self, original: Original, request: Request, cancel: CancelToken) -> Element:
        """Return the answer to a request to copy. An empty one is that of a store that does not."""
        try:
            answer = self._client.execute(replace(request, root=""), cancel)
            if not answer.body.strip():
                raise _does_not_copy()
            if f"<{request.root}".encode() not in answer.body:
                answer = self._client.execute(request, cancel)  # an error inside is tried again
        except StoreError as error:
            raise _about_original(error, original, request) from None
        return parse(answer.body)

    def _found(
        self, original: Original, bucket: str, key: str, cancel: CancelToken
    ) -> ObjectStat | None:
        """Return what is there if its ETag says that it is a copy."""
        try:
            found = stat(self._client, bucket, key, cancel)
        except StoreError:
            return None
        alike = found.size == original.size and found.etag and found.etag == original.etag
        return found if alike else None

    def _compared(
        self, original: Original, bucket: str, key: str, cancel: CancelToken
    ) -> ObjectStat:
        found = stat(self._client, bucket, key, cancel)
        if found.etag != original.etag or found.size != original.size:
            self._looked_at(original, cancel)
        if found.size != original.size:
            raise IntegrityError(
                "The store has made something else than a copy",
                f"{original.uri} has {original.size:,} bytes, what it made has {found.size:,}",
                "Copy it again.",
            )
        return found


def is_too_large(error: StoreError) -> bool:
    """Whether a copy was refused because an object is too large for one request."""
    words = error.reason.lower()
    too_large = "larger than" in words or "maximum allowable size" in words
    return error.code == "EntityTooLarge" or (error.code == "InvalidRequest" and too_large)


def _source(original: Original) -> dict[str, str]:
    """Return the headers that name an object as what is copied.

    Its key is encoded but for the slashes; a question mark would begin the version.
    """
    try:
        name = f"/{original.bucket}/{quote(original.key, safe='/')}"
    except UnicodeError:
        raise StoreError(
            "This name cannot be sent to the store", "It is not valid Unicode", "Rename it."
        ) from None
    if original.version_id:
        name += f"?versionId={quote(original.version_id, safe='')}"
    if_match = {"x-amz-copy-source-if-match": f'"{original.etag}"'} if original.etag else {}
    return {"x-amz-copy-source": name} | if_match


def _kept(fields: Mapping[str, str]) -> dict[str, str]:
    kept = {name: fields[name] for name in _SAID_OF_OBJECTS if fields.get(name)}
    return kept | {_META + name: value for name, value in headers.metadata(fields).items()}


def _about_original(error: StoreError, original: Original, request: Request) -> StoreError:
    """Return a refusal in words about what was to be copied, where it is about that."""
    if isinstance(error, ChangedMeanwhile):
        return _changed(original)
    if isinstance(error, NoSuchBucket) and original.bucket != request.bucket:
        return NoSuchBucket(
            f"There is no bucket named {original.bucket}, or none named {request.bucket}",
            error.reason,
            error.next_step,
            code=error.code,
            status=error.status,
        )
    if isinstance(error, NotFound) and error.code in {"NoSuchKey", "NoSuchVersion"}:
        reason = f"{original.uri} does not exist, or no longer"
        return NotFound(error.title, reason, code=error.code, status=error.status)
    return error


def _changed(original: Original) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        "The object has changed meanwhile",
        f"{original.uri} is not the one that was listed",
        "Refresh and copy it again.",
    )


def _does_not_copy() -> NotSupported:
    return NotSupported(
        "The store does not copy objects by itself", "It takes the request for another one"
    )
