"""What was copied or cut on the main screen, until it is pasted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jos_tui.ui.words import amount

if TYPE_CHECKING:
    from jos_tui.jobs.model import Selection
    from jos_tui.jobs.request import Originals


class Clipboard:
    """Holds a selection of one connection.

    ``stand`` shows in printable text what it holds, and ``key`` what pastes it.
    """

    def __init__(self, stand: Callable[[str], None], key: Callable[[], str]) -> None:
        self._stand = stand
        self._key = key
        self.selection: Selection | None = None
        self.originals: Originals | None = None

    def take(self, selection: Selection, originals: Originals) -> None:
        """Hold a selection in place of what was held."""
        from jos_tui.jobs.request import Originals

        self.selection, self.originals = selection, originals
        paste = "paste" if originals is Originals.STAY else "move"
        self._stand(f"{amount(selection)} ready to {paste} · {self._key()}")

    def drop(self) -> bool:
        """Hold nothing; return whether there was something."""
        held, self.selection = self.selection is not None, None
        self._stand("")
        return held
