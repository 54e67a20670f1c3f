"""From what was found, or is typed in, to the one endpoint that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import JosError
from jos_tui.core.location import Target
from jos_tui.core.text import printable
from jos_tui.profiles.endpoint import choose_endpoint, other_side
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.typed import NOWHERE
from jos_tui.ui.asking import ask

if TYPE_CHECKING:
    from textual.app import App

    from jos_tui.ui.connections.screen import ConnectionsScreen
    from jos_tui.ui.dialogs.connect import Typed

Answer = TypeVar("Answer")


class Owner(Protocol):
    """Who opens a browser on a connection."""

    def browse(self, profile: Profile, start: Target = NOWHERE) -> None:
        """Open the browser at the preferred endpoint."""

    def crashed(self, error: BaseException) -> None:
        """Hear of a fault of this program; on any thread."""

    def back_to_tab(self) -> bool:
        """Leave the list for what is open; return whether something is."""

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

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """What was found, and what was typed in since."""
        return self.screen.profiles if self._is_screen_made else self._found.profiles

    @property
    def _is_screen_made(self) -> bool:
        return "screen" in vars(self)

    def idle(self) -> bool:
        """Whether nothing is being looked for or asked."""
        return self._pool.idle() and not (self._is_screen_made and not self.screen.idle())

    def connect(self, profile: Profile, start: Target = NOWHERE) -> None:
        """Find the endpoint that answers, then browse it; ask for the address if there is none."""
        if not profile.complete:
            self.ask_for_store(profile)
            return
        self.stop()
        if len(profile.endpoints) == 1:
            self._owner.browse(profile, start)
            return
        self.screen.say(f"Looking for {printable(profile.name)}… Esc stops")
        self._token = token = CancelToken()
        self._ask(
            lambda: choose_endpoint(profile, token),
            lambda chosen: self._owner.browse(chosen, start),
            token,
        )

    def ask_for_store(self, incomplete: Profile | None = None) -> None:
        """Ask for a store and keys; only for the address of a profile that lacks it."""
        from jos_tui.ui.dialogs.connect import ConnectDialog

        def answered(typed: Typed | None) -> None:
            if typed is not None:
                self._keep(typed)

        self._app.push_screen(ConnectDialog(self.screen.profiles, incomplete), answered)

    def _keep(self, typed: Typed) -> None:
        """Write down what was typed, if that was asked for, and connect."""

        def connect(profile: Profile) -> None:
            profile = self._found.braked(profile)
            self.screen.offer(profile, typed.known)
            self.connect(profile, typed.start)

        from jos_tui.ui.dialogs.connect import Keep

        if typed.keep is Keep.SESSION:
            connect(typed.profile)
        else:
            self._ask(lambda: _kept(typed), connect, CancelToken())

    def edit(self, profile: Profile) -> None:
        """Ask what config.toml is to say of a connection, and write it there."""
        from jos_tui.profiles.own import OwnConnections
        from jos_tui.ui.dialogs.edit_connection import EditDialog

        own = OwnConnections.of_user()

        def answered(values: dict[str, str] | None) -> None:
            if values:
                self._change(lambda: own.change(profile, values))

        self._app.push_screen(EditDialog(profile, is_ours=own.holds(profile)), answered)

    def forget(self, profile: Profile) -> None:
        """Remove a connection of our own from config.toml, once that is confirmed."""
        from jos_tui.profiles.own import OwnConnections
        from jos_tui.ui.dialogs.confirm import ConfirmDialog

        own = OwnConnections.of_user()
        dialog = ConfirmDialog(
            f"Forget {printable(profile.name)}?",
            "Its keys, address and brakes go from config.toml. Nothing in the store changes.",
            "forget",
            "keep it",
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._change(lambda: own.forget(profile))

        self._app.push_screen(dialog, answered)

    def _change(self, change: Callable[[], None]) -> None:
        def change_and_find() -> Found:
            change()
            return self._find()

        self._ask(change_and_find, self._take_found, CancelToken())

    def try_side(
        self, profile: Profile, answered: Callable[[Profile], None], silent: Callable[[str], None]
    ) -> None:
        """Try the other address of a JASMIN tenancy, inside or outside. One is called, or none
        where there is no other.

        ``answered`` gets the profile with that address first, ``silent`` printable words.
        """
        here = profile.endpoint
        other = other_side(here)
        if other is None:
            return
        both = replace(profile, endpoints=(other, here))

        def take(chosen: Profile) -> None:
            if chosen.endpoint == other:
                answered(chosen)
            else:
                silent(f"{other.host} does not answer from here; still at {here.host}")

        self.choose(both, take, self._say_error)

    def choose(
        self,
        profile: Profile,
        answered: Callable[[Profile], None],
        failed: Callable[[JosError], None],
    ) -> None:
        """Find the endpoint that answers; wait for no other connection any longer."""
        self.stop()
        self._token = token = CancelToken()
        ask(self._app, self._pool, lambda: choose_endpoint(profile, token), answered, failed, token)

    def read_again(
        self, answered: Callable[[Found], None], failed: Callable[[JosError], None]
    ) -> None:
        """Read the files again, also for the screen of connections if there is one."""

        def take(found: Found) -> None:
            self._take_found(found)
            answered(found)

        ask(self._app, self._pool, self._find, take, failed)

    def stop(self) -> None:
        """Wait for no connection any longer."""
        self._token.cancel()

    def renew(self) -> None:
        """Read the files again."""
        self._ask(self._find, self._take_found, CancelToken())

    def back(self) -> bool:
        """Go back to what is open; return whether something is."""
        return self._owner.back_to_tab()

    def leave(self) -> None:
        """Leave the program."""
        self._owner.action_leave()

    def _take_found(self, found: Found) -> None:
        self._found = found
        if self._is_screen_made:
            self.screen.renew(found)

    def _ask(
        self, question: Callable[[], Answer], answered: Callable[[Answer], None], token: CancelToken
    ) -> None:
        ask(self.screen, self._pool, question, answered, self._say_error, token)

    def _say_error(self, error: JosError) -> None:
        self.screen.say_error(error)


def _kept(typed: Typed) -> Profile:
    """Write a profile down. Keys that another file holds stay there: only the address is written.

    Blocks. Raises ProfileError.
    """
    from jos_tui.profiles.own import OwnConnections

    own = OwnConnections.of_user()
    if typed.known is None:
        return own.keep(typed.profile)
    own.change(typed.profile, {"endpoint": typed.profile.address})
    return typed.profile
