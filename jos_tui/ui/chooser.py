"""The choice of connections: the first screen, and the one behind the browser."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from jos_tui.core.text import printable
from jos_tui.profiles.profile import Profile
from jos_tui.ui import styles
from jos_tui.ui.widgets.key_footer import Hint, KeyFooter

NOTHING_FOUND = """No credentials were found on this machine.

n asks for an address and keys. A file that is read each time from now on, as
~/.credentials/jos-credentials.json:   {"token": "…", "secret": "…"}"""


class ChooserScreen(Screen[None]):
    """Lists the profiles that were found and where. Notes about broken files stand below."""

    CSS_PATH = styles.CHOOSER
    BINDINGS = [
        Binding("n", "new", show=False),
        Binding("q", "app.leave", show=False),
        Binding("escape", "stop", show=False),
        Binding("j", "cursor(1)", show=False),
        Binding("k", "cursor(-1)", show=False),
    ]
    HINTS = (
        Hint("Enter", "connect"),
        Hint("n", "type in another", "new"),
        Hint("q", "quit", "app.leave"),
    )

    class Chosen(Message):
        """Connect with this profile; None asks for one."""

        def __init__(self, profile: Profile | None) -> None:
            super().__init__()
            self.profile = profile

    class Stopped(Message):
        """Do not wait for the connection any longer."""

    def __init__(self, profiles: Sequence[Profile], remarks: Sequence[str]) -> None:
        super().__init__()
        self._profiles = list(profiles)
        self._remarks = tuple(remarks)
        self._progress = Static(id="progress")

    def compose(self) -> ComposeResult:
        """The list, the remarks, a line for what goes on."""
        yield Static(Content(" jos-tui  connections"), id="path-bar")
        with Vertical(id="chooser"):
            yield OptionList(compact=True)
            yield Static(Content(NOTHING_FOUND), id="nothing-found")
            yield Static(
                Content("\n".join(printable(remark) for remark in self._remarks)), id="remarks"
            )
            yield self._progress
        yield KeyFooter(self.HINTS)

    def on_mount(self) -> None:
        """Begin at the first profile."""
        self._renew(0)

    def offer(self, profile: Profile, in_place_of: Profile | None) -> None:
        """Add a profile that was typed in, or put it in the place of the one it completes."""
        if in_place_of is not None and in_place_of in self._profiles:
            index = self._profiles.index(in_place_of)
            self._profiles[index] = profile
        elif profile not in self._profiles:
            index = len(self._profiles)
            self._profiles.append(profile)
        else:
            return
        self._renew(index)

    def _renew(self, highlighted: int) -> None:
        options = self.query_one(OptionList)
        options.display = bool(self._profiles)
        self.query_one("#nothing-found").display = not self._profiles
        options.clear_options()
        options.add_options([Option(_two_lines(profile)) for profile in self._profiles])
        if self._profiles:
            options.highlighted = highlighted
            self.set_focus(options)

    def say(self, text: str) -> None:
        """Show printable text about the connection under way."""
        self._progress.update(Content(text))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Connect."""
        self.post_message(self.Chosen(self._profiles[event.option_index]))

    def action_new(self) -> None:
        """Ask for an address and keys."""
        self.post_message(self.Chosen(None))

    def action_stop(self) -> None:
        """Stop connecting."""
        self.post_message(self.Stopped())

    def action_cursor(self, by: int) -> None:
        """Move in the list."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if by > 0 else options.action_cursor_up)()


def _two_lines(profile: Profile) -> Content:
    address = profile.address or "no address yet: asks for it"
    access = "anonymous" if profile.anonymous else f"key {_shortened(profile.access_key)}"
    return Content.assemble(
        Content.styled(printable(profile.name), "bold"),
        f"  {printable(address)}\n",
        Content.styled(f"    {printable(access)}, from {printable(profile.source)}", "$text-muted"),
    )


def _shortened(access_key: str) -> str:
    return access_key if len(access_key) <= 8 else f"{access_key[:4]}…{access_key[-2:]}"
