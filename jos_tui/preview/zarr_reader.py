"""Reads the metadata of a Zarr store: a few small objects, and never a list of chunks."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NoSuchBucket, NotAllowed, NotFound
from jos_tui.core.location import Location
from jos_tui.preview import documents, zarr_v2, zarr_v3
from jos_tui.preview.documents import Document
from jos_tui.preview.zarr import RAW_KEYS, Dataset, NoMetadata, Trouble, ZarrArray, ZarrError
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked for at most before the rest is left unread."""

    requests: int = 400
    bytes: int = 64 << 20
    document_bytes: int = 8 << 20
    children: int = 1000


_LIMITS = Limits()


def read_dataset(
    store: Store, location: Location, cancel: CancelToken, limits: Limits = _LIMITS
) -> Dataset:
    """Return what the metadata below a location say. Blocks.

    Consolidated metadata are one request or two. Without them the groups are listed and the
    metadata of their members read, one by one and within ``limits``. Arrays are never listed.
    Raises NoMetadata where there is no Zarr store, ZarrError if its root makes no sense,
    StoreError, Cancelled.
    """
    return _Reading(store, location, cancel, limits).run()


class _Reading:
    """One reading of one store."""

    def __init__(
        self, store: Store, location: Location, cancel: CancelToken, limits: Limits
    ) -> None:
        self._store = store
        self._location = location
        self._cancel = cancel
        self._limits = limits
        self._requests = 0
        self._bytes = 0
        self._refused: NotAllowed | None = None
        self._cut_short = False
        self._arrays: list[ZarrArray] = []
        self._troubles: list[Trouble] = []
        self._groups: deque[str] = deque()
        self._groups_seen = 0

    def run(self) -> Dataset:
        data = self._read(zarr_v2.CONSOLIDATED)
        if data is not None:
            return zarr_v2.consolidated(data)
        root = self._document(zarr_v3.NODE)
        if root is not None:
            return self._format_3(root)
        group = self._document(zarr_v2.GROUP)
        if group is not None:
            beside = self._document(zarr_v2.ATTRIBUTES) or {}
            attributes = zarr_v2.group_attributes(group, beside)
            return self._walked(2, attributes)
        array = self._array_2("")
        if array is not None:
            return Dataset(2, (array,), 0, (), consolidated=False)
        if self._refused is not None:
            raise self._refused
        raise NoMetadata(
            "There are no Zarr metadata here",
            "Neither .zmetadata nor zarr.json, .zgroup or .zarray",
            RAW_KEYS,
        )

    def _format_3(self, root: Document) -> Dataset:
        if not zarr_v3.is_group(root):
            return Dataset(3, (zarr_v3.array("", root),), 0, (), consolidated=False)
        if zarr_v3.is_consolidated(root):
            return zarr_v3.consolidated(root)
        return self._walked(3, documents.attributes(root.get("attributes")))

    def _walked(self, version: int, attributes: tuple[tuple[str, str], ...]) -> Dataset:
        """Return what is found by going from group to group, those nearest to the root first."""
        take = self._take_2 if version == 2 else self._take_3
        self._groups.append("")
        while self._groups and not self._spent:
            self._groups_seen += 1
            for child in self._children(self._groups.popleft()):
                if self._spent:
                    self._cut_short = True
                    break
                try:
                    take(child)
                except ZarrError as error:
                    self._troubles.append(Trouble(child.removesuffix("/"), error))
        return Dataset(
            version,
            tuple(sorted(self._arrays, key=lambda array: array.path)),
            self._groups_seen + len(self._groups),
            attributes,
            consolidated=False,
            complete=not (self._cut_short or self._groups or self._refused),
            troubles=tuple(self._troubles),
        )

    def _take_2(self, child: str) -> None:
        array = self._array_2(child)
        if array is not None:
            self._arrays.append(array)
        elif self._document(child + zarr_v2.GROUP) is not None:
            self._groups.append(child)

    def _take_3(self, child: str) -> None:
        node = self._document(child + zarr_v3.NODE)
        if node is None:
            return
        if zarr_v3.is_group(node):
            self._groups.append(child)
        else:
            self._arrays.append(zarr_v3.array(child.removesuffix("/"), node))

    def _array_2(self, child: str) -> ZarrArray | None:
        about = self._document(child + zarr_v2.ARRAY)
        if about is None:
            return None
        beside = self._document(child + zarr_v2.ATTRIBUTES) or {}
        return zarr_v2.array(child.removesuffix("/"), about, beside)

    # -- requests --------------------------------------------------------------------------------

    @property
    def _spent(self) -> bool:
        """Whether the limits are reached."""
        return self._requests >= self._limits.requests or self._bytes >= self._limits.bytes

    def _children(self, group: str) -> list[str]:
        """Return the prefixes in a group, relative to the dataset, as far as one page goes."""
        self._requests += 1
        where = Location(self._location.bucket, self._location.prefix + group)
        pages = self._store.pages(where, Depth.LEVEL, self._cancel, page_size=self._limits.children)
        page = next(pages)
        self._cut_short = self._cut_short or not page.is_last
        start = len(self._location.prefix)
        return [key[start:] for key in page.keys if key.endswith("/") and key != where.prefix]

    def _document(self, name: str) -> Document | None:
        data = self._read(name)
        return None if data is None else documents.parse(data)

    def _read(self, name: str) -> bytes | None:
        """Return an object of the dataset, None if there is none (or none may be seen)."""
        self._requests += 1
        most = self._limits.document_bytes
        key = self._location.prefix + name
        data = bytearray()
        try:
            for piece in self._store.read(self._location.bucket, key, self._cancel):
                data += piece
                if len(data) > most:
                    raise ZarrError(
                        "The metadata are too large", f"{name} has over {most:,} bytes", RAW_KEYS
                    )
        except NoSuchBucket:
            raise
        except NotFound:
            return None
        except NotAllowed as error:  # what many a store says of a key that is not there
            self._refused = self._refused or error
            return None
        self._bytes += len(data)
        return bytes(data)
