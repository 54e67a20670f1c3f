"""The items of one job as far as they were asked for, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jos_tui.core import formats
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.item import ItemState, ItemView
from jos_tui.jobs.model import Check
from jos_tui.ui.widgets.line_list import Row, RowTone
from jos_tui.ui.words import error_lines

PAGE = 200
_TAKEN = (
    "This name is taken. {held.overwrite} overwrites it, {held.skip} skips it, "
    "{held.keep_both} keeps both, {held.if_newer} if newer;\n"
    "{held.overwrite_all} {held.skip_all} {held.keep_both_all} {held.if_newer_all} decide for all."
)
_TONES = {ItemState.FAILED: RowTone.ERROR, ItemState.HELD: RowTone.WARNING}
_CHECKS = {Check.MD5: "md5", Check.MULTIPART_ETAG: "etag", Check.ETAG: "etag", Check.SIZE: "size"}


class ItemPages:
    """A beginning of the list, page by page; ``complete`` once the last page was read."""

    def __init__(self, base: str) -> None:
        """``base`` is what names begin with that need not be shown."""
        self._base = base
        self._items: list[ItemView] = []
        self._rows: dict[int, tuple[ItemView, Row]] = {}
        self.complete = False

    @property
    def last_id(self) -> int:
        """The number of the last item there is, 0 if there is none."""
        return self._items[-1].id if self._items else 0

    def before(self, row: int) -> int:
        """Return the number of the item before a row, 0 if there is none."""
        return self._items[row - 1].id if 0 < row <= len(self._items) else 0

    def item(self, row: int) -> ItemView | None:
        """Return the item of a row."""
        return self._items[row] if row < len(self._items) else None

    def put(self, after_id: int, page: Sequence[ItemView]) -> None:
        """Take in what was read behind an item: it replaces what was known of that stretch."""
        kept = [item for item in self._items if item.id <= after_id]
        is_last = len(page) < PAGE
        behind = [] if is_last else [item for item in self._items if item.id > page[-1].id]
        self._items = [*kept, *page, *behind]
        self.complete = is_last or (bool(behind) and self.complete)

    def rows(self) -> list[Row]:
        """Return a row for each item."""
        self._rows = {item.id: (item, self._row(item)) for item in self._items}
        return [row for _, row in self._rows.values()]

    def _row(self, item: ItemView) -> Row:
        known = self._rows.get(item.id)
        if known is not None and known[0] is item:
            return known[1]
        return Row(item.id, (item_line(item, self._base),), _TONES.get(item.state, RowTone.PLAIN))


def item_line(item: ItemView, base: str = "") -> str:
    """Return an item as one printable line, without what its name begins with."""
    check = _CHECKS[item.check] if item.check is not None else ""
    name = printable_name(item.name.removeprefix(base) or item.name)
    return f"{item.state.value:<7}  {formats.size(item.size):>9}  {check:<4}  {name}"


def item_detail(item: ItemView | None, with_keys: Callable[[str], str]) -> str:
    """Return what else there is to say of an item, in printable lines."""
    if item is None:
        return ""
    if item.error is not None:
        return error_lines(item.error)
    if item.state is ItemState.HELD:
        return with_keys(_TAKEN)
    if item.saved_as:
        return f"Stored as {printable(item.saved_as)}"
    return ""
