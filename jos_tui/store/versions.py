"""The versions of objects: all that a bucket has kept of them, and the marks of deletions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from jos_tui.core.background import CancelToken
from jos_tui.store.headers import bare_etag
from jos_tui.store.marker_pages import BEGINNING, Mark, Marked, marker_pages
from jos_tui.store.request import Pace, bucket_request
from jos_tui.store.xml import key_in, ms_of, parse, text_of

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_PAGE = "1000"
_VERSIONS = Marked("versions", "version-id-marker", "NextVersionIdMarker")


class VersionKind(Enum):
    """What a version is."""

    OBJECT = "Version"
    DELETE_MARKER = "DeleteMarker"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a key. ``version_id`` is ``null`` for what is older than the versioning.

    The ``latest`` is what is seen without asking for a version; where that is a DELETE_MARKER the
    key seems to be gone. ``size`` in bytes, 0 for a marker; ``modified_ms`` in milliseconds since
    1970 UTC, 0 if unknown.
    """

    key: str
    version_id: str
    kind: VersionKind
    latest: bool
    size: int
    modified_ms: int
    etag: str


def versions(
    client: Client, bucket: str, prefix: str, cancel: CancelToken, after: Mark = BEGINNING
) -> Iterator[list[Version]]:
    """Yield, page by page, the versions of all keys with a prefix, the newest of a key first.

    Only those behind ``after``: a key, and the id of one of its versions or "" for all of them.
    Versions that a store repeats where a page begins are left out. NotSupported where a store
    knows nothing of versions.
    """

    def ask(place: Mapping[str, str]) -> Element:
        query = {"versions": "", "max-keys": _PAGE, "encoding-type": "url", **place}
        if prefix:
            query["prefix"] = prefix
        request = bucket_request(
            "GET", bucket, query=query, root="ListVersionsResult", pace=Pace.SLOW
        )
        return parse(client.execute(request, cancel).body)

    seen: set[Mark] = set()
    for root in marker_pages(ask, _VERSIONS, _decoded, _last_of, after):
        page = _by_key(_page(root))
        yield [one for one in page if (one.key, one.version_id) not in seen]
        seen = {(one.key, one.version_id) for one in page}


_KINDS = {kind.value: kind for kind in VersionKind}


def _page(root: Element) -> list[Version]:
    return [_version(row, root) for row in root if _name(row) in _KINDS]


def _by_key(page: list[Version]) -> list[Version]:
    """Return a page with what there is of a key together, the newest first.

    Some stores send all versions and then all delete markers.
    """
    if all(one.key <= following.key for one, following in pairwise(page)):
        return page
    return sorted(page, key=lambda one: (one.key, not one.latest, -one.modified_ms))


def _last_of(root: Element) -> Mark:
    page = _page(root)
    return (page[-1].key, page[-1].version_id) if page else ("", "")


def _version(row: Element, root: Element) -> Version:
    size = text_of(row, "Size").strip()
    return Version(
        _decoded(text_of(row, "Key"), root),
        text_of(row, "VersionId"),
        _KINDS[_name(row)],
        text_of(row, "IsLatest").strip().lower() == "true",
        int(size) if size.isdecimal() else 0,
        ms_of(text_of(row, "LastModified")),
        bare_etag(text_of(row, "ETag")),
    )


def _name(row: Element) -> str:
    return row.tag.rpartition("}")[2]


def _decoded(name: str, root: Element) -> str:
    if text_of(root, "EncodingType") != "url":
        return key_in(root, name)
    return unquote(name.replace("+", " "), errors="surrogateescape")
