"""Five lines for who is here for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from jos_tui.browse.places.first_time import is_first_time
from jos_tui.ui.asking import ask

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen

TOUR = """\
{cursor.down} {cursor.up} or the arrows move, {entry.open} opens, {level.parent} goes back up.
{mark.toggle} marks. {transfer.get} saves to this machine, {transfer.put} uploads, {object.delete} \
deletes, and asks before.
{filter.edit} filters, {level.find} finds below, {place.bookmark} sets a bookmark, \
{place.visited} jumps to where you were.
{transfer.list} shows transfers: they go on when this window is closed.
{app.help} finds a key by what it does. {app.escape} closes these lines; they come only once."""


class Tour(Static):
    """Takes no keys: what is typed goes where it always goes."""

    auto_links = False

    def __init__(self, lines: str) -> None:
        super().__init__(Content(lines), id="tour")


def show_once(browser: BrowserScreen) -> None:
    """Show the lines above the status line, unless somebody has seen them."""
    folder = browser.session.home.folder

    def answered(is_first: bool) -> None:
        if is_first:
            lines = browser.with_keys(TOUR).replace("↓ ↑ or the arrows", "The arrows")
            browser.mount(Tour(lines), before="#status-line")

    ask(browser, browser.session.notes, lambda: is_first_time(folder), answered, browser.say_error)
