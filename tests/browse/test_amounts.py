"""Sizes are read as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.amounts import read_size, size_text


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("4096", 4096),
        ("1K", 1024),
        ("64M", 64 << 20),
        ("20m", 20 << 20),
        ("1.5G", 3 << 29),
        ("2GiB", 2 << 30),
        ("2GB", 2_000_000_000),
        ("1T", 1 << 40),
    ],
)
def test_letters_are_powers_of_1024_unless_they_are_as_shown(text: str, size: int) -> None:
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["", "M", "-1", "1.M", "1X", "1 000", "1e3", "0x10", "١"])
def test_anything_else_is_no_size(text: str) -> None:
    assert read_size(text) is None


@given(st.integers(0, 2**50))
def test_the_shortest_spelling_is_exact(size: int) -> None:
    assert read_size(str(size)) == size
    assert read_size(size_text(size)) == size


@given(st.text())
def test_any_text_is_a_size_or_none(text: str) -> None:
    assert (read_size(text) or 0) >= 0
