"""What there was at a moment in the past, from the versions that a bucket has kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jos_tui.store.versions import Version, VersionKind


def as_of(pages: Iterable[Sequence[Version]], moment_ms: int) -> Iterator[list[Version]]:
    """Yield, for each page of versions, those that were seen at a moment.

    That is of each key the newest of those that are not newer than the moment, unless it is a
    delete marker. ``pages`` have all versions of a key together, the newest first;
    ``moment_ms`` is in milliseconds since 1970 UTC. Remembers one key.
    """
    settled: str | None = None
    for page in pages:
        seen: list[Version] = []
        for version in page:
            if version.key == settled or version.modified_ms > moment_ms:
                continue
            settled = version.key
            if version.kind is VersionKind.OBJECT:
                seen.append(version)
        yield seen
