"""Lists of very many rows: only what is drawn is made, and marks stay with their rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from jos_tui.core.text import printable
from jos_tui.ui.preview.columns import Side
from jos_tui.ui.records.columns import RecordColumn, columns_that_fit, heading, row_text
from jos_tui.ui.records.marks import RowMarks
from jos_tui.ui.widgets.line_list import LineList, Row, RowsOnDemand

PLACES = st.sets(st.integers(0, 20))


class Numbers(RowsOnDemand):
    """So many rows, that note which of them were made."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.made: set[int] = set()

    def __len__(self) -> int:
        return self.number

    def at(self, place: int) -> Row:
        self.made.add(place)
        return Row(place, (f"row {place}",))


class ListApp(App[None]):
    """Shows nothing but a list."""

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList(1)

    def compose(self) -> ComposeResult:
        yield self.list


async def test_of_a_million_rows_only_those_on_screen_are_made() -> None:
    app, rows = ListApp(), Numbers(1_000_000)
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.show(rows)
        await pilot.pause()
        app.list.action_last()
        await pilot.pause()
        assert app.list.cursor_key == 999_999
        assert rows.made <= {*range(10), *range(999_980, 1_000_000)}
        assert "row 999999" in app.list.render_line(9).text


async def test_the_cursor_stays_where_it_is_while_rows_come_and_within_them_when_they_go() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.show(Numbers(5))
        app.list.action_last()
        app.list.show(Numbers(1000))
        assert app.list.cursor_row == 4
        app.list.show(Numbers(2))
        assert app.list.cursor_row == 1
        app.list.show(Numbers(0), "none")
        await pilot.pause()
        assert app.list.cursor_key is None
        assert "none" in app.list.render_line(0).text


@given(PLACES, PLACES, st.integers(1, 21))
def test_marks_stay_with_their_rows_when_others_go(
    marked: set[int], gone: set[int], number: int
) -> None:
    rows = list(range(number))
    marks = RowMarks()
    for place in marked & set(rows):
        marks.toggle(place)
    kept = [row for row in rows if row not in gone]
    marks.keep(kept)
    assert marks.of(kept) == sorted((marked & set(rows)) - gone)


@given(PLACES, st.integers(1, 20))
def test_marking_all_twice_marks_none(marked: set[int], number: int) -> None:
    marks = RowMarks()
    for place in marked & set(range(number)):
        marks.toggle(place)
    marks.toggle_all(number)
    if len(marks) == 0:  # all were marked before
        marks.toggle_all(number)
    assert marks.of(range(number)) == list(range(number))
    marks.toggle_all(number)
    assert not marks.clear()


@given(st.text(), st.integers(0, 120))
def test_a_row_never_takes_more_than_the_line(text: str, width: int) -> None:
    columns = columns_that_fit(
        (
            RecordColumn("first", 12, printable),
            RecordColumn("second", 9, printable, 2, Side.RIGHT),
            RecordColumn("name", 0, printable),
        ),
        width,
    )
    assert cell_len(row_text(columns, text, width)) <= max(width, 0)
    assert cell_len(heading(columns, width)) <= width
