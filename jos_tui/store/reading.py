"""Looking at objects: what a HEAD says, and their bytes exactly as they are stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ChangedMeanwhile, NotAStore, NotSupported, StoreError, Unreachable
from jos_tui.store import headers
from jos_tui.store.request import object_request

if TYPE_CHECKING:
    from jos_tui.store.client import Client, Stream
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ObjectStat:
    """What a HEAD says of one object. ``metadata`` holds the user's own, without ``x-amz-meta-``.

    ``modified_ms`` is in milliseconds since 1970 UTC, 0 if unknown; ``etag`` has no quotes.
    ``hides_md5`` is whether the store says that it encrypts the object in a way in which the ETag
    is no MD5, although it may look like one.
    """

    key: str
    size: int
    etag: str
    modified_ms: int
    content_type: str = ""
    content_encoding: str = ""
    version_id: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    hides_md5: bool = False


def stat(
    client: Client, bucket: str, key: str, cancel: CancelToken, version_id: str = ""
) -> ObjectStat:
    """Return what a HEAD says, of one version where ``version_id`` is given.

    A refused HEAD has no body and so no reason; then the first byte is asked for, which has one.
    """
    query = _query(version_id)
    try:
        answer = client.execute(object_request("HEAD", bucket, key, query=query), cancel)
    except StoreError as error:
        if error.status not in {400, 401, 403}:
            raise
        return _stat_by_get(client, bucket, key, cancel, version_id)
    size = headers.content_length(answer.headers)
    if size is None:
        return _stat_by_get(client, bucket, key, cancel, version_id)
    _check_version(answer.headers, version_id)
    return _stat(key, size, answer.headers)


def _stat_by_get(
    client: Client, bucket: str, key: str, cancel: CancelToken, version_id: str
) -> ObjectStat:
    first = {"Range": "bytes=0-0"}
    request = object_request("GET", bucket, key, query=_query(version_id), headers=first)
    with client.stream(request, cancel) as stream:
        _check_version(stream.headers, version_id)
        partial = headers.content_range(stream.headers)
        size = partial.total if partial else headers.content_length(stream.headers)
        if size is None:
            raise NotSupported("The store does not tell how large the object is")
        return _stat(key, size, stream.headers)


def _query(version_id: str) -> dict[str, str]:
    return {"versionId": version_id} if version_id else {}


def _check_version(fields: Mapping[str, str], version_id: str) -> None:
    """Raise NotSupported where a store says that it sends another version than was asked for."""
    sent = fields.get("x-amz-version-id", "")
    if version_id and sent and sent != version_id:
        raise NotSupported(
            "The store sends another version than was asked for",
            f"It was asked for {version_id} and sends {sent}",
        )


def _stat(key: str, size: int, fields: Mapping[str, str]) -> ObjectStat:
    _check_is_object(fields)
    return ObjectStat(
        key=key,
        size=size,
        etag=headers.etag(fields),
        modified_ms=headers.modified_ms(fields),
        content_type=fields.get("content-type", ""),
        content_encoding=fields.get("content-encoding", ""),
        version_id=fields.get("x-amz-version-id", ""),
        metadata=headers.metadata(fields),
        hides_md5=headers.hides_md5(fields),
    )


def _check_is_object(fields: Mapping[str, str]) -> None:
    """Raise NotAStore for what cannot be an object.

    The page of a login portal, say, or the listing of the bucket that some servers send for a key
    of nothing but slashes.
    """
    if not {"etag", "last-modified"} & {name.lower() for name in fields}:
        raise NotAStore(
            "What came back is not the object",
            "It has neither an ETag nor a time: maybe a login page, a proxy, a listing",
            "Check the address and the port of the store.",
        )


def read(
    client: Client,
    bucket: str,
    key: str,
    cancel: CancelToken,
    *,
    offset: int = 0,
    length: int | None = None,
    if_match: str = "",
    version_id: str = "",
    chunk_size: int = CHUNK,
) -> Iterator[bytes]:
    """Yield the bytes from ``offset`` on. A broken line is taken up again where it broke.

    That takes an ETag, so that the pieces are of one version of the object; a line that breaks
    again and again without a whole chunk in between is given up after the usual number of tries.
    """
    end = None if length is None else offset + length
    span = _Span(bucket, key, version_id, offset, end, if_match)
    failures = 0
    while not span.complete:
        before, span.flows = span.position, False
        try:
            yield from _read_once(client, span, chunk_size, cancel)
        except Unreachable:
            failures = 1 if span.position - before >= chunk_size else failures + 1
            if not (span.flows and span.etag) or failures >= client.timeouts.tries:
                raise
            client.rest(client.timeouts.pause(failures), cancel)


@dataclass(slots=True)
class _Span:
    """What is left of a read: from ``position`` to ``end``, which is None until it is known.

    ``flows`` is whether an answer to the last request has begun.
    """

    bucket: str
    key: str
    version_id: str
    position: int
    end: int | None
    etag: str
    flows: bool = False

    @property
    def complete(self) -> bool:
        return self.end is not None and self.position >= self.end

    def headers(self) -> dict[str, str]:
        wanted = {"If-Match": f'"{self.etag}"'} if self.etag else {}
        if self.position or self.end is not None:
            last = "" if self.end is None else self.end - 1
            wanted["Range"] = f"bytes={self.position}-{last}"
        return wanted

    def shorten(self, size: int) -> None:
        """Take note of the size of the object."""
        self.end = size if self.end is None else min(self.end, size)

    def check_etag(self, etag: str) -> None:
        """Raise ChangedMeanwhile if this is another object: not every store heeds If-Match."""
        if self.etag and etag and etag != self.etag:
            raise ChangedMeanwhile(
                "The object has changed meanwhile",
                f"s3://{self.bucket}/{self.key} is not the one that was listed",
                "Refresh and try again.",
            )
        self.etag = self.etag or etag


def _read_once(
    client: Client, span: _Span, chunk_size: int, cancel: CancelToken
) -> Iterator[bytes]:
    query = _query(span.version_id)
    request = object_request("GET", span.bucket, span.key, query=query, headers=span.headers())
    try:
        with client.stream(request, cancel) as stream:
            _agree(client, span, stream, cancel)
            span.flows = True
            while not span.complete:
                assert span.end is not None
                data = stream.read(min(chunk_size, span.end - span.position))
                if not data:
                    raise Unreachable(
                        "The answer broke off",
                        f"{span.end - span.position:,} bytes of {span.key} are missing",
                        "Try again.",
                    )
                span.position += len(data)
                yield data
    except StoreError as error:
        if error.status != 416:
            raise
        _accept_nothing(client, span, cancel)


def _agree(client: Client, span: _Span, stream: Stream, cancel: CancelToken) -> None:
    """Check that the answer is what was asked for, and learn where it ends."""
    _check_is_object(stream.headers)
    _check_version(stream.headers, span.version_id)
    span.check_etag(headers.etag(stream.headers))
    partial = headers.content_range(stream.headers)
    if partial is not None:  # whatever the status: rclone says 200
        if partial.start != span.position:
            raise NotSupported("The store sends another part of the object than was asked for")
        span.shorten(partial.end if partial.total is None else partial.total)
        return
    if span.position:
        raise NotSupported("The store cannot send parts of an object")
    size = headers.content_length(stream.headers)
    if size is None:
        size = _size(client, span, cancel)
    span.shorten(size)


def _accept_nothing(client: Client, span: _Span, cancel: CancelToken) -> None:
    """End a read that begins at or behind the end of the object: there is nothing to yield."""
    size = _size(client, span, cancel)
    if size > span.position:
        raise NotSupported("The store refuses to send a part of the object that is there")
    span.end = span.position


def _size(client: Client, span: _Span, cancel: CancelToken) -> int:
    found = stat(client, span.bucket, span.key, cancel, span.version_id)
    span.check_etag(found.etag)
    return found.size
