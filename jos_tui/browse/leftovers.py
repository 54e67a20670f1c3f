"""What takes space in a bucket and is not seen in it: unfinished uploads, older versions, markers
of folders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Kind, Page
from jos_tui.core.errors import NotFound
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.store.store import Store
from jos_tui.store.uploads import OpenUpload
from jos_tui.store.versions import Version, VersionKind


@dataclass(frozen=True, slots=True)
class UploadLeft:
    """An unfinished upload, and what it holds: how many parts, of how many bytes together."""

    upload: OpenUpload
    parts: int
    size: int


@dataclass(frozen=True, slots=True)
class VersionsLeft:
    """How many versions are not the latest of their key, their bytes, and how many delete markers
    there are, the latest or not.
    """

    older: int = 0
    size: int = 0
    markers: int = 0

    def and_those_of(self, page: Sequence[Version]) -> VersionsLeft:
        """Return the sum with those of one more page."""
        older = [one for one in page if one.kind is VersionKind.OBJECT and not one.latest]
        markers = sum(1 for one in page if one.kind is VersionKind.DELETE_MARKER)
        return VersionsLeft(
            self.older + len(older),
            self.size + sum(one.size for one in older),
            self.markers + markers,
        )


@dataclass(frozen=True, slots=True)
class OlderBelow:
    """What one row of a level hides: an object, or a prefix with all below it.

    ``newest_ms`` is when the newest of it was written, in milliseconds since 1970 UTC.
    """

    key: str
    kind: Kind
    left: VersionsLeft
    newest_ms: int


@dataclass(frozen=True, slots=True)
class FolderMarker:
    """An object of no bytes whose key ends in ``/``; ``is_alone`` if nothing is below it."""

    key: str
    modified_ms: int
    is_alone: bool


def uploads_left(store: Store, location: Location, cancel: CancelToken) -> Iterator[UploadLeft]:
    """Yield the unfinished uploads below a location, also those of other programs.

    Asks for the parts of each; one that ends meanwhile is left out. Blocks. Raises StoreError and
    Cancelled.
    """
    for upload in store.list_uploads(location.bucket, location.prefix, cancel):
        try:
            parts = store.list_parts(location.bucket, upload.key, upload.upload_id, cancel)
            sizes = [part.size for part in parts]
        except NotFound:
            continue
        yield UploadLeft(upload, len(sizes), sum(size for size in sizes if size > 0))


def versions_left(store: Store, location: Location, cancel: CancelToken) -> Iterator[VersionsLeft]:
    """Yield what was counted up to now, after each page; the last is all. Blocks.

    Raises StoreError and Cancelled; NotSupported where a store keeps no versions.
    """
    left = VersionsLeft()
    for page in store.versions(location, cancel):
        left = left.and_those_of(page)
        yield left


def older_below(pages: Iterable[Sequence[Version]], prefix: str) -> Iterator[list[OlderBelow]]:
    """Yield, for each page of versions below a prefix, the rows that are complete by then.

    Rows that hide nothing are left out. ``pages`` are in the order of their keys; remembers one
    row.
    """
    row: OlderBelow | None = None
    for page in pages:
        done: list[OlderBelow] = []
        for version in page:
            key, kind = _row_of(version.key, prefix)
            if row is None or row.key != key:
                done += _hiding(row)
                row = OlderBelow(key, kind, VersionsLeft(), 0)
            row = _with(row, version)
        yield done
    yield _hiding(row)


def _row_of(key: str, prefix: str) -> tuple[str, Kind]:
    end = key.find(SEPARATOR, len(prefix))
    return (key, Kind.OBJECT) if end < 0 else (key[: end + 1], Kind.PREFIX)


def _with(row: OlderBelow, version: Version) -> OlderBelow:
    if version.latest and version.kind is VersionKind.OBJECT:
        return row
    newest = max(row.newest_ms, version.modified_ms)
    return replace(row, left=row.left.and_those_of([version]), newest_ms=newest)


def _hiding(row: OlderBelow | None) -> list[OlderBelow]:
    return [row] if row is not None and (row.left.older or row.left.markers) else []


def folder_markers(pages: Iterable[Page]) -> Iterator[list[FolderMarker]]:
    """Yield, for each page of a listing, the markers of folders that are known by then."""
    last: FolderMarker | None = None
    for page in pages:
        found: list[FolderMarker] = []
        for key, size, modified_ms in zip(page.keys, page.sizes, page.modified_ms, strict=True):
            if last is not None:
                found.append(replace(last, is_alone=not key.startswith(last.key)))
                last = None
            if size == 0 and key.endswith(SEPARATOR):
                last = FolderMarker(key, modified_ms, is_alone=True)
        yield found
    if last is not None:
        yield [last]
