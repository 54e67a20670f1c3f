"""What the browser asks of the application that it is part of."""

from __future__ import annotations

from typing import Protocol


class Owner(Protocol):
    """Who opened the browser, and closes it."""

    def choose_connection(self) -> None:
        """Show the connections there are; this one stays open."""

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
