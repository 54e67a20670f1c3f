"""All connections that were found: where, how they are, when they were used last."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from jos_tui.core import formats
from jos_tui.core.text import printable
from jos_tui.keymap import CONNECTIONS_ACTIONS
from jos_tui.profiles.connection_id import ConnectionId
from jos_tui.profiles.found import Found
from jos_tui.profiles.own import OwnConnections
from jos_tui.profiles.profile import TYPED_IN, Profile
from jos_tui.ui.connections.checking import Checker
from jos_tui.ui.connections.rows import (
    ASKING,
    NO_ADDRESS,
    NOT_ASKED,
    Connection,
    rows_of,
)
from jos_tui.ui.list_screen import ListScreen

if TYPE_CHECKING:
    from jos_tui.ui.connections.connecting import Connecting

_NOTHING_FOUND = """No credentials were found on this machine.

{connection.new} asks for a JASMIN tenancy or an address, and for keys; a public store needs none.
"""
_EXAMPLE = """A file that is found from now on, as ~/.credentials/jos-credentials.json:
{"token": "…", "secret": "…"}"""

_FRESH_SECONDS = 60.0
_AGAIN = "{connection.new} types it in again, and keeps it where you say"


class ConnectionsScreen(ListScreen[None]):
    """Each store is asked behind the screen how it is; nothing waits for that."""

    def __init__(
        self,
        connecting: Connecting,
        found: Found,
        state_folder: Path,
        crashed: Callable[[BaseException], None],
    ) -> None:
        """``crashed`` hears, on a thread, of a fault of this program."""
        self._connecting = connecting
        super().__init__(CONNECTIONS_ACTIONS, 2)
        self._state_folder = state_folder
        self._checker = Checker(self, self._take_seen, self._take_used, crashed)
        self._asked_at: float | None = None
        self._seen: dict[Profile, Connection] = {}
        self._used: dict[str, int] = {}
        self._found = found

    # -- what is shown ---------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show what was found at once."""
        self._show()

    def on_resize(self) -> None:
        """Fit the columns."""
        self._show()

    def on_screen_resume(self) -> None:
        """Ask behind the screen, unless that was just done."""
        self.call_after_refresh(self._checker.look_up_used, self._state_folder)
        if self._asked_at is None or time.monotonic() - self._asked_at > _FRESH_SECONDS:
            self.call_after_refresh(self._ask)

    def on_screen_suspend(self) -> None:
        """Ask no more once something else than a question lies in front."""
        if not self._is_looked_at:
            self._stop_asking()

    @property
    def _is_looked_at(self) -> bool:
        return self.app.screen is self or isinstance(self.app.screen, ModalScreen)

    def on_unmount(self) -> None:
        """Ask no more."""
        self._checker.stop()

    def idle(self) -> bool:
        """Whether nothing is being asked."""
        return self._checker.idle()

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """All that are shown."""
        return self._found.profiles

    def offer(self, profile: Profile, in_place_of: Profile | None) -> None:
        """Add a profile that was typed in, or put it in the place of the one it completes."""
        profiles = list(self._found.profiles)
        if in_place_of is not None and in_place_of in profiles:
            profiles[profiles.index(in_place_of)] = profile
        elif profile not in profiles:
            profiles.append(profile)
        self._found = self._found._replace(profiles=tuple(profiles))
        self._show()
        self.list.cursor_row = profiles.index(profile)

    def renew(self, found: Found) -> None:
        """Show what the files hold now, and ask again. What was typed in stays."""
        typed = [p for p in self._found.profiles if p.source == TYPED_IN]
        self._found = found._replace(profiles=(*found.profiles, *typed))
        self._seen.clear()
        self._show()
        self._ask()

    def _show(self) -> None:
        profiles, remarks = self._found.profiles, self._found.remarks
        rows = rows_of(
            [self._seen_as(profile) for profile in profiles],
            remarks,
            self.size.width,
            time.time_ns() // 1_000_000,
            date.today(),
        )
        self.list.show(rows, f"{self.with_keys(_NOTHING_FOUND)}\n{_EXAMPLE}")
        self.show_title(f"jos-tui  connections: {formats.count(len(profiles))}")
        self.show_footer()

    def _seen_as(self, profile: Profile) -> Connection:
        unasked = Connection(profile, NOT_ASKED if profile.complete else NO_ADDRESS)
        seen = self._seen.get(profile, unasked)
        return replace(seen, used_ms=self._used.get(str(ConnectionId.of(profile)), 0))

    # -- asking ----------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._stop_asking()
        if not self._is_looked_at:
            return
        self._asked_at = time.monotonic()
        asked = [profile for profile in self._found.profiles if profile.complete]
        self._seen.update({profile: Connection(profile, ASKING) for profile in asked})
        self._show()
        self._checker.begin(asked)

    def _stop_asking(self) -> None:
        self._checker.stop()
        answered = {p: seen for p, seen in self._seen.items() if seen.state is not ASKING}
        if len(answered) < len(self._seen):
            self._asked_at = None
        self._seen = answered

    def _take_seen(self, profile: Profile, seen: Connection) -> None:
        self._seen[profile] = seen
        self._show()

    def _take_used(self, used: dict[str, int]) -> None:
        self._used = used
        self._show()

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        connecting = self._connecting
        return {
            "connection.open": self._open,
            "connection.new": connecting.ask_for_store,
            "connection.edit": lambda: self._with_chosen(connecting.edit),
            "connection.forget": lambda: self._with_chosen(self._forget),
            "connection.again": connecting.renew,
            "connection.escape": self._escape,
            "connection.quit": connecting.leave,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        if action_id == "connection.open" and self.list.cursor_key is None:
            return self.with_keys("There is no connection yet: {connection.new} asks for one")
        if action_id in {"connection.edit", "connection.forget"}:
            return self._why_not_change(action_id)
        return ""

    def _why_not_change(self, action_id: str) -> str:
        profile = self.chosen
        if profile is None:
            return "There is no connection here"
        is_typed = profile.source == TYPED_IN
        if action_id == "connection.edit":
            return f"It is kept nowhere: {self.with_keys(_AGAIN)}" if is_typed else ""
        if is_typed or OwnConnections.of_user().holds(profile):
            return ""
        where = printable(profile.source) or "elsewhere"
        return f"It comes from {where}, not from config.toml: remove it there"

    def on_line_list_opened(self) -> None:
        """A row was double-clicked."""
        self.action_run("connection.open")

    @property
    def chosen(self) -> Profile | None:
        """The profile under the cursor, None on a remark."""
        place, profiles = self.list.cursor_key, self._found.profiles
        return profiles[place] if place is not None and place < len(profiles) else None

    def _open(self) -> None:
        profile = self.chosen
        if profile is not None:
            seen = self._seen.get(profile)
            self._connecting.connect(profile if seen is None else seen.profile)
        elif (place := self.list.cursor_key) is not None:
            self.warn(printable(self._found.remarks[place - len(self._found.profiles)]))

    def _with_chosen(self, do: Callable[[Profile], None]) -> None:
        if (profile := self.chosen) is not None:
            do(profile)

    def _forget(self, profile: Profile) -> None:
        if profile.source != TYPED_IN:
            self._connecting.forget(profile)
            return
        left = tuple(one for one in self._found.profiles if one != profile)
        self._found = self._found._replace(profiles=left)
        self._show()

    def _escape(self) -> None:
        self._connecting.stop()
        if not self.unsay() and not self._connecting.back():
            self._stop_asking()
            self._show()
