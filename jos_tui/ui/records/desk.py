"""What the screens of versions and leftovers share with the screen that opened them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jos_tui.jobs.model import Selection
from jos_tui.ui.session import Session


@dataclass(slots=True)
class Desk:
    """The connection, who is told of each job that is begun, and the folder saved to last.

    Of a deletion by rows it is told which, of any other job None.
    """

    session: Session
    begun: Callable[[int, Selection | None], None]
    save_folder: str
