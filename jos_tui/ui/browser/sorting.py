"""The order of the rows."""

from __future__ import annotations

from functools import partial

from jos_tui.browse.ordering import Direction, Order, SortBy
from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.browser.rows import RowsPane


class SortActions:
    """One action per column and direction."""

    def __init__(self, pane: RowsPane) -> None:
        self._pane = pane
        self.runs: dict[str, Run] = {}
        for by in SortBy:
            reverse = Order(by, Direction.DESCENDING)
            self.runs[f"sort.{by.value}"] = partial(self._sort, Order(by))
            self.runs[f"sort.{by.value}_reversed"] = partial(self._sort, reverse)
        self.why_not: dict[str, WhyNot] = {}

    def _sort(self, order: Order) -> None:
        table = self._pane.table
        table.apply_change(table.model.set_order(order))
        self._pane.state_changed()
