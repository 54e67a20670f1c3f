"""Multipart uploads that are not finished: which there are, and which parts they have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from jos_tui.core.background import CancelToken
from jos_tui.store.headers import bare_etag
from jos_tui.store.marker_pages import Mark, Marked, going_in_circles, is_truncated, marker_pages
from jos_tui.store.request import Pace, bucket_request, object_request
from jos_tui.store.xml import children, ms_of, parse, text_of

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_PAGE = "1000"
_UPLOADS = Marked("unfinished uploads", "upload-id-marker", "NextUploadIdMarker")
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
        if not is_truncated(root):
            return
        if not new:
            raise going_in_circles(_UPLOADS.what)
        last = new[-1].number


def list_uploads(
    client: Client, bucket: str, prefix: str, cancel: CancelToken
) -> Iterator[OpenUpload]:
    """Yield the uploads that were begun for keys with a prefix, in the order of the store.

    Not every store lists all of them: Swarm names only one upload of a key.
    """

    def ask(place: Mapping[str, str]) -> Element:
        query = {"uploads": "", "max-uploads": _PAGE, "encoding-type": "url", **place}
        if prefix:
            query["prefix"] = prefix
        request = bucket_request(
            "GET", bucket, query=query, root="ListMultipartUploadsResult", pace=Pace.SLOW
        )
        return parse(client.execute(request, cancel).body)

    def decoded(name: str, root: Element) -> str:
        return _decoded(name, root, prefix)

    def page_of(root: Element) -> list[OpenUpload]:
        return [_upload(row, root, prefix) for row in children(root, "Upload")]

    def last_of(root: Element) -> Mark:
        page = page_of(root)
        return (page[-1].key, page[-1].upload_id) if page else ("", "")

    seen: set[OpenUpload] = set()
    for root in marker_pages(ask, _UPLOADS, decoded, last_of):
        page = page_of(root)
        yield from (one for one in page if one.key.startswith(prefix) and one not in seen)
        seen = set(page)


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
