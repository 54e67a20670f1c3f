"""What takes space in a bucket and is not seen in it: unfinished uploads and older versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotFound
from jos_tui.core.location import Location
from jos_tui.store.store import OpenUpload, Store, Version, VersionKind


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

    def and_those_of(self, page: list[Version]) -> VersionsLeft:
        """Return the sum with those of one more page."""
        older = [one for one in page if one.kind is VersionKind.OBJECT and not one.latest]
        markers = sum(1 for one in page if one.kind is VersionKind.DELETE_MARKER)
        return VersionsLeft(
            self.older + len(older),
            self.size + sum(one.size for one in older),
            self.markers + markers,
        )


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
