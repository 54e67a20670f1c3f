"""Writes Zarr stores, format 2 and format 3, as keys and bytes."""

from __future__ import annotations

import gzip
import itertools
import json
import math
import sys
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_NUMPY_TYPES = {"f": "<f4", "d": "<f8"}
_TYPE_NAMES = {"f": "float32", "d": "float64"}

Attributes = Mapping[str, str | float]
Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class ZarrArray:
    """An array in row-major order; each chunk length divides the length of its dimension."""

    name: str
    dimensions: tuple[str, ...]
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    values: array[float]
    attributes: Attributes = field(default_factory=dict)

    def cut(self) -> Iterator[tuple[tuple[int, ...], bytes]]:
        """Yield the index and the little-endian bytes of each chunk, in order."""
        counts = [length // chunk for length, chunk in zip(self.shape, self.chunks, strict=True)]
        for index in itertools.product(*map(range, counts)):
            yield index, self._chunk(index)

    def _chunk(self, index: tuple[int, ...]) -> bytes:
        first = [number * chunk for number, chunk in zip(index, self.chunks, strict=True)]
        steps = [math.prod(self.shape[axis + 1 :]) for axis in range(len(self.shape))]
        part = self.values[:0]
        for row in itertools.product(*map(range, self.chunks[:-1])):
            ahead = zip(first, (*row, 0), steps, strict=True)
            start = sum((origin + offset) * step for origin, offset, step in ahead)
            part.extend(self.values[start : start + self.chunks[-1]])
        if sys.byteorder == "big":
            part.byteswap()
        return part.tobytes()


def format_2(attributes: Attributes, arrays: Sequence[ZarrArray]) -> Files:
    """Yield a group with consolidated metadata: relative keys and their bytes."""
    metadata: dict[str, object] = {".zgroup": {"zarr_format": 2}, ".zattrs": dict(attributes)}
    for item in arrays:
        metadata[f"{item.name}/.zarray"] = _zarray(item)
        names = {"_ARRAY_DIMENSIONS": list(item.dimensions)}
        metadata[f"{item.name}/.zattrs"] = {**item.attributes, **names}
    yield ".zmetadata", _json({"zarr_consolidated_format": 1, "metadata": metadata})
    for key, document in metadata.items():
        yield key, _json(document)
    for item in arrays:
        for index, data in item.cut():
            yield f"{item.name}/{'.'.join(map(str, index))}", zlib.compress(data, 1)


def _zarray(item: ZarrArray) -> dict[str, Any]:
    return {
        "zarr_format": 2,
        "shape": list(item.shape),
        "chunks": list(item.chunks),
        "dtype": _NUMPY_TYPES[item.values.typecode],
        "compressor": {"id": "zlib", "level": 1},
        "fill_value": 0,
        "order": "C",
        "filters": None,
    }


def format_3(attributes: Attributes, arrays: Sequence[ZarrArray]) -> Files:
    """Yield a group with consolidated metadata: relative keys and their bytes."""
    metadata = {item.name: _array_json(item) for item in arrays}
    group = {
        "zarr_format": 3,
        "node_type": "group",
        "attributes": dict(attributes),
        "consolidated_metadata": {
            "kind": "inline",
            "must_understand": False,
            "metadata": metadata,
        },
    }
    yield "zarr.json", _json(group)
    for item in arrays:
        yield f"{item.name}/zarr.json", _json(metadata[item.name])
        for index, data in item.cut():
            yield f"{item.name}/c/{'/'.join(map(str, index))}", gzip.compress(data, 1, mtime=0)


def _array_json(item: ZarrArray) -> dict[str, Any]:
    return {
        "zarr_format": 3,
        "node_type": "array",
        "shape": list(item.shape),
        "data_type": _TYPE_NAMES[item.values.typecode],
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": list(item.chunks)}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
        "fill_value": 0,
        "codecs": [
            {"name": "bytes", "configuration": {"endian": "little"}},
            {"name": "gzip", "configuration": {"level": 1}},
        ],
        "attributes": dict(item.attributes),
        "dimension_names": list(item.dimensions),
    }


def _json(document: object) -> bytes:
    return json.dumps(document, indent=2).encode()
