"""What a row looks like."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from jos_tui.browse.listing_model import ListingModel
from jos_tui.browse.ordering import Direction, Order, SortBy
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.core.text import printable_name
from jos_tui.ui.widgets.object_table_layout import fit
from tests.browse.rows import LEVEL, PREFIX, model_of, obj, page, sub
from tests.ui.object_table.table_app import DAY, NOW, TableApp, lines_asked_for


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
        (58, f"  {'x' * 13}…{'x' * 13}   123.5 MB  1 day ago"),  # half of 120 columns
        (57, f"  {'x' * 40}{' ' * 7}123.5 MB"),
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
    assert cell_len(fit(printable_name(name), width)) == width


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
