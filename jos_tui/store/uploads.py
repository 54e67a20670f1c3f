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
from jos_tui.store.xml import children, key_in, ms_of, parse, text_of

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
    listed = _Uploads(client, bucket, prefix, cancel)
    seen: set[OpenUpload] = set()
    for root in marker_pages(listed.ask, _UPLOADS, listed.decoded, listed.last_of):
        page = listed.page_of(root)
        yield from (one for one in page if one.key.startswith(prefix) and one not in seen)
        seen = set(page)


class _Uploads:
    """The answers of one store, and whether the keys in them are encoded.

    Some stores (Ceph) encode keys without saying so, others do not although it was asked for: in
    ``a%20b`` nobody can see which. Then the store is asked for what begins with just that.
    """

    def __init__(self, client: Client, bucket: str, prefix: str, cancel: CancelToken) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._cancel = cancel
        self._encoded: bool | None = None

    def ask(self, place: Mapping[str, str]) -> Element:
        """Return one answer."""
        return self._asked(self._prefix, place)

    def page_of(self, root: Element) -> list[OpenUpload]:
        """Return what is in an answer."""
        return [
            OpenUpload(self.decoded(key, root), upload_id, ms_of(initiated))
            for key, upload_id, initiated in _rows(root)
        ]

    def last_of(self, root: Element) -> Mark:
        """Return the last key of an answer and the id of its upload."""
        page = self.page_of(root)
        return (page[-1].key, page[-1].upload_id) if page else ("", "")

    def decoded(self, name: str, root: Element) -> str:
        """Return a key of an answer as it is."""
        if text_of(root, "EncodingType") == "url":
            return unquote(name.replace("+", " "), errors="surrogateescape")
        name = key_in(root, name)
        return _unquoted(name) if "%" in name and self._is_encoded(root, name) else name

    def _is_encoded(self, root: Element, name: str) -> bool:
        if self._encoded is None and not all(_QUOTED.fullmatch(key) for key, *_ in _rows(root)):
            self._encoded = False
        if self._encoded is None:
            fits, fits_decoded = (text.startswith(self._prefix) for text in (name, _unquoted(name)))
            exact = fits if fits != fits_decoded else name in self._names_below(name)
            self._encoded = not exact
        return self._encoded

    def _names_below(self, prefix: str) -> list[str]:
        return [key for key, *_ in _rows(self._asked(prefix, {}))]

    def _asked(self, prefix: str, place: Mapping[str, str]) -> Element:
        query = {"uploads": "", "max-uploads": _PAGE, "encoding-type": "url", **place}
        if prefix:
            query["prefix"] = prefix
        request = bucket_request(
            "GET", self._bucket, query=query, root="ListMultipartUploadsResult", pace=Pace.SLOW
        )
        return parse(self._client.execute(request, self._cancel).body)


def _rows(root: Element) -> list[tuple[str, str, str]]:
    """Return key, id and time of each upload in an answer, as they stand there."""
    names = ("Key", "UploadId", "Initiated")
    rows = (tuple(text_of(row, name) for name in names) for row in children(root, "Upload"))
    return [(key, upload_id, initiated) for key, upload_id, initiated in rows]


def _unquoted(name: str) -> str:
    return unquote(name, errors="surrogateescape")


def _part(row: Element) -> StoredPart:
    number, size = text_of(row, "PartNumber").strip(), text_of(row, "Size").strip()
    return StoredPart(
        int(number) if number.isdecimal() else 0,
        int(size) if size.isdecimal() else -1,
        bare_etag(text_of(row, "ETag")),
    )
