"""What the metadata of a Zarr store say, as values. Nothing here has seen a chunk."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn

from jos_tui.core.errors import JosError

MOST_DIMENSIONS = 64
MOST_ELEMENTS = 10**24
"""More than any array has: numbers beyond are a mistake, and too long to be shown."""

MOST_NODES = 5000
"""So many arrays of one dataset are taken in, and no more: nobody reads on."""

RAW_KEYS = "The raw keys can still be looked at."


class ZarrError(JosError):
    """Metadata that are not there, cannot be read, or make no sense."""


class NoMetadata(ZarrError):
    """Nothing says that this is a Zarr store."""


@dataclass(frozen=True, slots=True)
class DataType:
    """The type of an element. ``size`` is in bytes, None where elements differ in size."""

    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Chunking:
    """How an array is cut. ``shape`` is what one object of the store holds, in elements.

    With the sharding codec an object is a shard of several chunks, of the shape ``inner``.
    """

    shape: tuple[int, ...]
    inner: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ZarrArray:
    """One array. ``path`` is relative to the dataset, "" where the dataset is the array itself.

    ``chunking`` is None for grids that are not regular. ``dimensions`` are as many names as
    there are lengths, "" for those without, or none at all. ``codecs`` are in the order in which
    they are applied.
    """

    path: str
    shape: tuple[int, ...]
    chunking: Chunking | None
    dtype: DataType
    codecs: tuple[str, ...]
    dimensions: tuple[str, ...]
    fill_value: str
    attributes: tuple[tuple[str, str], ...]

    @property
    def elements(self) -> int:
        """How many elements the whole array has."""
        return math.prod(self.shape)

    @property
    def size(self) -> int | None:
        """Bytes of the whole array uncompressed, None where elements differ in size."""
        return None if self.dtype.size is None else self.elements * self.dtype.size

    @property
    def expected_objects(self) -> int | None:
        """How many chunks (or shards) it has when all are written, None if it cannot be told.

        Fewer may be there: chunks of nothing but the fill value need not be stored.
        """
        if self.chunking is None:
            return None
        pairs = zip(self.shape, self.chunking.shape, strict=True)
        return math.prod(-(-length // chunk) for length, chunk in pairs)

    @property
    def object_size(self) -> int | None:
        """Bytes of one full chunk (or shard) uncompressed, None if it cannot be told."""
        if self.chunking is None or self.dtype.size is None:
            return None
        return math.prod(self.chunking.shape) * self.dtype.size


@dataclass(frozen=True, slots=True)
class Trouble:
    """A node whose metadata make no sense, and why."""

    path: str
    error: JosError


@dataclass(frozen=True, slots=True)
class Dataset:
    """A Zarr store: its arrays in the order of their paths.

    ``consolidated`` says that one document described all of it; otherwise the groups were walked.
    ``complete`` is False if that was given up for there being too many nodes.
    """

    version: int
    arrays: tuple[ZarrArray, ...]
    groups: int
    attributes: tuple[tuple[str, str], ...]
    consolidated: bool
    complete: bool = True
    troubles: tuple[Trouble, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the arrays, then those of what could not be understood."""
        arrays = tuple(array.path for array in self.arrays)
        return arrays + tuple(trouble.path for trouble in self.troubles)

    @property
    def size(self) -> int:
        """Bytes of all arrays uncompressed, as far as it can be told."""
        return sum(array.size or 0 for array in self.arrays)

    @property
    def expected_objects(self) -> int:
        """Chunks (or shards) of all arrays, as far as it can be told."""
        return sum(array.expected_objects or 0 for array in self.arrays)

    @property
    def lengths(self) -> tuple[tuple[str, int], ...]:
        """Name and length of the dimensions that have the same length in all arrays."""
        found: dict[str, set[int]] = {}
        for array in self.arrays:
            for name, length in zip(array.dimensions, array.shape, strict=False):
                found.setdefault(name, set()).add(length)
        return tuple((name, min(each)) for name, each in found.items() if name and len(each) == 1)


def consolidated(
    version: int,
    nodes: Iterable[tuple[str, Callable[[], ZarrArray | None]]],
    groups: int,
    attributes: tuple[tuple[str, str], ...],
) -> Dataset:
    """Return what one document says of all nodes, given in the order of their paths.

    Each is read by a function that returns None for a group, which is counted on top of
    ``groups``. A node that makes no sense is a Trouble of the dataset and hides no other.
    """
    arrays: list[ZarrArray] = []
    troubles: list[Trouble] = []
    complete = True
    for path, read in nodes:
        if len(arrays) + len(troubles) == MOST_NODES:
            complete = False
            break
        try:
            array = read()
        except ZarrError as error:
            troubles.append(Trouble(path, error))
            continue
        if array is None:
            groups += 1
        else:
            arrays.append(array)
    return Dataset(
        version,
        tuple(arrays),
        groups,
        attributes,
        consolidated=True,
        complete=complete,
        troubles=tuple(troubles),
    )


def nonsense(reason: str) -> NoReturn:
    """Raise ZarrError for metadata that say something impossible."""
    raise ZarrError("These are no valid Zarr metadata", reason, RAW_KEYS)


def checked_array(array: ZarrArray) -> ZarrArray:
    """Return the array if its numbers fit together; raise ZarrError otherwise."""
    rank = len(array.shape)
    if rank > MOST_DIMENSIONS:
        nonsense(f"An array of {rank} dimensions")
    if array.elements > MOST_ELEMENTS:
        nonsense("The shape has more elements than any array can have")
    if array.chunking is not None:
        _check_chunks(array.chunking.shape, rank)
        _check_chunks(array.chunking.inner or array.chunking.shape, rank)
    return array


def _check_chunks(chunks: tuple[int, ...], rank: int) -> None:
    if len(chunks) != rank:
        nonsense(f"Chunks of {len(chunks)} dimensions for an array of {rank}")
    if 0 in chunks:
        nonsense("A chunk without any element")
    if math.prod(chunks) > MOST_ELEMENTS:
        nonsense("A chunk has more elements than any array can have")
