"""Metadata of Zarr, as they should be and as they should not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jos_tui.core.errors import JosError
from jos_tui.preview import documents, zarr_v2, zarr_v3
from jos_tui.preview.zarr import MOST_NODES, Chunking, Dataset, DataType, ZarrError
from tests.preview.stores import ANYTHING, NODE, ZARRAY


def v2(**changes: object) -> Callable[[], object]:
    return lambda: zarr_v2.array("a", ZARRAY | changes, {})


def v3(**changes: object) -> Callable[[], object]:
    return lambda: zarr_v3.array("a", NODE | changes)


def test_an_array_of_format_2() -> None:
    attributes = {"_ARRAY_DIMENSIONS": ["y", "x"], "units": "K"}
    array = zarr_v2.array("group/tas", ZARRAY, attributes)

    assert array.shape == (10, 7)
    assert array.chunking == Chunking((4, 7))
    assert array.dtype == DataType("float32", 4)
    assert array.codecs == ("delta", "blosc lz4 5")
    assert array.dimensions == ("y", "x")
    assert array.fill_value == "NaN"
    assert array.attributes == (("units", "K"),)
    assert (array.expected_objects, array.size, array.object_size) == (3, 280, 112)


def test_an_array_of_format_3() -> None:
    array = zarr_v3.array("tas", NODE)

    assert array.chunking == Chunking((50, 30))
    assert array.dtype == DataType("int16", 2)
    assert array.codecs == ("zstd 3",)
    assert array.dimensions == ("y", "")
    assert (array.expected_objects, array.size) == (8, 20_000)


def test_shards_are_the_objects_and_their_chunks_are_told() -> None:
    inner = {"chunk_shape": [5, 10], "codecs": [{"name": "bytes"}, {"name": "gzip"}]}
    sharded = [{"name": "sharding_indexed", "configuration": inner}]
    array = zarr_v3.array("tas", NODE | {"codecs": sharded})

    assert array.chunking == Chunking((50, 30), (5, 10))
    assert array.expected_objects == 8
    assert array.codecs == ("sharding", "gzip")


def test_an_array_without_dimensions_has_one_chunk() -> None:
    array = zarr_v2.array("crs", ZARRAY | {"shape": [], "chunks": []}, {})
    assert (array.expected_objects, array.size) == (1, 4)


def test_an_empty_array_has_no_chunk() -> None:
    array = zarr_v2.array("none", ZARRAY | {"shape": [0, 7]}, {})
    assert (array.expected_objects, array.size) == (0, 0)


def test_a_grid_that_is_not_regular_has_no_number_of_chunks() -> None:
    array = zarr_v3.array("tas", NODE | {"chunk_grid": {"name": "rectilinear"}})
    assert (array.chunking, array.expected_objects, array.size) == (None, None, 20_000)


@pytest.mark.parametrize(
    ("dtype", "name", "size"),
    [
        ("<f8", "float64", 8),
        (">i2", "int16 big-endian", 2),
        ("|b1", "bool", 1),
        ("<M8[ns]", "datetime64[ns]", 8),
        ("|S10", "bytes[10]", 10),
        ("<U3", "text[3]", 12),
        ("|O", "object", None),
        ("<c16", "complex128", 16),
        ([["a", "<i4"], ["b", "<f8", [2, 3]]], "structure of 2 fields", 52),
    ],
)
def test_types_of_format_2(dtype: object, name: str, size: int | None) -> None:
    assert zarr_v2.data_type(dtype) == DataType(name, size)


@pytest.mark.parametrize(
    ("dtype", "name", "size"),
    [
        ("float64", "float64", 8),
        ("bool", "bool", 1),
        ("complex64", "complex64", 8),
        ("r24", "r24", 3),
        ("string", "string", None),
        ({"name": "numpy.datetime64", "configuration": {"unit": "s"}}, "numpy.datetime64[s]", 8),
        (
            {"name": "null_terminated_bytes", "configuration": {"length_bytes": 5}},
            "null_terminated_bytes",
            5,
        ),
    ],
)
def test_types_of_format_3(dtype: object, name: str, size: int | None) -> None:
    assert zarr_v3.data_type(dtype) == DataType(name, size)


@pytest.mark.parametrize(
    "make",
    [
        v2(shape=None),
        v2(shape=[10, -7]),
        v2(shape=[10, True]),
        v2(shape=[10, 7.0]),
        v2(shape=[2**63 - 1] * 3, chunks=[1] * 3),
        v2(chunks=[4]),
        v2(chunks=[4, 0]),
        v2(dtype="<f4;rm"),
        v2(dtype=[["a", "<i4", [2**62, 2**62]]]),
        v2(dtype=7),
        v2(zarr_format=3),
        v3(zarr_format=2),
        v3(node_type="door"),
        v3(node_type=[]),
        v3(node_type="group"),
        v3(shape=[1] * 65),
        v3(codecs=None),
        v3(data_type=None),
        v3(chunk_grid=None),
        v3(codecs=[{"name": "sharding_indexed"}]),
    ],
)
def test_nonsense_is_an_error_with_words(make: Callable[[], object]) -> None:
    with pytest.raises(ZarrError) as caught:
        make()
    assert caught.value.title
    assert caught.value.reason
    assert caught.value.next_step


def test_one_bad_array_hides_no_other() -> None:
    metadata = {"a/.zarray": ZARRAY, "b/.zarray": {"zarr_format": 2}, ".zgroup": {}}
    dataset = zarr_v2.consolidated(json.dumps({"metadata": metadata}).encode())
    assert [array.path for array in dataset.arrays] == ["a"]
    assert [trouble.path for trouble in dataset.troubles] == ["b"]

    nodes = {"a": NODE, "b": {"zarr_format": 3}, "c": 5}
    dataset = zarr_v3.consolidated({"consolidated_metadata": {"metadata": nodes}})
    assert [array.path for array in dataset.arrays] == ["a"]
    assert [trouble.path for trouble in dataset.troubles] == ["b", "c"]


def test_more_arrays_than_anybody_reads_are_left_out() -> None:
    paths = [f"a{number:05}" for number in range(MOST_NODES + 1)]
    metadata = {f"{path}/.zarray": ZARRAY for path in paths}
    for dataset in (
        zarr_v2.consolidated(json.dumps({"metadata": metadata}).encode()),
        zarr_v3.consolidated({"consolidated_metadata": {"metadata": dict.fromkeys(paths, NODE)}}),
    ):
        assert (len(dataset.arrays), dataset.complete) == (MOST_NODES, False)


@pytest.mark.parametrize(
    ("below", "is_one"),
    [
        (None, False),
        ({}, False),
        ({"metadata": None}, False),
        ({"metadata": {}}, False),
        ({"metadata": {"a": NODE}}, True),
    ],
)
def test_consolidated_metadata_that_hold_nothing_are_none(below: object, is_one: bool) -> None:
    assert zarr_v3.is_consolidated({"consolidated_metadata": below}) is is_one


def test_dimensions_of_one_length_are_told_for_the_whole() -> None:
    other = NODE | {"shape": [100, 9], "dimension_names": ["y", "x"]}
    arrays = (zarr_v3.array("a", other), zarr_v3.array("b", other | {"shape": [100, 8]}))
    dataset = Dataset(3, arrays, 1, (), consolidated=True)
    assert dataset.lengths == (("y", 100),)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "true"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        ([1, "a"], "[1, a]"),
        ([1] * 7, "[… 7 items]"),
        ({"a": {}}, "{… 1 names}"),
        (10**400, "a number of many digits"),
    ],
)
def test_values_in_few_words(value: object, text: str) -> None:
    assert documents.short(value) == text


def test_long_text_is_cut() -> None:
    assert len(documents.short("x" * 100_000)) == documents.MOST_TEXT


# -- hostile ---------------------------------------------------------------------------------------


def shown(dataset: Dataset) -> None:
    """All numbers can be computed and written."""
    numbers = [dataset.size, dataset.expected_objects, *dict(dataset.lengths).values()]
    for array in dataset.arrays:
        numbers += [array.size or 0, array.object_size or 0, array.expected_objects or 0]
    assert all(f"{number:,}" for number in numbers)


def read_both(data: bytes) -> None:
    for parser in (zarr_v2.consolidated, lambda data: zarr_v3.consolidated(documents.parse(data))):
        try:
            shown(parser(data))
        except JosError as error:
            assert error.title  # noqa: PT017


@given(st.binary(max_size=200))
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b"9" * 10_000)
@example(b"\xff\xfe")
@example(b"")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_both(data)


@given(ANYTHING)
def test_any_json_is_read_or_refused(value: object) -> None:
    read_both(json.dumps(value).encode())
    read_both(json.dumps({"metadata": value}).encode())
    read_both(json.dumps({"consolidated_metadata": {"metadata": value}}).encode())


@given(st.dictionaries(st.sampled_from(sorted(ZARRAY)), ANYTHING), ANYTHING)
def test_any_value_in_an_array_of_format_2(changes: dict[str, object], attributes: object) -> None:
    nodes = {"a/.zarray": ZARRAY | changes, "a/.zattrs": attributes}
    read_both(json.dumps({"metadata": nodes}).encode())


@given(st.dictionaries(st.sampled_from(sorted(NODE)), ANYTHING), ANYTHING)
def test_any_value_in_an_array_of_format_3(
    changes: dict[str, object], configuration: object
) -> None:
    sharded = {"name": "sharding_indexed", "configuration": configuration}
    for codecs in ({}, {"codecs": [sharded]}):
        nodes = {"a": NODE | codecs | changes}
        read_both(json.dumps({"consolidated_metadata": {"metadata": nodes}}).encode())
