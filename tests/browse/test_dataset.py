"""Which rows are a dataset."""

from __future__ import annotations

import pytest

from jos_tui.browse.dataset import badge
from jos_tui.core.entry import Entry, Kind


@pytest.mark.parametrize(
    ("key", "kind", "shown"),
    [
        ("a/tas.zarr/", Kind.PREFIX, "zarr"),
        ("tas.ZARR/", Kind.PREFIX, "zarr"),
        ("tas.zarr3/", Kind.PREFIX, "zarr"),
        ("tas.zarr", Kind.OBJECT, ""),
        ("tas.zarr", Kind.BUCKET, ""),
        ("zarr/", Kind.PREFIX, ""),
        ("a/.zarr/", Kind.PREFIX, ""),
        ("tas.zarr//", Kind.PREFIX, ""),
        ("tas.zarr.old/", Kind.PREFIX, ""),
    ],
)
def test_a_prefix_that_ends_so_is_a_zarr_store(key: str, kind: Kind, shown: str) -> None:
    assert badge(Entry(key, kind)) == shown
