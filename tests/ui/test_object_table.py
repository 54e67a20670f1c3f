from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from jos_tui.browse.listing_model import Change, ListingModel
from jos_tui.browse.ordering import Direction, Order, SortBy
from jos_tui.core.entry import Entry, Kind, Page
from jos_tui.core.location import Location
from jos_tui.core.text import printable_name
from jos_tui.ui.widgets.object_table import ObjectTable
from jos_tui.ui.widgets.object_table_layout import fit, show_lone_joiners
from jos_tui.ui.widgets.object_table_style import COMPONENTS
from tests.browse.rows import LEVEL, PREFIX, model_of, numbered, obj, page, sub

DAY = 86_400_000
NOW = 20_000 * DAY


class CountedTable(ObjectTable):
    """Notes which lines it was asked for."""

    def __init__(self) -> None:
        super().__init__(now_ms=lambda: NOW)
        self.asked_for: list[int] = []

    def render_line(self, y: int) -> Strip:
        self.asked_for.append(y)
        return super().render_line(y)

    @property
    def shown(self) -> list[str]:
        """The text as it was drawn, without the line of titles, empty lines left out."""
        lines = [strip.text.rstrip() for strip in self.render_lines(self.size.region)[1:]]
        return [line for line in lines if line]


class TableApp(App[None]):
    def __init__(self, model: ListingModel | None = None) -> None:
        super().__init__()
        self.table = CountedTable()
        self.heard: list[ObjectTable.CursorMoved | ObjectTable.Opened] = []
        if model is not None:
            self.table.show(model)

    def compose(self) -> ComposeResult:
        yield self.table

    def on_object_table_cursor_moved(self, message: ObjectTable.CursorMoved) -> None:
        self.heard.append(message)

    def on_object_table_opened(self, message: ObjectTable.Opened) -> None:
        self.heard.append(message)


def name_under_cursor(table: ObjectTable) -> str:
    entry = table.cursor_entry
    return entry.name if entry else ""


async def lines_asked_for(pilot: Pilot[None], table: CountedTable) -> list[int]:
    """The lines drawn since the last time, once everything is drawn."""
    await pilot.pause()
    asked = sorted(table.asked_for)
    table.asked_for.clear()
    return asked


# What a row looks like


async def test_a_row_shows_mark_name_size_and_age() -> None:
    model = model_of(
        obj("a.nc", 830_400_000, NOW - 3 * DAY), sub("b"), obj("c.txt", 17, NOW - 65 * DAY)
    )
    model.toggle_mark(0)
    app = TableApp(model)

    async with app.run_test(size=(70, 10)):

        def line(mark: str, name: str, size: str, age: str) -> str:
            return f"{mark:2}{name:39}  {size:>9}  {age}"

        assert app.table.render_line(0).text.rstrip() == line("", "Name ▲", "Size", "Modified")
        assert app.table.shown == [
            line("●", "a.nc", "830.4 MB", "3 days ago"),
            line("", "b/", "–", "–"),
            line("", "c.txt", "17 B", "2 months ago"),
        ]


