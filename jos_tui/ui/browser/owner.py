"""What the browser asks of the application that it is part of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from jos_tui.core.location import Location

if TYPE_CHECKING:
    from jos_tui.profiles.connection_id import ConnectionId
    from jos_tui.ui.connections.connecting import Connecting


class Owner(Protocol):
    """Who opened the browser, and closes it. ``connecting`` knows the connections there are."""

    connecting: Connecting

    def choose_connection(self) -> None:
        """Show the connections there are; this one stays open."""

    def go_elsewhere(self, connection: ConnectionId, location: Location) -> None:
        """Go to a place of another connection, which is opened if need be."""

    def switch_side(self) -> None:
        """Use the other address of a JASMIN tenancy, if it answers."""

    def step_tab(self, by: int) -> None:
        """Show another connection that is open."""

    def close_tab(self) -> None:
        """Close this connection."""

    @property
    def open_connections(self) -> int:
        """How many connections are open."""

    def action_leave(self) -> None:
        """Leave the program."""
