"""From what was found, or is typed in, to the one endpoint that answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.profiles.endpoint import choose_endpoint
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.ui.asking import ask

if TYPE_CHECKING:
    from textual.app import App

    from jos_tui.ui.connections.screen import ConnectionsScreen

Answer = TypeVar("Answer")


class Owner(Protocol):
    """Who opens a browser on a connection."""

    def browse(self, profile: Profile) -> None:
        """Open the browser at the preferred endpoint."""

    def crashed(self, error: BaseException) -> None:
        """Hear of a fault of this program; on any thread."""

    def action_leave(self) -> None:
        """Leave the program."""


class Connecting:
    """Lives on the UI thread. Owns the screen of connections, made when it is first needed."""

    def __init__(
        self,
        app: App[None],
        owner: Owner,
        found: Found,
        find: Callable[[], Found],
        state_folder: Path,
    ) -> None:
        """``find`` reads the files again: it blocks, and raises ProfileError."""
        self._app = app
        self._owner = owner
        self._found = found
        self._find = find
        self._state_folder = state_folder
        self._pool = Pool("connecting", 1, owner.crashed)
        self._token = CancelToken()

    @cached_property
    def screen(self) -> ConnectionsScreen:
        """All connections."""
        from jos_tui.ui.connections.screen import ConnectionsScreen

        return ConnectionsScreen(self, self._found, self._state_folder, self._owner.crashed)

    @property
    def found(self) -> Found:
        """What was found, as the files were read last."""
        return self._found

    def idle(self) -> bool:
        """Whether nothing is being looked for or asked."""
        return self._pool.idle() and ("screen" not in vars(self) or self.screen.idle())

    def connect(self, profile: Profile) -> None:
        """Find the endpoint that answers, then browse it; ask for the address if there is none."""
        if not profile.complete:
            self.ask_for_store(profile)
            return
        self.stop()
        if len(profile.endpoints) == 1:
            self._owner.browse(profile)
            return
        self.screen.say(f"Looking for {printable(profile.name)}… Esc stops")
        self._token = token = CancelToken()
        self._ask(lambda: choose_endpoint(profile, token), self._owner.browse, token)

    def ask_for_store(self, incomplete: Profile | None = None) -> None:
        """Ask for a store and keys; only for the address of a profile that lacks it."""
        from jos_tui.ui.dialogs.connect import ConnectDialog

        def answered(profile: Profile | None) -> None:
            if profile is not None:
                profile = self._found.braked(profile)
                self.screen.offer(profile, incomplete)
                self.connect(profile)

        self._app.push_screen(ConnectDialog(incomplete), answered)

    def stop(self) -> None:
        """Wait for no connection any longer."""
        self._token.cancel()

    def renew(self) -> None:
        """Read the files again."""
        self._ask(self._find, self._take_found, CancelToken())

    def leave(self) -> None:
        """Leave the program."""
        self._owner.action_leave()

    def _take_found(self, found: Found) -> None:
        self._found = found
        self.screen.renew(found)

    def _ask(
        self, question: Callable[[], Answer], answered: Callable[[Answer], None], token: CancelToken
    ) -> None:
        ask(self.screen, self._pool, question, answered, self._say_error, token)

    def _say_error(self, error: JosError) -> None:
        self.screen.say_error(error)