async def test_buckets_show_their_age() -> None:
    model = ListingModel(Location())
    model.apply(page([Entry("my-bucket", Kind.BUCKET, modified_ms=NOW - 2 * DAY)]))
    app = TableApp(model)

    async with app.run_test(size=(70, 10)):
        assert app.table.shown[0].split(maxsplit=2) == ["my-bucket", "–", "2 days ago"]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (120, f"  {'x' * 40}{' ' * 52}123.5 MB  1 day ago"),
        (80, f"  {'x' * 40}{' ' * 12}123.5 MB  1 day ago"),
        (60, f"  {'x' * 14}…{'x' * 14}   123.5 MB  1 day ago"),
        (59, f"  {'x' * 40}{' ' * 9}123.5 MB"),
        (34, f"  {'x' * 10}…{'x' * 10}   123.5 MB"),
        (33, f"  {'x' * 12}…{'x' * 11}   123M"),
        (17, "  xxxx…xxx   123M"),
        (16, "  xxxxxx…   123M"),
        (15, "  xxxxxx…xxxxxx"),
        (9, "  xxxxxx…"),
        (2, ""),
    ],
)
async def test_columns_thin_out_time_first_then_size(width: int, line: str) -> None:
    app = TableApp(model_of(obj("x" * 40, 123_456_789, NOW - DAY)))

    async with app.run_test(size=(width, 5)):
        assert app.table.shown == ([line] if line else [])
        assert app.table.render_line(1).cell_length == width


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        (Order(), "Name ▲  Size  Modified"),
        (Order(SortBy.NAME, Direction.DESCENDING), "Name ▼  Size  Modified"),
        (Order(SortBy.SIZE), "Name  Size ▲  Modified"),
        (Order(SortBy.MODIFIED, Direction.DESCENDING), "Name  Size  Modified ▼"),
        (Order(SortBy.EXTENSION), "Name by extension ▲  Size  Modified"),
    ],
)
async def test_the_titles_tell_the_order(order: Order, titles: str) -> None:
    model = model_of(obj("a"))
    app = TableApp(model)

    async with app.run_test(size=(80, 5)) as pilot:
        app.table.apply_change(model.set_order(order))
        await pilot.pause()

        assert " ".join(app.table.render_line(0).text.split()) == " ".join(titles.split())


async def test_changing_the_order_draws_the_titles_again() -> None:
    model = model_of(obj("a"))
    app = TableApp(model)

    async with app.run_test(size=(80, 5)) as pilot:
        await lines_asked_for(pilot, app.table)
        app.table.apply_change(model.set_order(Order(SortBy.SIZE)))

        assert await lines_asked_for(pilot, app.table) == [0]


HOSTILE = {
    "[red]x[/red]": "[red]x[/red]",
    "[/]": "[/]",
    "[link='": "[link='",
    "[@click=app.quit]q": "[@click=app.quit]q",
    "a\x1b]0;title\x07b": "a␛]0;title␇b",
    "a\x1b[2Jb": "a␛[2Jb",
    "c\x9b2J": "c⟨9B⟩2J",
    "cr\rlf\n": "cr␍lf␊",
    "txt\u202ecod.exe": "txt⟨202E⟩cod.exe",
    "line\u2028sep": "line⟨2028⟩sep",
    " lead and trail ": "␠lead and trail␠",
    "data[A].nc": "data[A].nc",
    "a\u200db": "a⟨200D⟩b",
    "": "⟨folder marker⟩",
}


async def test_names_of_other_people_show_as_they_are_and_do_nothing() -> None:
    model = model_of(*[obj(name) for name in HOSTILE])
    app = TableApp(model)

    async with app.run_test(size=(80, 30)):
        names = [line[:50].strip() for line in app.table.shown]

        assert names == [HOSTILE[name] for name in sorted(HOSTILE)]
        for y in range(len(HOSTILE) + 1):
            for segment in app.table.render_line(y):
                assert segment.text.isprintable()
                assert segment.style is not None
                assert segment.style.meta == {}
                assert segment.style.link is None


async def test_wide_and_combining_characters_keep_the_columns_in_line() -> None:
    names = ["名前" * 40, "e\u0301" * 100, "👩\u200d🔬" * 30, "a" + "\u0301" * 300, "ย้ำ" * 60]
    model = model_of(*[obj(name, 5, NOW - DAY) for name in names])
    app = TableApp(model)

    async with app.run_test(size=(80, 10)):
        for y in range(1, len(names) + 1):
            strip = app.table.render_line(y)
            assert sum(cell_len(segment.text) for segment in strip) == 80
            assert strip.text.endswith("       5 B  1 day ago       ")


_odd_characters = st.sampled_from("aé名\u0301\u200d\ufe0f☺1👩🔬ำ ␠⟨\u200c")


@given(st.text(_odd_characters | st.characters(), max_size=30), st.integers(0, 40))
@example("a☺\ufe0f" * 4, 8)
@example("👩\u200d🔬" * 4, 9)
def test_any_name_fits_any_column(name: str, width: int) -> None:
    assert cell_len(fit(show_lone_joiners(printable_name(name)), width)) == width


