"""Multipart uploads that are not finished: which there are, and which parts they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ServerTrouble
from jos_tui.store.headers import bare_etag
from jos_tui.store.request import Pace, bucket_request, object_request
from jos_tui.store.xml import children, ms_of, parse, text_of

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_PAGE = "1000"
_QUOTED = re.compile(r"(?:[A-Za-z0-9._~/!*'()-]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part that the store has. ``size`` in bytes; ``etag`` without quotes."""

    number: int
    size: int
    etag: str


@dataclass(frozen=True, slots=True)
class OpenUpload:
    """An upload that was begun. ``initiated_ms`` in milliseconds since 1970 UTC, 0 if unknown."""

    key: str
    upload_id: str
    initiated_ms: int


def list_parts(
    client: Client, bucket: str, key: str, upload_id: str, cancel: CancelToken
) -> Iterator[StoredPart]:
    """Yield the parts of an upload by number. NotFound if there is no such upload (any more)."""
    last = 0
    while True:
        marker = {"part-number-marker": str(last)} if last else {}
        query = {"uploadId": upload_id, "max-parts": _PAGE, **marker}
        request = object_request(
            "GET", bucket, key, query=query, root="ListPartsResult", pace=Pace.SLOW
        )
        root = parse(client.execute(request, cancel).body)
        found = sorted(map(_part, children(root, "Part")), key=lambda part: part.number)
        new = [part for part in found if part.number > last]
        yield from new
        if not _truncated(root):
            return
        if not new:
            raise _goes_in_circles()
        last = new[-1].number


def list_uploads(
    client: Client, bucket: str, prefix: str, cancel: CancelToken
) -> Iterator[OpenUpload]:
    """Yield the uploads that were begun for keys with a prefix, in the order of the store.

    Not every store lists all of them: Swarm names only one upload of a key.
    """
    place = ("", "")
    been = {place}
    seen: set[OpenUpload] = set()
    while True:
        query = {"uploads": "", "max-uploads": _PAGE, "encoding-type": "url", **_at(place)}
        if prefix:
            query["prefix"] = prefix
        request = bucket_request(
            "GET", bucket, query=query, root="ListMultipartUploadsResult", pace=Pace.SLOW
        )
        root = parse(client.execute(request, cancel).body)
        page = [_upload(row, root, prefix) for row in children(root, "Upload")]
        yield from (one for one in page if one.key.startswith(prefix) and one not in seen)
        if not _truncated(root):
            return
        seen = set(page)
        place = _next(root, page, prefix)
        if place in been:
            raise _goes_in_circles()
        been.add(place)


def _at(place: tuple[str, str]) -> dict[str, str]:
    key, upload_id = place
    if not key:
        return {}
    return {"key-marker": key} | ({"upload-id-marker": upload_id} if upload_id else {})


def _next(root: Element, page: list[OpenUpload], prefix: str) -> tuple[str, str]:
    marker = text_of(root, "NextKeyMarker")
    if marker:
        return _decoded(marker, root, prefix), text_of(root, "NextUploadIdMarker")
    return (page[-1].key, page[-1].upload_id) if page else ("", "")


def _part(row: Element) -> StoredPart:
    number, size = text_of(row, "PartNumber").strip(), text_of(row, "Size").strip()
    return StoredPart(
        int(number) if number.isdecimal() else 0,
        int(size) if size.isdecimal() else -1,
        bare_etag(text_of(row, "ETag")),
    )


def _upload(row: Element, root: Element, prefix: str) -> OpenUpload:
    return OpenUpload(
        _decoded(text_of(row, "Key"), root, prefix),
        text_of(row, "UploadId"),
        ms_of(text_of(row, "Initiated")),
    )


def _decoded(name: str, root: Element, prefix: str) -> str:
    """Return a key as it is: some stores (Ceph) encode it without saying so."""
    plain = unquote(name, errors="surrogateescape")
    if text_of(root, "EncodingType") == "url":
        return unquote(name.replace("+", " "), errors="surrogateescape")
    if name.startswith(prefix) and not plain.startswith(prefix):
        return name
    return plain if _QUOTED.fullmatch(name) else name


def _truncated(root: Element) -> bool:
    return text_of(root, "IsTruncated").strip().lower() == "true"


def _goes_in_circles() -> ServerTrouble:
    return ServerTrouble(
        "The list of unfinished uploads does not go on",
        "The store says that there is more, but keeps sending the same",
        "Try again; if it stays like this, tell those who run the store.",
    )
