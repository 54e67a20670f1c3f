"""Guesses where a listing goes on: never wrong in form, and good for keys as people make them."""

from __future__ import annotations

import random
from bisect import bisect_right
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.store.listing_guess import Guesser

PAGE = 100
NAMES = st.text(st.sampled_from("ab01fF/.-_ zé~"), max_size=8)


def guesser(prefix: str, keys: list[str], size: int) -> Guesser:
    found = Guesser(prefix)
    for start in range(0, len(keys), size):
        found.note(keys[start : start + size])
    return found


@given(
    st.sampled_from(["", "p/", "é/"]),
    st.lists(NAMES, min_size=1, max_size=60, unique=True),
    NAMES,
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_a_guess_lies_behind_and_below_the_prefix_and_is_ascii(
    prefix: str, names: list[str], further: str, size: int, pages: int
) -> None:
    keys = sorted(prefix + name for name in names)
    after = max(keys[-1], prefix + further)
    guess = guesser(prefix, keys, size).behind(after, pages)
    if guess:
        assert guess > after
        assert guess.startswith(prefix)
        assert guess.removeprefix(prefix).isascii()


@pytest.mark.parametrize("form", ["p/key-{:06d}", "p/{:05d}.nc", "p/2020/{:07x}", "p/{:04d}/x.nc"])
def test_keys_that_are_counted_up_are_guessed_exactly(form: str) -> None:
    keys = [form.format(number) for number in range(4000)]
    guess = guesser("p/", keys[: 8 * PAGE], PAGE).behind(keys[8 * PAGE - 1], 6)
    assert guess == keys[14 * PAGE - 1]


def some_hashes() -> list[str]:
    chance = random.Random(3)
    return [f"p/{chance.getrandbits(128):032x}" for _ in range(8000)]


def some_hours() -> list[str]:
    begin = datetime(1999, 1, 1)
    hours = (begin + timedelta(hours=number) for number in range(8000))
    return [hour.strftime("p/%Y/%m/%d/tas_%Y%m%d%H.nc") for hour in hours]


@pytest.mark.parametrize(
    "keys",
    [
        some_hashes(),
        some_hours(),
        [f"p/file{number}.nc" for number in range(8000)],
        [f"p/t/{a}.{b}.{c}" for a in range(20) for b in range(20) for c in range(20)],
    ],
    ids=["hashes", "hours", "not padded", "chunks"],
)
def test_most_ranges_are_neither_empty_nor_long(keys: list[str]) -> None:
    keys.sort()
    end = 8 * PAGE
    found = guesser("p/", keys[:end], PAGE)
    ranges: list[int] = []
    while end < len(keys):
        guess = found.behind(keys[end] if ranges and not ranges[-1] else keys[end - 1], 6)
        start, end = end, bisect_right(keys, guess) if guess else min(len(keys), end + PAGE)
        ranges.append(end - start)
        for page in range(start, end, PAGE):
            found.note(keys[page : min(page + PAGE, end)])
    good = [count for count in ranges if PAGE <= count <= 12 * PAGE]
    assert len(good) >= len(ranges) / 2


def test_there_is_no_telling_without_pages_or_behind_the_last_number() -> None:
    found = Guesser("p/")
    assert not found.behind("p/1", 6)
    keys = [f"p/{number:02d}" for number in range(90)]
    for start in range(0, 90, 10):
        found.note(keys[start : start + 10])
    assert not found.behind("p/95", 6)
    found.forget()
    assert not found.behind("p/10", 6)
