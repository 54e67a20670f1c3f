"""One line of the screen: a bar, numbers, and the name, in columns that fit the width."""

from __future__ import annotations

from dataclasses import dataclass

from jos_tui.browse.usage import Growth, Usage
from jos_tui.browse.usage_lines import LineKind, UsageLine
from jos_tui.core import formats
from jos_tui.core.location import base_name
from jos_tui.core.text import printable_name
from jos_tui.ui.widgets.object_table_layout import fit

_GAP = "  "
_SIZE = 9  # "1000.0 kB"
_PERCENT = 4  # "100%"
_OBJECTS = 11  # "117,044,123"
_GROWTH = 10  # "+1000.0 kB"
_NEWEST = 14  # "59 minutes ago"
_ROOM_FOR_ALL = 100
_ROOM_FOR_NEWEST = 72
_ROOM_FOR_OBJECTS = 50
_UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; 0 is a column that is not shown."""

    bar: int
    objects: int
    growth: int
    newest: int
    name: int


@dataclass(frozen=True, slots=True)
class Scale:
    """What lines are measured by: all of the level, and its largest single line, in bytes."""

    total: int
    largest: int


def columns_of(width: int, *, compared: bool) -> Columns:
    """Share out a line. Where there is not room for all, growth takes the place of the time."""
    roomy = width >= _ROOM_FOR_ALL
    growth = _GROWTH if compared and width >= _ROOM_FOR_OBJECTS else 0
    newest = _NEWEST if width >= _ROOM_FOR_NEWEST and (roomy or not growth) else 0
    objects = _OBJECTS if width >= _ROOM_FOR_OBJECTS else 0
    bar = 20 if roomy else 8 if width >= _ROOM_FOR_NEWEST else 0
    columns = [bar, _SIZE, _PERCENT, objects, growth, newest]
    taken = sum(column + len(_GAP) for column in columns if column)
    return Columns(bar, objects, growth, newest, max(0, width - taken))


def heading(columns: Columns) -> str:
    """Return the line above the lines."""
    return _joined(columns, "", "size", "%", "objects", "grew by", "newest", "name")


def line_text(line: UsageLine, scale: Scale, columns: Columns, now_ms: int, note: str = "") -> str:
    """Return a line as printable text, as wide as the columns. ``note`` follows its name."""
    usage = line.usage
    return _joined(
        columns,
        _bar(usage, scale, columns.bar),
        formats.size(usage.size),
        _percent(usage.size, scale.total),
        formats.count(usage.objects),
        signed_size(line.growth),
        formats.age(usage.newest_ms, now_ms),
        name_of(line) + (f"  {note}" if note else ""),
    )


def name_of(line: UsageLine) -> str:
    """Return what a line stands for, in printable words."""
    match line.kind:
        case LineKind.PREFIX:
            return printable_name(base_name(line.prefix))
        case LineKind.HERE:
            return "(objects here)"
        case LineKind.MERGED:
            return f"({formats.count(line.merged_prefixes)} of the smallest)"


def signed_size(growth: Growth | None) -> str:
    """Return ``+1.2 GB``, a dash where it is not known."""
    if growth is None:
        return _UNKNOWN
    sign = "+" if growth.size > 0 else "-" if growth.size < 0 else ""
    return f"{sign}{formats.size(abs(growth.size))}"


def _joined(
    columns: Columns,
    bar: str,
    size: str,
    percent: str,
    objects: str,
    growth: str,
    newest: str,
    name: str,
) -> str:
    cells = [
        f"{bar:<{columns.bar}}" if columns.bar else "",
        f"{size:>{_SIZE}}",
        f"{percent:>{_PERCENT}}",
        f"{objects:>{columns.objects}}" if columns.objects else "",
        f"{growth:>{columns.growth}}" if columns.growth else "",
        f"{newest:<{columns.newest}}" if columns.newest else "",
    ]
    return _GAP.join([*(cell for cell in cells if cell), fit(name, columns.name)])


def _bar(usage: Usage, scale: Scale, width: int) -> str:
    if not (width and scale.largest and usage.size):
        return ""
    return "#" * min(width, max(1, round(usage.size * width / scale.largest)))


def _percent(size: int, total: int) -> str:
    if not total:
        return _UNKNOWN
    whole = size * 100 // total
    return "<1%" if size and not whole else f"{whole}%"
