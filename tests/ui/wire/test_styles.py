"""Changes of style lead where they should, and are short."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style

from jos_tui.ui.wire.styles import PLAIN, Look, Styles
from tests.ui.wire.terminals import STYLES, Shown

CODES = [*map(str, range(5)), *map(str, range(21, 26)), "27", "29", "31", "39", "44", "49", "97"]
COLOURS = ["38;5;208", "48;5;17", "38;2;1;2;3", "48;2;4;5;6"]
codes = st.lists(st.sampled_from([*CODES, *COLOURS]), max_size=6)


def as_shown(output: str) -> pyte.screens.Char:
    shown = Shown(2, 1)
    shown.feed(output + "x")
    return shown.cells()[0][0]


@settings(max_examples=200, deadline=None)
@given(codes, codes)
def test_a_change_shows_what_the_full_sequence_does(first: list[str], second: list[str]) -> None:
    styles = Styles()
    one = styles.after(PLAIN, ";".join(first))
    other = styles.after(PLAIN, ";".join(second))
    assert one is not None
    assert other is not None
    there = styles.change(PLAIN, one)
    changed = there + styles.change(one, other)
    assert as_shown(changed) == as_shown(styles.change(PLAIN, other))
    if not {"21", "22", "53"} & {*first, *second}:  # which pyte does not know
        assert as_shown(there) == as_shown(f"\x1b[{';'.join(first) or '0'}m")
    full = styles.change(PLAIN, other)
    assert len(styles.change(one, other)) <= max(len("\x1b[m"), len(full) + len("0;"))


def test_the_same_style_has_the_same_number() -> None:
    styles = Styles()
    assert styles.after(PLAIN, "1;31") == styles.after(PLAIN, "31;1")
    bold = styles.after(PLAIN, "1")
    assert bold is not None
    assert styles.after(bold, "") == PLAIN
    assert styles.after(bold, "22") == PLAIN


@pytest.mark.parametrize("style", STYLES)
def test_all_that_rich_writes_is_understood(style: Style) -> None:
    shown = style.render("|")
    parameters = shown.partition("|")[0].removeprefix("\x1b[").removesuffix("m")
    assert Styles().after(PLAIN, parameters) is not None


@pytest.mark.parametrize("parameters", ["38", "38;2;1", "38;7;1", "99", "1;58;5;1", "1::2"])
def test_what_is_not_understood_is_said_so(parameters: str) -> None:
    assert Styles().after(PLAIN, parameters) is None


def test_blanks_that_may_be_erased() -> None:
    styles = Styles()
    for parameters, expected in {"1;31;44": True, "4": False, "7": False, "9": False}.items():
        style = styles.after(PLAIN, parameters)
        assert style is not None
        assert styles.is_plain_on_blanks(style) is expected
    assert not styles.is_plain_on_blanks(styles.linked(PLAIN, ";there"))
    assert styles.look(styles.linked(PLAIN, ";there")) == Look(link=";there")
