"""One of a few values: none is torn over two lines, and a click takes what is under it."""

from __future__ import annotations

from enum import Enum

import pytest
from textual.app import App, ComposeResult

from jos_tui.ui.widgets.choice import Choice


class Rule(Enum):
    """Values as dialogs have them."""

    SKIP = "skip"
    REPLACE = "replace"
    NEWER = "replace if newer"
    KEEP = "keep both"


class OneChoice(App[None]):
    """Shows a choice as wide as the screen."""

    def compose(self) -> ComposeResult:
        yield Choice("If taken:", list(Rule))


def lines(choice: Choice) -> list[str]:
    return [choice.render_line(y).text.rstrip() for y in range(choice.size.height)]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, ["If taken:  ‹skip›  replace   replace if newer   keep both"]),
        (52, ["If taken:  ‹skip›  replace   replace if newer", "            keep both"]),
        (
            30,
            [
                "If taken:  ‹skip›  replace",
                "            replace if newer",
                "            keep both",
            ],
        ),
        (20, ["If taken:  ‹skip›", " replace", " replace if newer", " keep both"]),
    ],
)
async def test_values_are_whole_on_lines_of_any_width(width: int, shown: list[str]) -> None:
    app = OneChoice()
    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.pause()
        assert lines(app.query_one(Choice)) == shown


@pytest.mark.parametrize("width", [80, 52, 30, 20])
@pytest.mark.parametrize("value", list(Rule))
async def test_a_click_takes_the_value_under_it(width: int, value: Rule) -> None:
    app = OneChoice()
    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.pause()
        choice = app.query_one(Choice)
        y, line = next((y, line) for y, line in enumerate(lines(choice)) if value in seen_in(line))
        await pilot.click(choice, offset=(line.index(str(value.value)), y))
        assert choice.chosen(Rule) is value


def seen_in(line: str) -> list[Rule]:
    """Return the values that a line shows."""
    words = [word.strip(" ‹›") for word in line.removeprefix("If taken:").split("  ")]
    return [value for value in Rule if str(value.value) in words]


async def test_a_click_beside_the_values_changes_nothing() -> None:
    app = OneChoice()
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        choice = app.query_one(Choice)
        await pilot.click(choice, offset=(2, 0))
        await pilot.click(choice, offset=(75, 0))
        assert choice.chosen(Rule) is Rule.SKIP
