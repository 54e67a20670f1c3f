"""Zarr format 2: ``.zarray``, ``.zgroup``, ``.zattrs``, and ``.zmetadata`` that holds them all."""

from __future__ import annotations

import re
from functools import partial
from math import prod

from jos_tui.preview import documents, zarr
from jos_tui.preview.documents import Document
from jos_tui.preview.zarr import (
    MOST_DIMENSIONS,
    Chunking,
    Dataset,
    DataType,
    ZarrArray,
    checked_array,
    nonsense,
)

ARRAY = ".zarray"
GROUP = ".zgroup"
ATTRIBUTES = ".zattrs"
CONSOLIDATED = ".zmetadata"

_DIMENSIONS = "_ARRAY_DIMENSIONS"
_TYPE = re.compile(r"([<>|=]?)([biufcmMSUVO])(\d{0,9})(\[[^\]]{1,20}\])?")
_NAMES = {
    "b": "bool",
    "i": "int",
    "u": "uint",
    "f": "float",
    "c": "complex",
    "m": "timedelta",
    "M": "datetime",
}
_BITS_NAMED = "iufc"
_MOST_FIELDS = 1000
_DEEPEST = 8


def array(path: str, about: Document, attributes: Document) -> ZarrArray:
    """Return the array of a ``.zarray`` and a ``.zattrs``. Raises ZarrError."""
    _check_version(about)
    if "shape" not in about:
        nonsense("There is no shape")
    shape = documents.lengths(about["shape"], "The shape")
    return checked_array(
        ZarrArray(
            path=path,
            shape=shape,
            chunking=Chunking(documents.lengths(about.get("chunks"), "The chunk shape")),
            dtype=data_type(about.get("dtype")),
            codecs=_codecs(about),
            dimensions=documents.names(attributes.get(_DIMENSIONS), len(shape)),
            fill_value=documents.short(about.get("fill_value")),
            attributes=documents.attributes(attributes, without=_DIMENSIONS),
        )
    )


def group_attributes(about: Document, attributes: Document) -> tuple[tuple[str, str], ...]:
    """Return the attributes of a group after a look at its ``.zgroup``. Raises ZarrError."""
    _check_version(about)
    return documents.attributes(attributes)


def consolidated(data: bytes) -> Dataset:
    """Return what a ``.zmetadata`` says. Raises ZarrError if it is none.

    An array that makes no sense is a Trouble of the dataset and hides no other.
    """
    nodes = documents.document(documents.parse(data).get("metadata"), "metadata")
    names = [key.rpartition("/")[2] for key in nodes]
    prefixes = sorted(
        key.removesuffix(ARRAY) for key, name in zip(nodes, names, strict=True) if name == ARRAY
    )
    arrays = ((prefix.removesuffix("/"), partial(_node, nodes, prefix)) for prefix in prefixes)
    attributes = documents.attributes(nodes.get(ATTRIBUTES), without=_DIMENSIONS)
    return zarr.consolidated(2, arrays, names.count(GROUP), attributes)


def _node(nodes: Document, prefix: str) -> ZarrArray:
    beside = documents.optional_document(nodes.get(prefix + ATTRIBUTES))
    about = documents.document(nodes[prefix + ARRAY], ARRAY)
    return array(prefix.removesuffix("/"), about, beside)


def data_type(value: object) -> DataType:
    """Return a type as numpy writes it: ``<f4``, or a list of fields. Raises ZarrError."""
    return _data_type(value, 0)


def _data_type(value: object, depth: int) -> DataType:
    if isinstance(value, list):
        if depth > _DEEPEST or len(value) > _MOST_FIELDS:
            nonsense("The data type has too many fields")
        return _structure(value, depth)
    match = _TYPE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        nonsense(f"An unknown data type: {documents.short(value)}")
    order, kind, digits, unit = match.groups()
    number = int(digits or 0)
    if kind == "O":
        return DataType("object", None)
    size = number * 4 if kind == "U" else number
    return DataType(_type_name(order, kind, number, unit or ""), size)


def _type_name(order: str, kind: str, number: int, unit: str) -> str:
    if kind not in _NAMES:
        return f"{ {'S': 'bytes', 'U': 'text', 'V': 'void'}[kind] }[{number}]"
    bits = str(number * 8) if kind in _BITS_NAMED else "64" if kind in "mM" else ""
    big = " big-endian" if order == ">" and number > 1 else ""
    return f"{_NAMES[kind]}{bits}{unit}{big}"


def _structure(fields: list[object], depth: int) -> DataType:
    size: int | None = 0
    for field in fields:
        if not isinstance(field, list) or len(field) not in {2, 3}:
            nonsense("A field of the data type has no name and type")
        part = _data_type(field[1], depth + 1)
        times = documents.lengths(field[2], "A field's shape") if len(field) == 3 else ()
        if len(times) > MOST_DIMENSIONS:
            nonsense("A field of the data type has too many dimensions")
        size = None if size is None or part.size is None else size + part.size * prod(times)
        if size is not None and size >= 2**63:
            nonsense("The data type is too large")
    return DataType(f"structure of {len(fields):,} fields", size)


def _codecs(about: Document) -> tuple[str, ...]:
    filters = about.get("filters")
    chain = [*(filters if isinstance(filters, list) else ()), about.get("compressor")]
    return tuple(_codec(each) for each in chain if each is not None)


def _codec(value: object) -> str:
    about = documents.optional_document(value)
    words = [about.get(name) for name in ("id", "cname", "clevel", "level")]
    return " ".join(documents.short(word) for word in words if word is not None) or "unknown"


def _check_version(about: Document) -> None:
    version = about.get("zarr_format")
    if version != 2:
        nonsense(f"The format is {documents.short(version)}, and not 2")
