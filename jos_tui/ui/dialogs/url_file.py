"""Where to write a file of URLs, for which program, and of what kind."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from jos_tui.browse.snippets.plain import url
from jos_tui.browse.snippets.presigned import Lifetime, presigned, what_ends_it
from jos_tui.browse.snippets.snippet import Form
from jos_tui.browse.url_file import Program, items, write_urls
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.text import printable
from jos_tui.jobs.model import Selection
from jos_tui.profiles.endpoint import is_inside, other_side
from jos_tui.profiles.profile import Profile
from jos_tui.ui.dialogs.copied import at
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.choice import Choice
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.path_input import PathInput
from jos_tui.ui.words import described, error_lines

_NAME = "urls.txt"


class Signing(Enum):
    """Whether URLs are presigned, and how long they last then."""

    DAY = "1 day"
    WEEK = "7 days"
    HOUR = "1 hour"
    HALF_DAY = "12 hours"
    PLAIN = "no"

    @property
    def form(self) -> Form:
        """What writes such a URL."""
        return url if self is Signing.PLAIN else presigned(Lifetime(self.value))


class Side(Enum):
    """For which side of JASMIN."""

    INSIDE = "inside"
    OUTSIDE = "outside"


class UrlFileDialog(Dialog[str]):
    """Writes the file on a thread, with the number on screen; answers words about it."""

    TITLE_TEXT = "Write URLs to a file"
    BINDINGS = [Binding("enter", "write", show=False)]
    HINTS = (
        Hint("Enter", "write", "write"),
        Hint("Tab", "complete, next"),
        Hint("← →", "choose"),
        Hint("Esc", "cancel", "leave"),
    )

    def __init__(self, session: Session, selection: Selection, folder: Path) -> None:
        super().__init__()
        self._session = session
        self._selection = selection
        self._proposed = folder / _NAME
        self._token: CancelToken | None = None

    @property
    def path(self) -> Path:
        """The absolute path that was typed."""
        typed = self.query_one(PathInput).value.strip() or _NAME
        return Path(os.path.abspath(Path(typed).expanduser()))  # noqa: PTH100 - resolve() follows links

    def body(self) -> Iterable[Widget]:
        """What, where to, and the choices there are."""
        profile = self._session.profile
        yield Static(Content(described(self._selection)), classes="subject")
        yield Static("File, which only you can read", classes="label")
        yield PathInput(str(self._proposed), id="file")
        yield Choice("For:", list(Program), id="program")
        if not profile.anonymous:
            yield Choice("Presigned:", list(Signing), id="signing")
            for sentence in what_ends_it(profile):
                yield Static(Content(sentence), classes="explanation")
        if other_side(profile.endpoint) is not None:
            sides = list(Side) if is_inside(profile.endpoint) else list(Side)[::-1]
            yield Choice("Address for JASMIN:", sides, id="side")
        yield Static(classes="problem")

    def on_mount(self) -> None:
        """Begin in the file's name."""
        self.set_focus(self.query_one(PathInput))

    def on_unmount(self) -> None:
        """Let go of what may be a million rows: Textual remembers a dialog long after it closed."""
        self._selection = Selection(self._selection.location, ())

    def on_input_changed(self) -> None:
        """Take back what was said about another file."""
        if self._token is None:
            self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write."""
        event.stop()
        self.action_write()

    def action_leave(self) -> None:
        """Stop writing, else close."""
        if self._token is not None:
            self._token.cancel()
            self._token = None
            self._say("Stopped; nothing was written.")
        else:
            self.dismiss(None)

    def action_write(self) -> None:
        """Write the file, once, however often Enter is pressed."""
        if self._token is not None:
            return
        path, program = self.path, self.query_one("#program", Choice).chosen(Program)
        profile, form = self._profile(), self._form()
        selection, store = self._selection, self._session.store
        self._say("Writing… Esc stops")

        def work(token: CancelToken) -> None:
            try:
                found = items(store, selection.location, selection.entries, token)
                count = write_urls(
                    path,
                    found,
                    lambda subject: form(profile, subject).text,
                    program,
                    lambda number: self._tell(token, number),
                    token,
                )
            except Cancelled:
                return
            except JosError as error:
                self.call_later(self._failed, token, error)
            else:
                self.call_later(self._done, token, path, program, count)

        self._token = self._session.measuring.submit(work)

    def _profile(self) -> Profile:
        profile = self._session.profile
        other = other_side(profile.endpoint)
        if other is None:
            return profile
        inside = self.query_one("#side", Choice).chosen(Side) is Side.INSIDE
        return profile if is_inside(profile.endpoint) is inside else at(profile, other)

    def _form(self) -> Form:
        if self._session.profile.anonymous:
            return url
        return self.query_one("#signing", Choice).chosen(Signing).form

    def _tell(self, token: CancelToken, number: int) -> None:
        self.call_later(self._progress, token, number)

    def _progress(self, token: CancelToken, number: int) -> None:
        if token is self._token and self.is_attached:
            self._say(f"Writing… {formats.plural(number, 'URL')}. Esc stops")

    def _failed(self, token: CancelToken, error: JosError) -> None:
        if token is self._token and self.is_attached:
            self._token = None
            self._say(error_lines(error))

    def _done(self, token: CancelToken, path: Path, program: Program, count: int) -> None:
        if token is self._token and self.is_attached:
            written = f"{formats.plural(count, 'URL')} written."
            self.dismiss(f"{written} To save them here: {printable(program.command(path))}")

    def _say(self, text: str) -> None:
        self.query_one(".problem", Static).update(Content(text))
