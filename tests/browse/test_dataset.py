"""Which rows are a dataset."""

from __future__ import annotations

import pytest

from jos_tui.browse.dataset import Datasets, is_zarr_metadata
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location

LEVEL = Location("bucket", "a/")


@pytest.mark.parametrize(
    ("key", "kind", "shown"),
    [
        ("a/tas.zarr/", Kind.PREFIX, "zarr"),
        ("a/tas.ZARR/", Kind.PREFIX, "zarr"),
        ("a/tas.zarr3/", Kind.PREFIX, "zarr"),
        ("a/tas.zarr", Kind.OBJECT, ""),
        ("tas.zarr", Kind.BUCKET, ""),
        ("a/zarr/", Kind.PREFIX, ""),
        ("a/.zarr/", Kind.PREFIX, ""),
        ("a/tas.zarr//", Kind.PREFIX, ""),
        ("a/tas.zarr.old/", Kind.PREFIX, ""),
    ],
)
def test_a_prefix_that_ends_so_is_a_zarr_store(key: str, kind: Kind, shown: str) -> None:
    assert Datasets().badge(LEVEL, Entry(key, kind)) == shown


def test_what_was_seen_to_be_one_is_one_whatever_its_name() -> None:
    datasets, entry = Datasets(), Entry("a/tas/", Kind.PREFIX)
    assert datasets.badge(LEVEL, entry) == ""
    datasets.remember(Location("bucket", "a/tas/"), 12)

    assert datasets.badge(LEVEL, entry) == "zarr"
    assert datasets.arrays(LEVEL, entry) == 12
    assert datasets.badge(Location("other", "a/"), entry) == ""


def test_what_is_known_does_not_grow_without_end() -> None:
    datasets = Datasets()
    for number in range(10_001):
        datasets.remember(Location("bucket", f"a/{number}/"), number)

    assert datasets.badge(LEVEL, Entry("a/0/", Kind.PREFIX)) == ""
    assert datasets.badge(LEVEL, Entry("a/10000/", Kind.PREFIX)) == "zarr"


@pytest.mark.parametrize(
    ("key", "kind", "is_one"),
    [
        ("a/.zgroup", Kind.OBJECT, True),
        (".zarray", Kind.OBJECT, True),
        ("a/.zmetadata", Kind.OBJECT, True),
        ("a/zarr.json", Kind.OBJECT, True),
        ("a/.zattrs", Kind.OBJECT, False),
        ("a/zarr.json/", Kind.PREFIX, False),
        ("zarr.json", Kind.BUCKET, False),
    ],
)
def test_objects_that_make_their_level_a_zarr_store(key: str, kind: Kind, is_one: bool) -> None:
    assert is_zarr_metadata(Entry(key, kind)) is is_one
