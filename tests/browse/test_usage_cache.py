from __future__ import annotations

import json
import os
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.usage import Usage
from jos_tui.browse.usage_cache import Measured, Remembered, UsageCache
from jos_tui.browse.usage_tree import UsageTree
from jos_tui.core.entry import Page
from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location

ENDPOINT = "http://store.example:80"
PLACE = Location("bucket", "p/")
ODD = ["p/a/x", "p/ b /\n\x1b[31m", "p/é/\udce9", "p//", "p/top"]


def measured(*keys: str, at: int = 1_000, location: Location = PLACE) -> Measured:
    tree = UsageTree(location.prefix)
    sizes = array("q", [len(key) for key in keys])
    times = array("q", [7_000] * len(keys))
    tree.add(Page(sorted(keys), sizes, times, [""] * len(keys)))
    return Measured(ENDPOINT, location, at, tree)


@pytest.fixture
def cache(tmp_path: Path) -> UsageCache:
    return UsageCache(tmp_path / "cache" / "usage")


def files(cache: UsageCache) -> list[Path]:
    return sorted(cache.folder.iterdir())


def test_nothing_is_remembered_at_first(cache: UsageCache) -> None:
    assert cache.load(ENDPOINT, PLACE) == Remembered()


def test_a_result_comes_back_with_its_date(cache: UsageCache) -> None:
    saved = measured(*ODD, at=5_000)
    cache.save(saved)
    remembered = cache.load(ENDPOINT, PLACE)
    assert remembered.latest is not None
    assert (remembered.previous, remembered.notes) == (None, ())
    assert remembered.latest.measured_ms == 5_000
    assert list(remembered.latest.tree.rows()) == list(saved.tree.rows())


def test_the_one_before_is_kept_for_comparison(cache: UsageCache) -> None:
    for number in (1, 2, 3):
        cache.save(measured(*ODD[:number], at=number))
    remembered = cache.load(ENDPOINT, PLACE)
    assert remembered.latest is not None
    assert remembered.previous is not None
    assert (remembered.latest.measured_ms, remembered.previous.measured_ms) == (3, 2)
    assert remembered.previous.tree.total.objects == 2
    assert len(files(cache)) == 2


@pytest.mark.parametrize(
    ("endpoint", "location"),
    [
        ("https://store.example", PLACE),
        (ENDPOINT, Location("bucket", "p/a/")),
        (ENDPOINT, Location("bucket")),
        (ENDPOINT, Location("other", "p/")),
    ],
)
def test_each_place_has_results_of_its_own(
    cache: UsageCache, endpoint: str, location: Location
) -> None:
    cache.save(measured(*ODD))
    assert cache.load(endpoint, location) == Remembered()


def test_only_the_user_can_read_it(cache: UsageCache) -> None:
    before = os.umask(0)
    try:
        cache.save(measured(*ODD))
    finally:
        os.umask(before)
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in files(cache)] == [0o600]


_VALID = "".join(
    f"{line}\n"
    for line in (
        json.dumps(
            {
                "format": "jos-tui usage 1",
                "endpoint": ENDPOINT,
                "bucket": "bucket",
                "prefix": "p/",
                "measured_ms": 1_000,
            }
        ),
        json.dumps([0, "", [5, 1, 7, 7], [5, 1, 7, 7], [0, 0, 0, 0], 0]),
        json.dumps({"rows": 1}),
    )
)


def write_over(cache: UsageCache, content: bytes) -> None:
    cache.save(measured(*ODD))
    (path,) = files(cache)
    path.write_bytes(content)


def test_the_format_is_the_one_below(cache: UsageCache) -> None:
    write_over(cache, _VALID.encode())
    remembered = cache.load(ENDPOINT, PLACE)
    assert remembered.latest is not None
    assert remembered.latest.tree.total == Usage(5, 1, 7, 7)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "null\n",
        "[]\n[]\n[]\n",
        "{}\n{}\n",
        _VALID[: len(_VALID) // 2],
        _VALID.replace("usage 1", "usage 2"),
        _VALID.replace('"bucket": "bucket"', '"bucket": "other"'),
        _VALID.replace('"rows": 1', '"rows": 2'),
        _VALID.replace('"measured_ms": 1000', '"measured_ms": 1e3'),
        _VALID.replace('"measured_ms": 1000', '"measured_ms": 999999999999999'),
        _VALID.replace('[0, ""', '[1, ""'),
        _VALID.replace('[0, ""', "[0, 1"),
        _VALID.replace("[5, 1, 7, 7]", "[5, 1, 7]"),
        _VALID.replace("[5, 1", "[-5, 1"),
        "[" * 100_000,
    ],
)
def test_a_broken_file_is_left_out_with_a_word(cache: UsageCache, content: str) -> None:
    write_over(cache, content.encode())
    (path,) = files(cache)
    remembered = cache.load(ENDPOINT, PLACE)
    assert (remembered.latest, remembered.previous) == (None, None)
    (note,) = remembered.notes
    assert str(path) in note


@given(st.binary(max_size=40), st.integers(0, len(_VALID)))
def test_no_file_content_gets_out_as_an_error(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int
) -> None:
    cache = UsageCache(tmp_path_factory.mktemp("cache"))
    valid = _VALID.encode()
    write_over(cache, valid[:at] + junk + valid[at + len(junk) :])
    cache.load(ENDPOINT, PLACE)


def test_a_broken_file_does_not_hinder_the_next_result(cache: UsageCache) -> None:
    write_over(cache, b"broken")
    cache.save(measured(*ODD, at=9))
    remembered = cache.load(ENDPOINT, PLACE)
    assert remembered.latest is not None
    assert remembered.latest.measured_ms == 9
    assert len(remembered.notes) == 1


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LocalError) as caught:
        UsageCache(tmp_path / "file").save(measured(*ODD))
    assert "XDG_CACHE_HOME" in caught.value.next_step


def test_the_oldest_results_go(cache: UsageCache) -> None:
    for number in range(205):
        cache.save(measured("p/x", location=Location(f"bucket-{number}", "p/")))
    assert len(files(cache)) == 200


def test_it_is_where_caches_belong(tmp_path: Path) -> None:
    home = Path(os.environ["HOME"])
    assert UsageCache.of_user({}).folder == home / ".cache" / "jos-tui" / "usage"
    assert UsageCache.of_user({"XDG_CACHE_HOME": "relative"}) == UsageCache.of_user({})
    elsewhere = UsageCache.of_user({"XDG_CACHE_HOME": str(tmp_path)})
    assert elsewhere.folder == tmp_path / "jos-tui" / "usage"


def test_a_result_that_was_amended_leaves_the_one_before_alone(cache: UsageCache) -> None:
    for number in (1, 2):
        cache.save(measured(*ODD, at=number))
    cache.amend(measured(*ODD[:2], at=2))
    remembered = cache.load(ENDPOINT, PLACE)
    assert remembered.latest is not None
    assert remembered.previous is not None
    assert remembered.latest.tree.total.objects == 2
    assert (remembered.previous.measured_ms, remembered.previous.tree.total.objects) == (1, 5)
    assert len(files(cache)) == 2


def test_a_result_that_is_no_longer_true_is_for_comparison_only(cache: UsageCache) -> None:
    cache.retire(ENDPOINT, PLACE)
    assert cache.load(ENDPOINT, PLACE) == Remembered()
    for number in (1, 2):
        cache.save(measured(*ODD, at=number))
    cache.retire(ENDPOINT, PLACE)
    remembered = cache.load(ENDPOINT, PLACE)
    assert remembered.latest is None
    assert remembered.previous is not None
    assert remembered.previous.measured_ms == 2
