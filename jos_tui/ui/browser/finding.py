"""Finding below a prefix: the question, and what is said of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jos_tui.browse.find import FoundModel
from jos_tui.browse.listing_model import LoadState
from jos_tui.browse.ordering import SortBy
from jos_tui.core import formats
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.ui.browser.actions import Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.browse.query import Query
    from jos_tui.ui.browser.screen import BrowserScreen

_AT_TOP = (
    "Open a bucket first: {level.find} finds below a prefix, {filter.edit} filters the buckets"
)
_NO_FIT = "{level.find} changes the query   {level.parent} goes back   {level.refresh} asks again"


class FindActions:
    """Finds below the level on screen, or below the node of the tree."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {"level.find": self.ask}
        self.why_not: dict[str, WhyNot] = {"level.find": self._why_not}

    def _why_not(self) -> str:
        return self._browser.with_keys(_AT_TOP) if self._below.is_bucket_list else ""

    @property
    def _below(self) -> Location:
        browser = self._browser
        node = browser.tree_pane.cursor_location if browser.tree_focused else None
        return node or browser.level.location

    def ask(self) -> None:
        """Ask for a query, the last one where its answer is on screen, and show what fits it."""
        from jos_tui.browse.query_parser import parse_query
        from jos_tui.ui.dialogs.find import FindPrompt

        location, level = self._below, self._browser.level
        asked = level.asked if location == level.location else ""

        def answered(text: str | None) -> None:
            if text:
                self._browser.use_pane(self._browser.table)
                level.find(location, parse_query(text))

        self._browser.app.push_screen(FindPrompt(_path(location), asked), answered)


def query_text(query: Query) -> str:
    """Return a query as it may be typed again."""
    return str(query) or "*"


def found_state_text(model: FoundModel, with_keys: Callable[[str], str]) -> str:
    """Return how far a find is, such as ``12 found, 20,000 looked at… Esc stops``."""
    again = with_keys("{level.refresh}")
    shown, known = len(model), model.total
    found = formats.count(known) if shown == known else f"{shown:,} of {known:,}"
    looked_at = formats.count(model.looked_at)
    order = "" if model.order.by is SortBy.NAME else ", order partial"
    match model.state:
        case LoadState.LOADING:
            return f"{found} found, {looked_at} looked at{order}… Esc stops"
        case LoadState.STOPPED:
            return f"{found} found, partial: stopped after {looked_at}, {again} asks again"
        case LoadState.FAILED:
            return f"{found} found, partial: failed after {looked_at}, {again} tries again"
        case LoadState.COMPLETE:
            return f"{found} found, {looked_at} looked at"


def found_empty_text(model: FoundModel, with_keys: Callable[[str], str]) -> str:
    """Return what is said while there are no rows."""
    looked_at = formats.plural(model.looked_at, "object")
    if model.total:
        return "No name matches the filter. Esc clears it."
    match model.state:
        case LoadState.LOADING:
            return "Looking… nothing found yet. Esc stops."
        case LoadState.COMPLETE if not model.looked_at:
            back = with_keys("{level.parent} goes back.")
            return f"There is nothing below {_path(model.location)}. {back}"
        case LoadState.COMPLETE:
            asked = printable(query_text(model.query))
            lines = f"Nothing below {_path(model.location)} fits {asked}", f"{looked_at} looked at."
            return "\n".join([*lines, "", with_keys(_NO_FIT)])
        case _:
            ways_on = with_keys("{level.refresh} asks again, {level.find} changes the query.")
            return f"Stopped after {looked_at}: none of them fits. {ways_on}"


def _path(location: Location) -> str:
    return printable(f"{location.bucket}/{location.prefix}")
