"""Zarr format 3: ``zarr.json``, which may hold those of everything below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from jos_tui.preview import documents, zarr
from jos_tui.preview.documents import Document
from jos_tui.preview.zarr import (
    Chunking,
    Dataset,
    DataType,
    ZarrArray,
    checked_array,
    nonsense,
)

NODE = "zarr.json"

_FIXED = re.compile(r"(?:int|uint|float|bfloat|complex)(\d{1,4})|r(\d{1,9})")
_SIZES = {"bool": 1, "numpy.datetime64": 8, "numpy.timedelta64": 8}
_SHARDING = "sharding_indexed"
_NO_CODEC = {"bytes", "vlen-utf8", "vlen-bytes"}
_DEEPEST = 8


def is_group(about: Document) -> bool:
    """Whether a ``zarr.json`` is that of a group. Raises ZarrError if it is of nothing known."""
    if about.get("zarr_format") != 3:
        nonsense(f"The format is {documents.short(about.get('zarr_format'))}, and not 3")
    kind = about.get("node_type")
    if kind not in ("group", "array"):
        nonsense(f"Neither a group nor an array: {documents.short(kind)}")
    return kind == "group"


def is_consolidated(about: Document) -> bool:
    """Whether a group's ``zarr.json`` holds those of everything below it.

    One that holds nothing is no proof that nothing is there.
    """
    below = documents.optional_document(about.get("consolidated_metadata"))
    return bool(documents.optional_document(below.get("metadata")))


def array(path: str, about: Document) -> ZarrArray:
    """Return the array of a ``zarr.json``. Raises ZarrError."""
    if is_group(about):
        nonsense("A group, and not an array")
    codecs = documents.items(about.get("codecs"), "The list of codecs")
    if "shape" not in about:
        nonsense("There is no shape")
    shape = documents.lengths(about["shape"], "The shape")
    return checked_array(
        ZarrArray(
            path=path,
            shape=shape,
            chunking=_chunking(about.get("chunk_grid"), codecs),
            dtype=data_type(about.get("data_type")),
            codecs=_codec_names(codecs, 0),
            dimensions=documents.names(about.get("dimension_names"), len(shape)),
            fill_value=documents.short(about.get("fill_value")),
            attributes=documents.attributes(about.get("attributes")),
        )
    )


def consolidated(about: Document) -> Dataset:
    """Return what a group's ``zarr.json`` says of everything below. Raises ZarrError.

    A node that makes no sense is a Trouble of the dataset and hides no other.
    """
    below = documents.document(about.get("consolidated_metadata"), "consolidated_metadata")
    nodes = documents.document(below.get("metadata"), "metadata")
    read = ((path, partial(_node, path, nodes[path])) for path in sorted(nodes))
    return zarr.consolidated(3, read, 1, documents.attributes(about.get("attributes")))


def _node(path: str, value: object) -> ZarrArray | None:
    about = documents.document(value, "The node")
    return None if is_group(about) else array(path, about)


def data_type(value: object) -> DataType:
    """Return a type: a name, or a name with a configuration. Raises ZarrError."""
    about = documents.optional_document(value)
    name = value if isinstance(value, str) else about.get("name")
    if not isinstance(name, str):
        nonsense(f"An unknown data type: {documents.short(value)}")
    details = documents.optional_document(about.get("configuration"))
    return DataType(_type_name(name, details), _type_size(name, details))


def _type_name(name: str, details: Document) -> str:
    shown = documents.short(name)
    unit = details.get("unit")
    return f"{shown}[{documents.short(unit)}]" if isinstance(unit, str) else shown


def _type_size(name: str, details: Document) -> int | None:
    if name in _SIZES:
        return _SIZES[name]
    if match := _FIXED.fullmatch(name):
        return int(match[1] or match[2]) // 8
    length = details.get("length_bytes")
    if isinstance(length, int) and not isinstance(length, bool) and 0 <= length < 2**31:
        return length
    return None


def _chunking(value: object, codecs: Sequence[object]) -> Chunking | None:
    grid = documents.document(value, "The chunk grid")
    if grid.get("name") != "regular":
        return None
    details = documents.optional_document(grid.get("configuration"))
    shape = documents.lengths(details.get("chunk_shape"), "The chunk shape")
    return Chunking(shape, _inner_chunks(codecs))


def _inner_chunks(codecs: Sequence[object]) -> tuple[int, ...] | None:
    for codec in codecs:
        if _name(codec) == _SHARDING:
            return documents.lengths(_details(codec).get("chunk_shape"), "The chunks of a shard")
    return None


def _codec_names(codecs: Sequence[object], depth: int) -> tuple[str, ...]:
    """Return the names of codecs; those within shards stand for the shards."""
    if depth > _DEEPEST:
        nonsense("Shards within shards without an end")
    names: list[str] = []
    for codec in codecs:
        name, details = _name(codec), _details(codec)
        if name == _SHARDING:
            inner = documents.items(details.get("codecs", []), "The list of codecs of a shard")
            names += ["sharding", *_codec_names(inner, depth + 1)]
        elif name not in _NO_CODEC:
            words = [name, details.get("cname"), details.get("clevel"), details.get("level")]
            names.append(" ".join(documents.short(word) for word in words if word is not None))
    return tuple(names)


def _name(codec: object) -> str:
    name = codec if isinstance(codec, str) else documents.optional_document(codec).get("name")
    return name if isinstance(name, str) else "unknown"


def _details(codec: object) -> Document:
    return documents.optional_document(documents.optional_document(codec).get("configuration"))
