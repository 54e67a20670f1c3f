"""Objects that are deleted but not gone: the newest there is of them is a delete marker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jos_tui.store.versions import Version, VersionKind


@dataclass(frozen=True, slots=True)
class DeletedObject:
    """One of them. Without its ``markers``, newest first, ``last`` would be seen again.

    ``last`` is None where nothing but markers is left.
    """

    markers: tuple[Version, ...]
    last: Version | None

    @property
    def key(self) -> str:
        """The key they have in common."""
        return self.markers[0].key

    @property
    def deleted_ms(self) -> int:
        """When it was deleted, in milliseconds since 1970 UTC."""
        return self.markers[0].modified_ms


def deleted(pages: Iterable[Sequence[Version]]) -> Iterator[list[DeletedObject]]:
    """Yield, for each page of versions, the deleted objects that are known by then.

    ``pages`` have all versions of a key together, the newest first. Remembers the markers of one
    key.
    """
    markers: list[Version] = []
    for page in pages:
        found: list[DeletedObject] = []
        for version in page:
            if markers and version.key != markers[0].key:
                found.append(DeletedObject(tuple(markers), None))
                markers.clear()
            if version.kind is VersionKind.DELETE_MARKER:
                if version.latest or markers:
                    markers.append(version)
            elif markers:
                found.append(DeletedObject(tuple(markers), version))
                markers.clear()
        yield found
    if markers:
        yield [DeletedObject(tuple(markers), None)]
