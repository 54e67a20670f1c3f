from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.jobs.engine.parts import GIB, MIB, MOST_PARTS, part_size, parts_of
from jos_tui.profiles.profile import Endpoint, Profile

ELSEWHERE = Profile("elsewhere", (Endpoint("s3.example.org", secure=True),))
JASMIN = Profile("cedadev-o", (Endpoint("cedadev-o.s3.jc.rl.ac.uk", secure=False),))
LARGEST_OBJECT = 5 * 1024 * GIB

sizes = st.integers(0, LARGEST_OBJECT)


@given(st.integers(0, 10_000), st.integers(1, 500))
def test_parts_cover_every_byte_once_and_in_order(size: int, length: int) -> None:
    position = 0
    for number, part in enumerate(parts_of(size, length), start=1):
        assert part.number == number
        assert part.offset == position
        assert 0 < part.length <= length
        position += part.length
    assert position == size


@given(sizes, st.sampled_from([ELSEWHERE, JASMIN]))
def test_a_file_never_needs_more_parts_than_a_store_takes(size: int, profile: Profile) -> None:
    length = part_size(size, profile)
    assert -(-size // length) <= MOST_PARTS
    assert length % MIB == 0


@given(sizes)
def test_a_part_is_never_smaller_than_a_store_takes(size: int) -> None:
    assert part_size(size, ELSEWHERE) >= 5 * MIB


@pytest.mark.parametrize(
    ("size", "profile", "expected"),
    [
        (17 * MIB, ELSEWHERE, 16 * MIB),
        (10 * GIB, ELSEWHERE, 16 * MIB),
        (10 * GIB, JASMIN, 200 * MIB),
        (10 * GIB - 1, JASMIN, 16 * MIB),
        (160_000 * MIB, ELSEWHERE, 16 * MIB),
        (160_000 * MIB + 1, ELSEWHERE, 17 * MIB),
        (LARGEST_OBJECT, JASMIN, 525 * MIB),
    ],
)
def test_parts_grow_with_the_file(size: int, profile: Profile, expected: int) -> None:
    assert part_size(size, profile) == expected
