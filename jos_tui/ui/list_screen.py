"""A full screen with a list of lines, a line for what is said, and keys from the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.core.errors import JosError
from jos_tui.keymap import MOVES, Action
from jos_tui.keymap.keymap import HELP, for_footer
from jos_tui.ui import styles
from jos_tui.ui.dialogs.help import HelpDialog
from jos_tui.ui.key_dispatch import Following, KeyDispatch
from jos_tui.ui.look import keymap_of
from jos_tui.ui.widgets.key_footer import Hint, KeyFooter
from jos_tui.ui.widgets.key_menu import KeyMenu
from jos_tui.ui.widgets.line_list import LineList
from jos_tui.ui.widgets.status_line import StatusLine, Tone
from jos_tui.ui.words import error_lines

Answer = TypeVar("Answer")


class ListScreen(Screen[Answer]):
    """Subclasses say what the actions do, and why some do nothing now."""

    CSS_PATH = styles.LISTS
    AUTO_FOCUS = "LineList"

    def __init__(self, actions: Sequence[Action], height: int) -> None:
        """``actions`` come beside those that move the cursor; each row has ``height`` lines."""
        super().__init__()
        self.list = LineList(height)
        self._title = Static(id="path-bar")
        self._said = StatusLine()
        self._footer = KeyFooter()
        self._key_menu = KeyMenu()
        keymap = keymap_of(self)
        self._actions = keymap.applied(actions)
        self._shown_title = ""
        self._runs: dict[str, Callable[[], None]] = {**_moves(self.list), **self.runs()}
        self._dispatch = KeyDispatch(keymap.applied((*MOVES, HELP, *actions)))
        self._dispatch.bind(self)

    def compose(self) -> ComposeResult:
        """Title, what the screen is about, what there is to say, keys."""
        yield self._title
        yield from self.body()
        yield self._said
        yield self._footer
        yield self._key_menu

    def body(self) -> Iterable[Widget]:
        """Yield the widgets between title and status."""
        yield self.list

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        raise NotImplementedError

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        raise NotImplementedError

    def label(self, action: Action) -> str:
        """Return what the footer calls an action."""
        return action.label

    @property
    def action_ids(self) -> frozenset[str]:
        """The actions that exist."""
        return frozenset(self._runs)

    # -- keys ------------------------------------------------------------------------------------

    def action_press(self, key: str) -> None:
        """One key of the registry was pressed."""
        meaning = self._dispatch.feed(key)
        if isinstance(meaning, Following):
            self._key_menu.show(meaning)
            return
        self._key_menu.show(None)
        if meaning is not None and meaning.id == HELP.id:
            self.action_help()
        elif meaning is not None:
            self.action_run(meaning.id)

    def on_key(self, event: events.Key) -> None:
        """A key that is not in the registry ends a sequence."""
        if self._dispatch.waiting:
            self._end_sequence()
            event.stop()

    def on_click(self) -> None:
        """So does a click, which has its own meaning."""
        self._end_sequence()

    def _end_sequence(self) -> None:
        self._dispatch.reset()
        self._key_menu.show(None)

    def action_run(self, action_id: str) -> None:
        """Do an action, or say why it cannot be done now."""
        if reason := self._why_not(action_id):
            self.say(reason)
        else:
            self._runs[action_id]()
        self.show_footer()

    def _why_not(self, action_id: str) -> str:
        return "" if action_id.startswith("cursor.") else self.why_not(action_id)

    def action_help(self) -> None:
        """Show all keys, and do what is chosen there."""
        moves = keymap_of(self).applied(MOVES)
        self.app.push_screen(HelpDialog((*self._actions, *moves), self._why_not), self._run_chosen)

    def _run_chosen(self, action_id: str | None) -> None:
        if action_id is not None:
            self.action_run(action_id)

    def show_footer(self) -> None:
        """Show the keys that work now."""
        self._footer.show(
            [
                Hint(action.shown_key, self.label(action), f"run({action.id!r})")
                for action in for_footer(self._actions)
                if not self.why_not(action.id)
            ]
        )

    def on_line_list_cursor_moved(self) -> None:
        """The keys that work may be others now."""
        self.show_footer()

    # -- words -----------------------------------------------------------------------------------

    def with_keys(self, sentence: str) -> str:
        """Return a sentence of ours, such as ``{level.refresh} asks again``, with the keys."""
        return keymap_of(self).filled(sentence)

    def show_title(self, text: str) -> None:
        """Show printable text in the first line; costs nothing if it is the same."""
        if text != self._shown_title:
            self._shown_title = text
            self._title.update(Content(f" {text}"))

    def say(self, text: str) -> None:
        """Say something in printable text."""
        self._said.say(text, Tone.NOTE)

    def warn(self, text: str) -> None:
        """Say what needs attention, in printable text."""
        self._said.say(text, Tone.WARNING)

    def say_error(self, error: JosError) -> None:
        """Say what went wrong: what happened, why, what to do."""
        self._said.say(error_lines(error), Tone.ERROR)

    def unsay(self) -> bool:
        """Take back what was said; return whether there was something."""
        return self._said.clear()


def _moves(rows: LineList) -> dict[str, Callable[[], None]]:
    return {
        "cursor.down": lambda: rows.action_move(1),
        "cursor.up": lambda: rows.action_move(-1),
        "cursor.first": rows.action_first,
        "cursor.last": rows.action_last,
        "cursor.half_page_down": lambda: rows.action_move_pages(0.5),
        "cursor.half_page_up": lambda: rows.action_move_pages(-0.5),
        "cursor.page_down": lambda: rows.action_move_pages(1),
        "cursor.page_up": lambda: rows.action_move_pages(-1),
    }
