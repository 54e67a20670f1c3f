"""A place that is gone leads to the nearest one that is there."""

from __future__ import annotations

import pytest

from jos_tui.browse.places.nearest import nearest
from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from tests.browse.conftest import Filled


@pytest.mark.parametrize(
    ("gone", "there"),
    [("small/folder/", "small/folder/"), ("small/x/y/z/", "small/"), ("x/y/", ""), ("", "")],
)
def test_the_first_level_above_that_holds_anything(filled: Filled, gone: str, there: str) -> None:
    found = nearest(filled.store, Location(filled.bucket, gone), CancelToken())
    assert found == Location(filled.bucket, there)


def test_without_its_bucket_the_list_of_buckets(filled: Filled) -> None:
    assert nearest(filled.store, Location("jos-no-such", "a/b/"), CancelToken()) == Location()
