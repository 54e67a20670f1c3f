from __future__ import annotations

import pytest

from jos_tui.browse.ordering import Direction, Order, SortBy, extension
from tests.browse.rows import model_of, names, obj, sub


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("a/tas.nc", "nc"),
        ("a/TAS.NC", "nc"),
        ("a.b/tas", ""),
        ("a/.zarray", ""),
        ("a/x.tar.gz", "gz"),
        ("a/x.", ""),
        ("a/x.zarr/", ""),
        ("", ""),
    ],
)
def test_the_extension_is_what_follows_the_last_dot(key: str, expected: str) -> None:
    assert extension(key) == expected


@pytest.mark.parametrize(
    ("by", "direction", "expected"),
    [
        (SortBy.NAME, Direction.ASCENDING, ["a.nc", "b/", "c.txt", "d.nc"]),
        (SortBy.NAME, Direction.DESCENDING, ["d.nc", "c.txt", "b/", "a.nc"]),
        (SortBy.SIZE, Direction.ASCENDING, ["b/", "c.txt", "a.nc", "d.nc"]),
        (SortBy.SIZE, Direction.DESCENDING, ["b/", "a.nc", "d.nc", "c.txt"]),
        (SortBy.MODIFIED, Direction.ASCENDING, ["b/", "d.nc", "a.nc", "c.txt"]),
        (SortBy.MODIFIED, Direction.DESCENDING, ["b/", "c.txt", "a.nc", "d.nc"]),
        (SortBy.EXTENSION, Direction.ASCENDING, ["b/", "a.nc", "d.nc", "c.txt"]),
        (SortBy.EXTENSION, Direction.DESCENDING, ["b/", "c.txt", "a.nc", "d.nc"]),
    ],
)
def test_prefixes_come_first_but_by_name_and_equals_stay_in_key_order(
    by: SortBy, direction: Direction, expected: list[str]
) -> None:
    model = model_of(obj("a.nc", 5, 20), sub("b"), obj("c.txt", 1, 30), obj("d.nc", 5, 10))

    model.set_order(Order(by, direction))

    assert names(model) == expected
