"""The Zarr stores are consistent in themselves and hold the field they say they hold."""

from __future__ import annotations

import gzip
import itertools
import json
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from jos_tui.demo.climate_data import climate_objects
from jos_tui.demo.fields import regular_grid, temperatures

FIELD = list(temperatures(regular_grid(5.0), range(12)))
ARRAYS = {"time", "lat", "lon", "tas"}


def store_below(prefix: str) -> dict[str, bytes]:
    samples = ((sample.key, sample.body) for sample in climate_objects())
    return {key.removeprefix(prefix): body for key, body in samples if key.startswith(prefix)}


@pytest.fixture(scope="module")
def format_2() -> dict[str, bytes]:
    return store_below("zarr/tas_v2.zarr/")


@pytest.fixture(scope="module")
def format_3() -> dict[str, bytes]:
    return store_below("zarr/tas_v3.zarr/")


def assembled(
    files: Mapping[str, bytes],
    shape: list[int],
    chunks: list[int],
    key_of: Callable[[tuple[int, ...]], str],
    unpacked: Callable[[bytes], bytes],
) -> list[float]:
    """Put the chunks of a three-dimensional float array together again."""
    result = [float("nan")] * (shape[0] * shape[1] * shape[2])
    for index in itertools.product(*(range(n // c) for n, c in zip(shape, chunks, strict=True))):
        data = unpacked(files[key_of(index)])
        cells = itertools.product(
            *(range(i * c, i * c + c) for i, c in zip(index, chunks, strict=True))
        )
        for (x, y, z), (value,) in zip(cells, struct.iter_unpack("<f", data), strict=True):
            result[(x * shape[1] + y) * shape[2] + z] = value
    return result


def test_format_2_consolidates_what_its_own_documents_say(format_2: dict[str, bytes]) -> None:
    consolidated = json.loads(format_2[".zmetadata"])
    assert consolidated["zarr_consolidated_format"] == 1
    documents = {
        key: json.loads(body)
        for key, body in format_2.items()
        if key.rpartition("/")[2] in {".zgroup", ".zattrs", ".zarray"}
    }
    assert consolidated["metadata"] == documents
    assert documents[".zgroup"] == {"zarr_format": 2}
    assert {key.partition("/")[0] for key in documents if "/" in key} == ARRAYS


def test_format_2_holds_the_field(format_2: dict[str, bytes]) -> None:
    about = json.loads(format_2["tas/.zarray"])
    assert (about["dtype"], about["compressor"]["id"], about["order"]) == ("<f4", "zlib", "C")
    names = json.loads(format_2["tas/.zattrs"])["_ARRAY_DIMENSIONS"]
    assert names == ["time", "lat", "lon"]

    def key(index: tuple[int, ...]) -> str:
        return f"tas/{'.'.join(map(str, index))}"

    found = assembled(format_2, about["shape"], about["chunks"], key, zlib.decompress)
    assert found == FIELD


def test_format_3_consolidates_what_its_own_documents_say(format_3: dict[str, bytes]) -> None:
    group = json.loads(format_3["zarr.json"])
    assert (group["zarr_format"], group["node_type"]) == (3, "group")
    documents = {name: json.loads(format_3[f"{name}/zarr.json"]) for name in ARRAYS}
    assert group["consolidated_metadata"]["metadata"] == documents
    assert all(about["node_type"] == "array" for about in documents.values())


def test_format_3_holds_the_field(format_3: dict[str, bytes]) -> None:
    about: dict[str, Any] = json.loads(format_3["tas/zarr.json"])
    assert about["data_type"] == "float32"
    assert [codec["name"] for codec in about["codecs"]] == ["bytes", "gzip"]
    assert about["dimension_names"] == ["time", "lat", "lon"]
    chunks = about["chunk_grid"]["configuration"]["chunk_shape"]

    def key(index: tuple[int, ...]) -> str:
        return f"tas/c/{'/'.join(map(str, index))}"

    assert assembled(format_3, about["shape"], chunks, key, gzip.decompress) == FIELD


def test_one_is_a_zarr_store_that_no_name_tells_of(format_3: dict[str, bytes]) -> None:
    assert store_below("zarr/monthly-means/") == format_3


@pytest.mark.parametrize(("name", "expected"), [("lat", -87.5), ("lon", 2.5)])
def test_both_formats_hold_the_same_coordinates(
    format_2: dict[str, bytes], format_3: dict[str, bytes], name: str, expected: float
) -> None:
    second = zlib.decompress(format_2[f"{name}/0"])
    assert second == gzip.decompress(format_3[f"{name}/c/0"])
    assert struct.unpack_from("<f", second) == (expected,)
