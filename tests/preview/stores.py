"""Zarr documents and stores to read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from jos_tui.core.background import CancelToken
from jos_tui.demo.zarr import ZarrArray, format_2, format_3
from jos_tui.store.store import Store

ARRAYS = (
    ZarrArray("lat", ("lat",), (6,), (6,), array("d", range(6)), {"units": "degrees_north"}),
    ZarrArray("tas", ("time", "lat"), (4, 6), (2, 3), array("f", range(24)), {"units": "K"}),
)
V2 = tuple(format_2({"title": "sample"}, ARRAYS))
V3 = tuple(format_3({"title": "sample"}, ARRAYS))

ZARRAY: dict[str, Any] = {
    "zarr_format": 2,
    "shape": [10, 7],
    "chunks": [4, 7],
    "dtype": "<f4",
    "compressor": {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1},
    "fill_value": "NaN",
    "filters": [{"id": "delta"}],
    "order": "C",
}
NODE: dict[str, Any] = {
    "zarr_format": 3,
    "node_type": "array",
    "shape": [100, 100],
    "data_type": "int16",
    "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [50, 30]}},
    "codecs": ["bytes", {"name": "zstd", "configuration": {"level": 3}}],
    "fill_value": 0,
    "attributes": {"units": "m"},
    "dimension_names": ["y", None],
}

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=2**62, max_value=2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["regular", "sharding_indexed", "array", "group", "<f4", "int8"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
"""Any JSON, with some of the words that Zarr knows."""


def fill(store: Store, bucket: str, prefix: str, files: Iterable[tuple[str, bytes]]) -> None:
    for key, body in files:
        store.put(bucket, prefix + key, body, CancelToken())
