from __future__ import annotations

import pytest

from jos_tui.browse.resolve import resolve
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NoSuchBucket
from jos_tui.core.location import Location
from tests.browse.conftest import Filled


@pytest.mark.parametrize(
    ("key", "prefix", "cursor_key"),
    [
        ("", "", ""),
        ("small/", "small/", ""),
        ("small", "small/", ""),
        ("small/folder", "small/folder/", ""),
        ("small/a", "small/a/", ""),
        ("small/é", "small/", "small/é"),
        ("top", "", "top"),
        ("large/00001", "large/", "large/00001"),
        ("none/such", "none/", "none/such"),
        ("none/such/", "none/such/", ""),
    ],
)
def test_a_path_leads_to_a_prefix_or_to_the_row_of_an_object(
    filled: Filled, key: str, prefix: str, cursor_key: str
) -> None:
    assert resolve(filled.store, filled.bucket, key, CancelToken()) == (
        Location(filled.bucket, prefix),
        cursor_key,
    )


def test_a_bucket_that_is_not_there_is_told(filled: Filled) -> None:
    with pytest.raises(NoSuchBucket):
        resolve(filled.store, "jos-test-there-is-none", "key", CancelToken())
