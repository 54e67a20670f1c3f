"""A program that is nothing but a table."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from jos_tui.browse.listing_model import ListingModel
from jos_tui.ui.widgets.object_table import ObjectTable

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
