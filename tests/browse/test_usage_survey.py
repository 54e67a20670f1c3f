from __future__ import annotations

from pathlib import Path

import pytest

from jos_tui.browse.usage_cache import Measured, UsageCache
from jos_tui.browse.usage_survey import survey, survey_again
from jos_tui.browse.usage_tree import UsageTree
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, LocalError, NoSuchBucket
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from tests.browse.conftest import Filled


@pytest.fixture
def cache(tmp_path: Path) -> UsageCache:
    return UsageCache(tmp_path / "usage")


def latest(cache: UsageCache, store: Store, location: Location) -> Measured | None:
    return cache.load(store.profile.endpoint.url, location).latest


def test_what_was_measured_is_kept(filled: Filled, cache: UsageCache) -> None:
    location, tree = Location(filled.bucket, "small/"), UsageTree("small/")
    surveyed = survey(filled.store, cache, location, tree, CancelToken())
    assert surveyed.problem is None
    assert surveyed.measured.tree is tree
    kept = latest(cache, filled.store, location)
    assert kept is not None
    assert kept.measured_ms == surveyed.measured.measured_ms
    assert list(kept.tree.rows()) == list(tree.rows())


def test_a_part_is_not_kept(filled: Filled, cache: UsageCache) -> None:
    token, location = CancelToken(), Location(filled.bucket)
    token.cancel()
    with pytest.raises(Cancelled):
        survey(filled.store, cache, location, UsageTree(""), token)
    with pytest.raises(NoSuchBucket):
        survey(filled.store, cache, Location("no-such-bucket"), UsageTree(""), CancelToken())
    assert not cache.folder.exists()


def test_a_result_counts_though_it_cannot_be_kept(filled: Filled, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    location, tree = Location(filled.bucket, "small/"), UsageTree("small/")
    surveyed = survey(filled.store, UsageCache(tmp_path / "file"), location, tree, CancelToken())
    assert isinstance(surveyed.problem, LocalError)
    assert tree.total.objects == 5


def test_one_prefix_is_measured_again(store: Store, bucket: str, cache: UsageCache) -> None:
    token, location = CancelToken(), Location(bucket)
    for key in ("a/x", "a/y", "b/x"):
        store.put(bucket, key, b"12345", token)
    measured = survey(store, cache, location, UsageTree(""), token).measured
    for key in ("a/x", "a/y"):
        store.delete(bucket, key, token)
    survey_again(store, cache, measured, "a/", token)
    assert measured.tree.total.objects == 1
    assert measured.tree.level("a/") is None
    remembered = cache.load(store.profile.endpoint.url, location)
    assert remembered.latest is not None
    assert remembered.latest.measured_ms == measured.measured_ms
    assert remembered.latest.tree.total.objects == 1
    assert remembered.previous is None