async def test_what_the_filter_found_is_marked_in_the_name() -> None:
    model = model_of(obj(" tas_\x1bAmon.nc"))
    model.set_filter("amon")
    app = TableApp(model)

    async with app.run_test(size=(80, 5)) as pilot:
        app.table.blur()
        await pilot.pause()
        underlined = [
            segment.text
            for segment in app.table.render_line(1)
            if segment.style and segment.style.underline
        ]
        assert underlined == ["Amon"]
        assert app.table.shown[0].startswith("  ␠tas_␛Amon.nc")


async def test_the_placeholder_stands_where_there_are_no_rows() -> None:
    model = ListingModel(LEVEL)
    app = TableApp(model)

    async with app.run_test(size=(40, 8)) as pilot:
        app.table.placeholder = "Loading…"
        await pilot.pause()
        assert app.table.shown == ["  Loading…"]
        app.table.placeholder = "No answer\x1b[2J\n\n" + "word " * 10
        await pilot.pause()
        assert app.table.shown == [
            "  No answer␛[2J",
            "  word word word word word word word",
            "  word word word",
        ]
        app.table.apply_change(model.apply(page([obj("a")])))
        await pilot.pause()
        assert [line.split()[0] for line in app.table.shown] == ["a"]


async def test_the_placeholder_comes_back_when_the_last_row_goes() -> None:
    model = model_of(obj("a"))
    app = TableApp(model)

    async with app.run_test(size=(40, 8)) as pilot:
        app.table.placeholder = "Nothing here"
        await lines_asked_for(pilot, app.table)
        app.table.apply_change(model.remove([PREFIX + "a"]))

        assert 1 in await lines_asked_for(pilot, app.table)
        assert app.table.shown == ["  Nothing here"]


# What is drawn, and when


def big_model(count: int) -> ListingModel:
    model = ListingModel(LEVEL)
    for start in range(0, count, 10_000):
        rows = range(start, start + 10_000)
        keys = [f"{PREFIX}{number:07d}" for number in rows]
        model.apply(Page(keys, array("q", rows), array("q", rows), [""] * 10_000, is_last=False))
    model.finish()
    return model


@pytest.mark.parametrize("count", [20_000, 1_000_000])
async def test_only_lines_on_screen_are_drawn(count: int) -> None:
    model = big_model(count)
    app = TableApp()

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        app.table.show(model)
        assert await lines_asked_for(pilot, app.table) == list(range(24))
        app.table.action_last()
        assert await lines_asked_for(pilot, app.table) == list(range(24))
        assert app.table.shown[-1].split()[0] == f"{count - 1:07d}"


async def test_moving_the_cursor_draws_two_lines() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        app.table.action_cursor_down()
        assert await lines_asked_for(pilot, app.table) == [1, 2]


async def test_marking_draws_the_row_and_the_next() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        app.table.toggle_mark()
        assert await lines_asked_for(pilot, app.table) == [1, 2]
        assert app.table.shown[0].startswith("● 00000000")


async def test_rows_that_arrive_below_the_screen_draw_nothing() -> None:
    model = ListingModel(LEVEL)
    model.apply(page(numbered(1_000)))
    app = TableApp(model)

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        app.table.apply_change(model.apply(page(numbered(1_000, 1_000))))
        assert await lines_asked_for(pilot, app.table) == []


async def test_a_refresh_draws_only_rows_that_look_different() -> None:
    model = model_of(*numbered(100))
    app = TableApp(model)

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        model.restart()
        rows = numbered(100)
        rows[5] = obj("00000005", 999)
        app.table.apply_change(model.apply(page(rows)))
        app.table.apply_change(model.finish())
        assert await lines_asked_for(pilot, app.table) == [6]


async def test_the_mouse_passing_over_draws_nothing() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.hover(ObjectTable, offset=(5, 5))
        await lines_asked_for(pilot, app.table)
        await pilot.hover(ObjectTable, offset=(5, 6))
        await pilot.hover(ObjectTable, offset=(9, 12))
        assert await lines_asked_for(pilot, app.table) == []


