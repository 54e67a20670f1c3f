"""What the screen is like here: the terminal, the line to it, and what the user has set."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import NamedTuple

from textual._context import NoActiveAppError
from textual.message_pump import MessagePump

from jos_tui.keymap.keymap import DEFAULT, Keymap
from jos_tui.settings import USUAL, Settings
from jos_tui.ui.browser.recognising import REST_SECONDS
from jos_tui.ui.colours import DARK


class Line(Enum):
    """The line to the user; the value is how many seconds lie between two states of the jobs."""

    FAST = 0.5
    SLOW = 1.0


class Look(NamedTuple):
    """What the terminal shows, what the line to it is like, and what the user has set.

    Rows that rest for ``rest_seconds`` are looked into for Zarr stores: never for None, nor on a
    slow line.
    """

    theme: str = DARK
    line: Line = Line.FAST
    rest_seconds: float | None = REST_SECONDS
    settings: Settings = USUAL
    keymap: Keymap = DEFAULT


PLAIN = Look()


class HasLook:
    """An application that has one."""

    look: Look = PLAIN

    def use(self, settings: Settings) -> str:
        """Take other settings; return what has the last word about the theme, "" if they have.

        The line and the mouse are as they were when the program began.
        """
        raise NotImplementedError


def look_of(node: MessagePump) -> Look:
    """Return the look of the application that a screen or widget is in, the usual one in none."""
    try:
        app: object = node.app
    except NoActiveAppError:
        return PLAIN
    return app.look if isinstance(app, HasLook) else PLAIN


def save_folder_of(node: MessagePump) -> Path:
    """Return the folder that is offered for saving until another is chosen."""
    return Path(look_of(node).settings.save_to or Path.cwd())


def keymap_of(node: MessagePump) -> Keymap:
    """Return the keys that are in force for a screen or widget."""
    return look_of(node).keymap
