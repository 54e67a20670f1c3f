"""Which rows are a dataset."""

from __future__ import annotations

import pytest

from jos_tui.browse.columns import page_of
from jos_tui.browse.dataset import Datasets, is_zarr_metadata, lists_metadata, store_of_metadata
from jos_tui.browse.listing_model import ListingModel
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


def test_answers_that_are_known_do_not_grow_without_end_either() -> None:
    datasets = Datasets()
    for number in range(10_001):
        datasets.note(Location("bucket", f"a/{number}/"), is_store=False)

    assert not datasets.is_known(Location("bucket", "a/0/"))
    assert datasets.is_known(Location("bucket", "a/1/"))


def test_the_latest_that_was_noted_holds() -> None:
    datasets, location = Datasets(), Location("bucket", "a/tas/")
    datasets.remember(location, 12)
    datasets.note(location, is_store=False)
    assert datasets.is_known(location)
    assert not datasets.is_store(location)
    assert datasets.arrays(LEVEL, Entry("a/tas/", Kind.PREFIX)) is None

    datasets.note(location, is_store=True)
    assert datasets.is_store(location)
    datasets.forget(location)
    assert not datasets.is_known(location)


@pytest.mark.parametrize(
    ("prefix", "is_within"), [("a/x.zarr/", True), ("a/x.zarr/y/z/", True), ("a/", False)]
)
def test_all_below_a_zarr_store_is_within_it(prefix: str, is_within: bool) -> None:
    assert Datasets().is_within_store(Location("bucket", prefix)) is is_within
    assert not Datasets().is_within_store(Location())


def test_a_level_that_lists_metadata_is_a_zarr_store() -> None:
    model = ListingModel(LEVEL)
    model.apply(page_of([Entry("a/tas/zarr.json", Kind.OBJECT, 1), Entry("a/x", Kind.OBJECT, 1)]))
    assert not lists_metadata(model)
    model.upsert([Entry("a/zarr.json", Kind.OBJECT, 1)])
    assert lists_metadata(model)


@pytest.mark.parametrize(
    ("key", "prefix"),
    [("a/b/.zgroup", "a/b/"), ("zarr.json", ""), ("a/zarr.json/", None), ("a/x.nc", None)],
)
def test_the_key_of_an_object_tells_of_which_zarr_store_it_is(key: str, prefix: str | None) -> None:
    expected = None if prefix is None else Location("bucket", prefix)
    assert store_of_metadata("bucket", key) == expected


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
