"""A Zarr dataset in words: all that comes from its metadata is made printable here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jos_tui.core import formats
from jos_tui.core.text import printable, printable_name
from jos_tui.preview.zarr import Chunking, Dataset, Trouble, ZarrArray
from jos_tui.ui.preview.columns import Column, Side, lay_out
from jos_tui.ui.widgets.line_list import Row, RowTone
from jos_tui.ui.words import error_lines

UNKNOWN = "–"
_ITSELF = "⟨the array itself⟩"


def facts_text(dataset: Dataset) -> str:
    """Return what there is to say of the whole."""
    source = "consolidated metadata" if dataset.consolidated else "metadata of each array"
    arrays = formats.plural(len(dataset.arrays), "array")
    groups = f" in {formats.plural(dataset.groups, 'group')}" if dataset.groups else ""
    lines = [
        f"Zarr format {dataset.version}, {source}: {arrays}{groups}",
        f"{formats.size(dataset.size)} uncompressed, up to "
        f"{_objects(dataset.arrays, dataset.expected_objects)}"
        " (from the metadata; none was listed)",
    ]
    if dataset.lengths:
        named = (f"{printable(name)} {length:,}" for name, length in dataset.lengths)
        lines.append(f"Dimensions: {', '.join(named)}")
    if dataset.attributes:
        lines.append(f"Attributes: {_pairs(dataset.attributes)}")
    if not dataset.complete:
        lines.append("Not all of it was read: there is more, or some of it may not be read.")
    return "\n".join(lines)


def table(dataset: Dataset, width: int) -> tuple[str, list[Row]]:
    """Return the line of titles and the rows, that of an array keyed by its number.

    Behind the arrays come the nodes that could not be understood.
    """
    arrays = dataset.arrays
    columns = (
        Column("Array", [_name(array.path) for array in arrays], 10_000),
        Column("Type", [printable(array.dtype.name) for array in arrays], 14, 2),
        Column("Shape", [_by(array.shape) for array in arrays], 26, 1),
        Column("Chunks", [_chunks(array.chunking) for array in arrays], 26, 3),
        Column("Codecs", [_codecs(array) for array in arrays], 24, 5),
        Column("Number", [_number(array.expected_objects) for array in arrays], 13, 4, Side.RIGHT),
        Column("Size", [_size(array.size) for array in arrays], 9, 0, Side.RIGHT),
    )
    titles, *lines = lay_out(columns, width)
    rows = [Row(number, (line,)) for number, line in enumerate(lines)]
    rows += [
        Row(len(arrays) + number, (f"{_name(trouble.path)}  {_why(trouble)}",), RowTone.ERROR)
        for number, trouble in enumerate(dataset.troubles)
    ]
    return titles, rows


def detail_text(dataset: Dataset, number: int) -> str:
    """Return all there is to say of one row."""
    if number >= len(dataset.arrays):
        trouble = dataset.troubles[number - len(dataset.arrays)]
        return f"{_name(trouble.path)}\n{error_lines(trouble.error)}"
    array = dataset.arrays[number]
    lines = [
        f"{_name(array.path)}: {printable(array.dtype.name)}, {_shape(array)}",
        _cut(array),
        f"Codecs: {_codecs(array)}   Fill value: {printable(array.fill_value)}",
    ]
    if array.attributes:
        lines.append(f"Attributes: {_pairs(array.attributes)}")
    return "\n".join(lines)


def _cut(array: ZarrArray) -> str:
    chunking = array.chunking
    if chunking is None:
        return "Not cut in a regular grid: the number of chunks is not known"
    number = f"up to {_objects((array,), array.expected_objects or 0)}"
    size = f" of {_size(array.object_size)} uncompressed" if array.object_size else ""
    if chunking.inner is None:
        return f"Chunks {_by(chunking.shape)}: {number}{size}"
    inside = f"each an object that holds chunks of {_by(chunking.inner)}"
    return f"Shards {_by(chunking.shape)}, {inside}: {number}{size}"


def _objects(arrays: Iterable[ZarrArray], number: int) -> str:
    sharded = any(array.chunking is not None and array.chunking.inner for array in arrays)
    return formats.plural(number, "chunk or shard" if sharded else "chunk")


def _shape(array: ZarrArray) -> str:
    if not array.shape:
        return "a single value"
    if not array.dimensions:
        return _by(array.shape)
    named = zip(array.dimensions, array.shape, strict=True)
    return " × ".join(f"{printable(name)} {length}".strip() for name, length in named)


def _by(lengths: Sequence[int]) -> str:
    return "×".join(map(str, lengths)) or "scalar"


def _chunks(chunking: Chunking | None) -> str:
    if chunking is None:
        return UNKNOWN
    inner = f" of {_by(chunking.inner)}" if chunking.inner else ""
    return _by(chunking.shape) + inner


def _codecs(array: ZarrArray) -> str:
    return printable(", ".join(array.codecs)) or "none"


def _number(number: int | None) -> str:
    return UNKNOWN if number is None else formats.count(number)


def _size(size: int | None) -> str:
    return UNKNOWN if size is None else formats.size(size)


def _name(path: str) -> str:
    return printable_name(path) or _ITSELF


def _why(trouble: Trouble) -> str:
    return printable(trouble.error.reason or trouble.error.title)


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return printable(", ".join(f"{name} = {value}" for name, value in pairs))