async def test_a_change_of_theme_draws_rows_in_its_colours() -> None:
    app = TableApp(model_of(*numbered(3)))

    async with app.run_test(size=(80, 24)) as pilot:
        before = app.table.render_line(1)
        app.theme = "textual-light"
        await pilot.pause()
        after = app.table.render_line(1)

    assert before.text == after.text
    assert list(before) != list(after)


# The cursor


async def test_the_cursor_stays_on_its_key_whatever_happens_around_it() -> None:
    model = ListingModel(LEVEL)
    app = TableApp(model)

    async with app.run_test(size=(80, 10)) as pilot:
        table = app.table
        table.apply_change(model.apply(page([obj(f"k{n:02}", n) for n in range(30)])))
        table.cursor_row = 12
        changes: list[Callable[[], Change]] = [
            lambda: model.apply(page([obj("z1", 5), obj("z2", 6)])),
            lambda: model.set_order(Order(SortBy.SIZE, Direction.DESCENDING)),
            lambda: model.set_filter("k1"),
            lambda: model.apply(page([obj("zz_k1", 1_000)])),
            lambda: model.set_filter(""),
            lambda: model.set_order(Order()),
            lambda: model.upsert([obj("a1"), obj("a2"), obj("k05x")]),
            lambda: model.remove([PREFIX + "k00", PREFIX + "k11"]),
            model.finish,
        ]
        for change in changes:
            table.apply_change(change())
            await pilot.pause()
            assert name_under_cursor(table) == "k12"
            assert any(line.startswith("  k12 ") for line in table.shown)


async def test_the_cursor_keeps_its_line_when_rows_come_in_above() -> None:
    model = model_of(*numbered(100, 100))
    app = TableApp(model)

    async with app.run_test(size=(80, 24)) as pilot:
        app.table.cursor_row = 50
        await pilot.pause()
        line = app.table.cursor_screen_line
        app.table.apply_change(model.upsert(numbered(40)))
        await pilot.pause()

        assert app.table.cursor_row == 90
        assert app.table.cursor_screen_line == line
        assert app.table.shown[line].split()[0] == "00000150"


async def test_a_removed_row_leaves_the_cursor_on_the_next() -> None:
    model = model_of(obj("a"), obj("b"), obj("c"))
    app = TableApp(model)

    async with app.run_test(size=(80, 10)):
        app.table.cursor_row = 1
        app.table.apply_change(model.remove([PREFIX + "b"]))
        assert name_under_cursor(app.table) == "c"
        app.table.apply_change(model.remove([PREFIX + "c"]))
        assert name_under_cursor(app.table) == "a"
        app.table.apply_change(model.remove([PREFIX + "a"]))
        assert app.table.cursor_entry is None


async def test_rows_removed_above_do_not_move_the_cursor_off_its_place() -> None:
    model = model_of(*numbered(20))
    app = TableApp(model)

    async with app.run_test(size=(80, 10)):
        app.table.cursor_row = 10
        app.table.apply_change(model.remove([f"{PREFIX}{n:08d}" for n in range(5, 11)]))
        assert name_under_cursor(app.table) == "00000011"


async def test_a_filter_without_hits_does_not_lose_the_cursor() -> None:
    model = model_of(*numbered(20))
    app = TableApp(model)

    async with app.run_test(size=(80, 10)):
        app.table.cursor_row = 10
        app.table.apply_change(model.set_filter("none"))
        assert app.table.cursor_entry is None
        app.table.apply_change(model.set_filter(""))
        assert name_under_cursor(app.table) == "00000010"


async def test_movements_stop_at_the_ends() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)):
        table = app.table
        table.action_cursor_up()
        assert table.cursor_row == 0
        rows = []
        for action in (
            table.action_page_down,
            table.action_half_page_down,
            table.action_cursor_down,
            table.action_half_page_up,
            table.action_page_up,
            table.action_last,
            table.action_cursor_down,
            table.action_page_down,
            table.action_first,
        ):
            action()
            rows.append(table.cursor_row)
        assert rows == [20, 30, 31, 21, 1, 99, 99, 99, 0]


