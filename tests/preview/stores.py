"""Zarr documents and stores to read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from jos_tui.core.background import CancelToken
from jos_tui.demo.zarr import ZarrArray, format_2, format_3
from jos_tui.store.store import Store

ARRAYS = (
    ZarrArray("lat", ("lat",), (6,), (6,), array("d", range(6)), {"units": "degrees_north"}),
    ZarrArray("tas", ("time", "lat"), (4, 6), (2, 3), array("f", range(24)), {"units": "K"}),
)
V2 = tuple(format_2({"title": "sample"}, ARRAYS))
V3 = tuple(format_3({"title": "sample"}, ARRAYS))


def fill(store: Store, bucket: str, prefix: str, files: Iterable[tuple[str, bytes]]) -> None:
    for key, body in files:
        store.put(bucket, prefix + key, body, CancelToken())
