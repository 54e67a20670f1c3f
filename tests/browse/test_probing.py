"""Which prefixes are asked about, and when enough was asked."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.dataset import Datasets
from jos_tui.browse.probing import Limits, Probing, Question
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location

LEVEL = Location("bucket", "a/")
LIMITS = Limits(at_once=2, per_screenful=4, misses=6)


def rows(*names: str, level: Location = LEVEL) -> list[Entry]:
    return [Entry(f"{level.prefix}{name}/", Kind.PREFIX) for name in names]


def many(start: int, count: int = 4) -> list[Entry]:
    return rows(*(f"{number:03}" for number in range(start, start + count)))


def names(questions: Iterable[Question]) -> list[str]:
    return [question.location.prefix.removeprefix(LEVEL.prefix) for question in questions]


@pytest.fixture
def datasets() -> Datasets:
    return Datasets()


@pytest.fixture
def probing(datasets: Datasets) -> Probing:
    return Probing(datasets, LIMITS)


def run(probing: Probing, screenful: Iterable[Entry], stores: Iterable[str] = ()) -> list[str]:
    """Answer all that is asked about a screenful, oldest question first; return what it was."""
    questions, asked = probing.begin(LEVEL, screenful), list[str]()
    while questions:
        question = questions.pop(0)
        asked += names([question])
        questions += probing.answered(question, is_store=names([question])[0] in stores)
    return asked


def test_two_at_a_time_in_the_order_of_the_rows(probing: Probing) -> None:
    first, second = probing.begin(LEVEL, rows("x", "y", "z"))
    assert names([first, second]) == ["x/", "y/"]
    assert probing.is_asking

    (third,) = probing.answered(second, is_store=False)
    assert names([third]) == ["z/"]
    assert probing.answered(first, is_store=True) == []
    assert probing.answered(third, is_store=False) == []
    assert not probing.is_asking


def test_answers_are_noted(probing: Probing, datasets: Datasets) -> None:
    run(probing, rows("x", "y"), stores=["y/"])
    x, y = rows("x", "y")
    assert (datasets.badge(LEVEL, x), datasets.badge(LEVEL, y)) == ("", "zarr")
    assert datasets.is_known(LEVEL.child(x.key))


def test_what_is_known_is_not_asked(probing: Probing, datasets: Datasets) -> None:
    datasets.remember(Location("bucket", "a/opened/"), 3)
    run(probing, rows("x", "y"), stores=["x/"])
    assert run(probing, rows("x", "y", "opened", "named.zarr", "z")) == ["z/"]


def test_objects_and_buckets_are_not_asked_about(probing: Probing) -> None:
    assert probing.begin(LEVEL, [Entry("a/x", Kind.OBJECT, 1)]) == []
    assert probing.begin(Location(), [Entry("bucket", Kind.BUCKET)]) == []


@pytest.mark.parametrize("prefix", ["known/", "known/group/", "x/named.zarr/", "x/named.zarr/y/"])
def test_nothing_inside_a_zarr_store_is_asked_about(datasets: Datasets, prefix: str) -> None:
    datasets.note(Location("bucket", "known/"), is_store=True)
    level = Location("bucket", prefix)
    assert Probing(datasets).begin(level, rows("array", level=level)) == []


def test_a_screenful_has_a_budget(probing: Probing) -> None:
    every = many(0, 6)
    assert len(run(probing, every, stores=["000/", "001/", "002/", "003/"])) == 4
    assert run(probing, every) == ["004/", "005/"], "what is left is asked the next time"


def test_a_level_is_left_alone_after_many_misses_in_a_row(probing: Probing) -> None:
    assert len(run(probing, many(0))) == 4
    assert len(run(probing, many(4))) == 2
    assert run(probing, many(8)) == []
    other = Location("bucket", "b/")
    assert probing.begin(other, rows("x", level=other)) != []
    assert probing.begin(LEVEL, many(8)) == [], "also when it is come back to"


def test_no_more_are_open_than_may_still_miss(probing: Probing) -> None:
    run(probing, many(0))
    run(probing, many(4, 1))
    (last,) = probing.begin(LEVEL, many(8))
    (again, _) = probing.answered(last, is_store=True)
    assert names([again]) == ["009/"]


def test_a_hit_begins_the_count_anew(probing: Probing) -> None:
    run(probing, many(0))
    run(probing, many(4, 1), stores=["004/"])
    assert len(run(probing, many(8))) == 4
    assert len(run(probing, many(12))) == 2


def test_a_failure_ends_it_for_the_level(probing: Probing, datasets: Datasets) -> None:
    first, second = probing.begin(LEVEL, many(0))
    assert probing.failed(first)
    assert not probing.is_asking
    assert not probing.failed(second), "what was open with it is dropped"
    assert probing.answered(second, is_store=True) == []
    assert not datasets.is_known(second.location)
    assert probing.begin(LEVEL, many(0)) == []


def test_answers_to_what_is_no_longer_asked_are_dropped(
    probing: Probing, datasets: Datasets
) -> None:
    old, _ = probing.begin(LEVEL, many(0))
    probing.stop()
    assert not probing.is_asking
    assert probing.answered(old, is_store=True) == []
    assert not datasets.is_known(old.location)

    new, _ = probing.begin(LEVEL, many(0))
    assert new.location == old.location
    assert not probing.failed(old), "nor does its failure count"
    assert names(probing.answered(new, is_store=False)) == ["002/"]
    assert probing.answered(new, is_store=False) == [], "an answer counts once"


def test_another_screenful_takes_the_place_of_the_one_before(probing: Probing) -> None:
    old, _ = probing.begin(LEVEL, many(0))
    assert names(probing.begin(LEVEL, many(4))) == ["004/", "005/"]
    assert probing.answered(old, is_store=False) == []


def test_forgetting_a_level_asks_all_of_it_again_and_nothing_else(
    probing: Probing, datasets: Datasets
) -> None:
    datasets.remember(Location("bucket", "a/opened/"), 3)
    datasets.note(Location("bucket", "a/x/below/"), is_store=False)
    run(probing, many(0), stores=["000/"])
    run(probing, many(4))
    run(probing, many(8))
    assert run(probing, many(12)) == []

    probing.forget(LEVEL)
    assert run(probing, many(0)) == ["000/", "001/", "002/", "003/"]
    assert datasets.is_known(Location("bucket", "a/opened/"))
    assert datasets.is_known(Location("bucket", "a/x/below/"))


SCREENFULS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), max_size=30)


@given(SCREENFULS, st.frozensets(st.integers(0, 40)), st.randoms())
def test_however_the_user_moves_the_limits_hold(
    screenfuls: list[tuple[int, int]], stores: frozenset[int], random: Random
) -> None:
    datasets = Datasets()
    probing = Probing(datasets, LIMITS)
    answered = set[str]()
    in_a_row = 0
    for start, count in screenfuls:
        waiting = probing.begin(LEVEL, many(start, count))
        asked = len(waiting)
        while waiting and random.random() < 0.8:
            assert len(waiting) <= LIMITS.at_once
            question = waiting.pop(random.randrange(len(waiting)))
            (name,) = names([question])
            assert name not in answered, "what was answered is never asked again"
            answered.add(name)
            is_store = int(name[:-1]) in stores
            in_a_row = 0 if is_store else in_a_row + 1
            assert in_a_row <= LIMITS.misses
            following = probing.answered(question, is_store=is_store)
            asked += len(following)
            waiting += following
        assert asked <= LIMITS.per_screenful