async def test_a_page_moves_screen_and_cursor_alike() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.cursor_row = 3
        app.table.action_page_down()
        await pilot.pause()

        assert (app.table.cursor_row, app.table.cursor_screen_line) == (23, 3)


async def test_stepping_off_the_screen_scrolls_by_half_of_it() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.cursor_row = 19
        assert app.table.scroll_offset.y == 0
        app.table.action_cursor_down()
        await pilot.pause()

        assert app.table.scroll_offset.y == 10
        assert app.table.shown[10].startswith("  00000020")


async def test_movements_in_an_empty_table_do_nothing() -> None:
    app = TableApp()

    async with app.run_test(size=(80, 24)) as pilot:
        table = app.table
        for action in (
            table.action_cursor_down,
            table.action_page_down,
            table.action_last,
            table.action_open,
            table.toggle_mark,
            table.toggle_range,
        ):
            action()
        await pilot.pause()

        assert (table.cursor_row, table.cursor_entry, table.selection()) == (0, None, ())
        assert app.heard == []


async def test_the_cursor_goes_to_a_key_and_line_that_are_asked_for() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)):
        assert app.table.move_cursor_to(PREFIX + "00000050", screen_line=7)
        assert (app.table.cursor_row, app.table.cursor_screen_line) == (50, 7)
        assert not app.table.move_cursor_to(PREFIX + "unknown")
        assert app.table.cursor_row == 50


async def test_another_listing_is_shown_from_its_first_row() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.action_last()
        app.table.show(model_of(obj("a"), obj("b")))
        await pilot.pause()

        assert (app.table.cursor_row, app.table.scroll_offset.y) == (0, 0)
        assert len(app.table.shown) == 2


async def test_the_cursor_stays_on_screen_when_that_shrinks() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(120, 40)) as pilot:
        app.table.cursor_row = 35
        await pilot.resize_terminal(60, 12)
        await pilot.pause()

        assert any(line.startswith("  00000035") for line in app.table.shown)
        assert all(app.table.render_line(y).cell_length == 60 for y in range(12))


async def test_the_wheel_scrolls_and_the_next_key_returns_to_the_cursor() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        for _ in range(15):
            event = events.MouseScrollDown(
                app.table, 5, 5, 0, 1, 0, shift=False, meta=False, ctrl=False
            )
            app.table.post_message(event)
            await pilot.pause()
        assert app.table.scroll_offset.y >= 15
        assert app.table.cursor_row == 0
        app.table.action_cursor_down()
        await pilot.pause()

        assert app.table.scroll_offset.y == 0
        assert app.table.cursor_row == 1


# What it tells


async def test_the_cursor_tells_only_when_it_is_on_another_key() -> None:
    model = ListingModel(LEVEL)
    app = TableApp(model)

    async with app.run_test(size=(80, 21)) as pilot:
        steps: list[Callable[[], None]] = [
            lambda: app.table.apply_change(model.apply(page([obj("b"), obj("c")]))),
            lambda: app.table.apply_change(model.upsert([obj("a")])),
            app.table.action_cursor_down,
            lambda: app.table.apply_change(model.finish()),
            lambda: app.table.apply_change(model.set_filter("zzz")),
        ]
        for step in steps:
            step()
            await pilot.pause()

    assert [message.entry for message in app.heard] == [obj("b"), obj("c"), None]


async def test_one_click_moves_the_cursor_and_two_open() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.styles.border = ("round", "white")
        app.table.action_last()
        app.table.action_first()
        await pilot.click(ObjectTable, offset=(10, 5))
        assert app.table.cursor_row == 3
        app.heard.clear()
        await pilot.click(ObjectTable, offset=(10, 6), times=2)

        assert app.table.cursor_row == 4
        opened = [message for message in app.heard if isinstance(message, ObjectTable.Opened)]
        assert [message.entry.name for message in opened] == ["00000004"]


