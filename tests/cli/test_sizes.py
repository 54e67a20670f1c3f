"""Sizes are read as people type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.cli.sizes import parse_size


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
        ("2GB", 2 << 30),
        ("1T", 1 << 40),
    ],
)
def test_letters_are_powers_of_1024(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "M", "-1", "1.M", "1X", "1 000", "1e3", "0x10", "١"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        parse_size(text)


@given(st.integers(0, 2**50))
def test_plain_numbers_are_bytes_exactly(size: int) -> None:
    assert parse_size(str(size)) == size


@given(st.text())
def test_any_text_is_a_size_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert parse_size(text) >= 0
