"""The check of what reaches a terminal fails for whatever should not."""

from __future__ import annotations

import pytest

from tests.support.fuzz import SEQUENCES, assert_only_ours, fuzzed

OURS = "\x1b[?1049h\x1b[H\x1b[1;38;5;214m", "\x1b[0m\x1b[3;7H\r\n\b"
HARMLESS = {"\x1b[31m", "\x1b[H", "\x1b[9999;1H", "\x1b[?1049l", "\x1b[?25h", "\x1b[?2026h"}
HARMLESS |= {"\x1b[?2026l", "\x1b]52;c;aGk=\x07", "\r\n"}
"""Sequences that are ours too: that names bring them is seen by their being drawn otherwise."""


@pytest.mark.parametrize("sequence", sorted(set(SEQUENCES) - HARMLESS))
def test_what_is_none_of_ours_is_noticed(sequence: str) -> None:
    assert_only_ours("a".join(OURS))
    with pytest.raises(AssertionError, match="reached the terminal"):
        assert_only_ours(sequence.join(OURS))


def test_strings_are_different_and_the_same_each_time() -> None:
    assert len(set(fuzzed(1000, 1))) >= 999
    assert fuzzed(100, 1) == fuzzed(100, 1) != fuzzed(100, 2)
    assert "".join(fuzzed(1000, 1)).count("\x1b") > 500