async def test_clicks_beside_the_rows_do_nothing() -> None:
    app = TableApp(model_of(obj("a"), obj("b")))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.cursor_row = 1
        await pilot.click(ObjectTable, offset=(10, 0), times=2)
        await pilot.click(ObjectTable, offset=(10, 15), times=2)

        assert app.table.cursor_row == 1
        assert not any(isinstance(message, ObjectTable.Opened) for message in app.heard)


async def test_it_has_no_keys_of_its_own() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        assert app.focused is app.table
        await pilot.press("down", "pagedown", "end", "enter", "space")

        assert (app.table.cursor_row, app.table.scroll_offset.y) == (0, 0)


# Marks


def marked_lines(table: CountedTable) -> list[int]:
    return [number for number, line in enumerate(table.shown) if line.startswith("●")]


async def test_a_range_follows_the_cursor_and_marks_when_it_is_closed() -> None:
    model = model_of(*numbered(10))
    app = TableApp(model)

    async with app.run_test(size=(80, 21)) as pilot:
        table = app.table
        table.cursor_row = 5
        table.toggle_range()
        table.action_cursor_up()
        table.action_cursor_up()
        await pilot.pause()
        assert table.range_is_open
        assert marked_lines(table) == [3, 4, 5]
        assert model.marked_count == 0
        table.action_cursor_down()
        table.toggle_range()

        assert not table.range_is_open
        assert marked_lines(table) == [4, 5]
        assert model.marked_count == 2


async def test_a_range_that_is_given_up_marks_nothing() -> None:
    model = model_of(*numbered(10))
    app = TableApp(model)

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.toggle_range()
        app.table.action_cursor_down()
        await lines_asked_for(pilot, app.table)

        assert app.table.end_range()
        assert not app.table.end_range()
        assert await lines_asked_for(pilot, app.table) == [1, 2]
        assert marked_lines(app.table) == []
        assert model.marked_count == 0


async def test_an_action_in_the_middle_of_a_range_is_about_the_range() -> None:
    app = TableApp(model_of(*numbered(10)))

    async with app.run_test(size=(80, 21)):
        app.table.toggle_range()
        app.table.action_cursor_down()

        assert [entry.name for entry in app.table.selection()] == ["00000000", "00000001"]
        assert not app.table.range_is_open


async def test_a_range_whose_beginning_is_gone_marks_nothing() -> None:
    model = model_of(*numbered(10))
    app = TableApp(model)

    async with app.run_test(size=(80, 21)):
        app.table.toggle_range()
        app.table.cursor_row = 4
        app.table.apply_change(model.remove([PREFIX + "00000000"]))
        app.table.toggle_range()

        assert model.marked_count == 0


# Colours


def themes() -> Iterable[str]:
    return App[None]().available_themes


def in_16_colours(style: Style) -> tuple[object, object]:
    color, background = style.color, style.bgcolor
    return (
        color and color.downgrade(ColorSystem.STANDARD),
        background and background.downgrade(ColorSystem.STANDARD),
    )


def line_styles(table: ObjectTable, y: int) -> list[Style]:
    segments: list[Segment] = list(table.render_line(y))
    return [segment.style for segment in segments if segment.style is not None]


@pytest.mark.parametrize("theme", themes())
async def test_every_line_can_be_read_in_16_colours(theme: str) -> None:
    model = model_of(obj("a"), obj("b"), sub("c"), obj("d"))
    model.toggle_mark(1)
    app = TableApp(model)
    app.theme = theme

    async with app.run_test(size=(80, 10)) as pilot:
        for focused in (True, False):
            if not focused:
                app.set_focus(None)
            await pilot.pause()
            for y in range(5):
                for style in line_styles(app.table, y):
                    color, background = in_16_colours(style)
                    assert color != background or color == Color.default(), (theme, y, style)
            cursor, plain = line_styles(app.table, 1)[0], line_styles(app.table, 4)[0]
            assert cursor != plain


def test_every_component_is_styled() -> None:
    assert {name for name in COMPONENTS if name in ObjectTable.DEFAULT_CSS} == COMPONENTS


def test_a_change_of_nothing_is_nothing() -> None:
    assert model_of(obj("a")).remove([]) == Change(0, 0)
