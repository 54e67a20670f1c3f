"""Asking the stores behind connections how they are, a few at a time, behind the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.message_pump import MessagePump

from jos_tui.core.background import CancelToken, Pool
from jos_tui.profiles.endpoint import choose_endpoint
from jos_tui.profiles.last_used import LastUsed
from jos_tui.profiles.profile import Profile
from jos_tui.ui.connections.rows import Connection, state_of

AT_ONCE = 4
"""So many stores are asked at the same time."""


class Checker:
    """Lives on the UI thread; asks on its own, and answers there. Cancelled questions say nothing.

    ``told`` hears of each profile how it is, with the endpoint that answers as its preferred one;
    ``used`` when each was used last.
    """

    def __init__(
        self,
        node: MessagePump,
        told: Callable[[Profile, Connection], None],
        used: Callable[[dict[str, int]], None],
        crashed: Callable[[BaseException], None],
    ) -> None:
        self._node = node
        self._told = told
        self._used = used
        self._pool = Pool("checking", AT_ONCE, crashed)
        self._token = CancelToken()

    def look_up_used(self, state_folder: Path) -> None:
        """Read when connections were used. Does not block."""
        self._pool.submit(lambda token: self._read_used(state_folder, token))  # it takes no time

    def begin(self, profiles: Sequence[Profile]) -> None:
        """Ask for these. Does not block."""
        for profile in profiles:
            self._pool.submit(lambda token, one=profile: self._try(one, token), self._token)  # type: ignore[misc]

    def stop(self) -> None:
        """Ask no more."""
        self._token.cancel()
        self._token = CancelToken()

    def idle(self) -> bool:
        """Whether nothing is being asked."""
        return self._pool.idle()

    def _read_used(self, folder: Path, token: CancelToken) -> None:
        self._node.call_later(_unless_cancelled, token, self._used, LastUsed(folder).times())

    def _try(self, profile: Profile, token: CancelToken) -> None:
        from jos_tui.store.trying import try_endpoint

        chosen = choose_endpoint(profile, token)
        seen = Connection(chosen, state_of(try_endpoint(chosen, token)))
        self._node.call_later(_unless_cancelled, token, self._told, profile, seen)


def _unless_cancelled(token: CancelToken, receive: Callable[..., None], *answer: object) -> None:
    if not token.cancelled:
        receive(*answer)
