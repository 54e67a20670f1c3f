"""The settings, each changed at once and written down with all comments kept."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.profiles.config import config_path
from jos_tui.profiles.config_edit import set_value
from jos_tui.profiles.document import shown
from jos_tui.settings import SETTINGS, SPEC, SPECS, Spec, Value, keymap_of
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.dialogs.prompt import Prompt
from jos_tui.ui.look import HasLook, look_of
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.words import error_lines

_FROM_THE_NEXT_START = {"slow", "mouse"}
_NAME_CELLS, _VALUE_CELLS = 9, 20


class SettingsDialog(Dialog[None]):
    """Left and right change a value. The file is written on a thread: a home may be slow."""

    TITLE_TEXT = "Settings"
    HINTS = (
        Hint("↑ ↓", "choose"),
        Hint("← →", "change", "step(1)"),
        Hint("Enter", "next, type"),
        Hint("Esc", "close", "leave"),
    )
    BINDINGS = [
        Binding("right,l,space", "step(1)", show=False),
        Binding("left,h", "step(-1)", show=False),
        Binding("j", "move('cursor_down')", show=False),
        Binding("k", "move('cursor_up')", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._settings = look_of(self).settings
        self._path = config_path(os.environ, Path.home())
        self._writing = Pool("settings", 1)

    def body(self) -> Iterable[Widget]:
        """A line for each setting, what that of the cursor is about, what came of a change."""
        yield OptionList(*map(self._option, SPECS), compact=True)
        yield Static(classes="explanation")
        yield Static(classes="problem")

    def on_mount(self) -> None:
        """Begin at the first."""
        self.query_one(OptionList).highlighted = 0

    @property
    def _spec(self) -> Spec:
        option = self.query_one(OptionList).highlighted_option
        return SPEC[option.id] if option is not None and option.id else SPECS[0]

    def _option(self, spec: Spec) -> Option:
        return Option(self._line(spec), spec.name)

    def _line(self, spec: Spec) -> Content:
        value = self._settings.value(spec.name)
        words = {True: "on", False: "off", "": "where jos-tui began"}.get(value, str(value))
        name = f"{spec.name.replace('_', ' '):<{_NAME_CELLS}}"
        return Content.assemble(f" {name} ", Content.styled(f"‹{printable(words)}›", "bold"))

    def on_option_list_option_highlighted(self) -> None:
        """Say what it is about."""
        self.query_one(".explanation", Static).update(Content(f"{self._spec.about}."))

    def on_option_list_option_selected(self) -> None:
        """Enter, or a click: the next value, or another text."""
        self.action_step(1)

    async def action_move(self, how: str) -> None:
        """Move in the list."""
        await self.query_one(OptionList).run_action(how)

    def action_step(self, by: int) -> None:
        """Take the next or previous value; a text is typed."""
        spec = self._spec
        value = self._settings.value(spec.name)
        if isinstance(value, bool):
            self._set(spec, not value)
        elif spec.choices:
            place = spec.choices.index(value) + by
            self._set(spec, spec.choices[place % len(spec.choices)])
        else:
            self._ask(spec, value)

    def _ask(self, spec: Spec, value: str) -> None:
        def answered(text: str | None) -> None:
            if text is not None:
                self._set(spec, text.strip())

        explanation = f"{spec.about}."
        self.app.push_screen(
            Prompt("Save to", value=value, explanation=explanation, enter="set"), answered
        )

    def action_leave(self) -> None:
        """Close when all is written: then the program may end too."""
        self._writing.submit(lambda _: self._close_later())

    def _close_later(self) -> None:
        self.call_later(self._close)

    def _close(self) -> None:
        self.dismiss(None)

    # -- changing --------------------------------------------------------------------------------

    def _set(self, spec: Spec, value: Value) -> None:
        self._settings = self._settings.changed(spec.name, value)
        self.query_one(OptionList).replace_option_prompt(spec.name, self._line(spec))
        remark = self._use(spec)
        self._writing.submit(lambda token: self._write(token, spec, value, remark))

    def _use(self, spec: Spec) -> str:
        """Let the program be as it is set now; return what there is to say about it."""
        app: object = self.app
        because = app.use(self._settings) if isinstance(app, HasLook) else ""
        if spec.name == "theme":
            return because
        if spec.name == "keymap":
            return "".join(f" {printable(str(slip))}" for slip in keymap_of(self._settings)[1])
        return " It holds from the next start." if spec.name in _FROM_THE_NEXT_START else ""

    def _write(self, _: CancelToken, spec: Spec, value: Value, remark: str) -> None:
        try:
            set_value(self._path, Path.home(), SETTINGS, spec.name, value)
        except JosError as error:
            self.call_later(self._say, f"Not written down: {error_lines(error)}")
        else:
            name = printable(shown(self._path, Path.home()))
            self.call_later(self._say, f"Written to {name}.{remark}")

    def _say(self, text: str) -> None:
        if self.is_attached:
            self.query_one(".problem", Static).update(Content(text))
