"""What was copied or cut on the main screen, until it is pasted."""

from __future__ import annotations

from collections.abc import Callable

from jos_tui.core import formats
from jos_tui.core.entry import Kind
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import Originals
from jos_tui.ui.words import described

_COUNTED = 1000


class Clipboard:
    """Holds a selection of one connection. ``stand`` shows in printable text what it holds."""

    def __init__(self, stand: Callable[[str], None]) -> None:
        self._stand = stand
        self.selection: Selection | None = None
        self.originals = Originals.STAY

    def take(self, selection: Selection, originals: Originals) -> None:
        """Hold a selection in place of what was held."""
        self.selection, self.originals = selection, originals
        paste = "paste" if originals is Originals.STAY else "move"
        self._stand(f"{amount(selection)} ready to {paste} · p")

    def drop(self) -> bool:
        """Hold nothing; return whether there was something."""
        held, self.selection = self.selection is not None, None
        self._stand("")
        return held


def amount(selection: Selection) -> str:
    """Return ``2 objects, 1.3 MB`` or ``object a.nc, 1.3 MB``; what is below prefixes is unknown.

    Very many rows are only counted.
    """
    if selection.count > _COUNTED:
        return formats.plural(selection.count, "row")
    objects = [entry for entry in selection.entries if entry.kind is Kind.OBJECT]
    size = [formats.size(sum(entry.size for entry in objects))] if objects else []
    if selection.count == 1:
        return ", ".join([described(selection), *size])
    others = [entry.kind.value for entry in selection.entries if entry.kind is not Kind.OBJECT]
    parts = [formats.plural(len(objects), "object")] if objects else []
    if others:
        noun = "prefixes" if others[0] == "prefix" else "buckets"
        parts.append(f"1 {others[0]}" if len(others) == 1 else f"{len(others):,} {noun}")
    return ", ".join([*parts, *size])
