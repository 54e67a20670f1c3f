from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.jobs.engine.bandwidth import Bandwidth
from jos_tui.jobs.engine.download_object import Cut
from jos_tui.jobs.engine.memory import MemoryLimit
from jos_tui.jobs.engine.parts import GIB, MIB, MOST_PARTS, part_size, parts_of
from jos_tui.jobs.engine.upload_name import UploadName
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.jobs.model import Conflict
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.store.store import connect

ELSEWHERE = Profile("elsewhere", (Endpoint("s3.example.org", secure=True),))
JASMIN = Profile("cedadev-o", (Endpoint("cedadev-o.s3.jc.rl.ac.uk", secure=False),))
LARGEST_OBJECT = 5 * 1024 * GIB
LARGEST_OF_ALL = 50 * 10**12  # what some stores take by now
LEAST_PART, LARGEST_PART = 5 * MIB, 5 * GIB
BORDERS = (16 * MIB, 10 * GIB, *(MOST_PARTS * part * MIB for part in (5, 16, 200)))

sizes = st.integers(0, LARGEST_OF_ALL) | st.builds(
    lambda border, beside: border + beside, st.sampled_from(BORDERS), st.integers(-2, 2)
)
wishes = st.just(0) | st.integers(1, 8 * GIB)


@st.composite
def cuts(draw: st.DrawFn) -> Callable[[int], int]:
    """How a job gets from a size to that of its parts: of an upload anywhere, or of a download."""
    if draw(st.booleans()):
        return Cut().part_size_for
    with closing(connect(draw(st.sampled_from([ELSEWHERE, JASMIN])))) as store:
        return UploadTools(
            store=store,
            names=UploadName(store, Conflict.SKIP, 0),
            memory=MemoryLimit(0),
            bandwidth=Bandwidth(0),
            begun_ms=0,
            part_size=draw(wishes),
            pieces_of=lambda _: {},
            tell=lambda _: None,
        ).part_size_for


@given(st.integers(0, 10_000), st.integers(1, 500))
def test_parts_cover_every_byte_once_and_in_order(size: int, length: int) -> None:
    position = 0
    for number, part in enumerate(parts_of(size, length), start=1):
        assert part.number == number
        assert part.offset == position
        assert 0 < part.length <= length
        position += part.length
    assert position == size


@given(sizes, cuts())
def test_parts_are_never_more_nor_of_another_size_than_a_store_takes(
    size: int, cut: Callable[[int], int]
) -> None:
    assert LEAST_PART <= cut(size) <= LARGEST_PART
    assert -(-size // cut(size)) <= MOST_PARTS


@given(sizes, sizes, cuts())
def test_a_larger_file_never_has_smaller_parts(
    one: int, other: int, cut: Callable[[int], int]
) -> None:
    assert cut(min(one, other)) <= cut(max(one, other))


@given(sizes, st.sampled_from([ELSEWHERE, JASMIN]))
def test_parts_that_nobody_has_wished_for_are_whole_mebibytes(size: int, profile: Profile) -> None:
    assert part_size(size, profile) % MIB == 0


@given(st.integers(10 * GIB, LARGEST_OF_ALL))
def test_a_large_file_has_large_parts_on_jasmin(size: int) -> None:
    assert part_size(size, JASMIN) >= 200 * MIB


@pytest.mark.parametrize(
    ("size", "profile", "expected"),
    [
        (17 * MIB, ELSEWHERE, 16 * MIB),
        (10 * GIB, ELSEWHERE, 16 * MIB),
        (10 * GIB, JASMIN, 200 * MIB),
        (10 * GIB - 1, JASMIN, 16 * MIB),
        (160_000 * MIB, ELSEWHERE, 16 * MIB),
        (160_000 * MIB + 1, ELSEWHERE, 17 * MIB),
        (2_000_000 * MIB, JASMIN, 200 * MIB),
        (2_000_000 * MIB + 1, JASMIN, 201 * MIB),
        (LARGEST_OBJECT, JASMIN, 525 * MIB),
    ],
)
def test_parts_grow_with_the_file(size: int, profile: Profile, expected: int) -> None:
    assert part_size(size, profile) == expected
