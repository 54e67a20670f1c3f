"""The small pop-up of what may follow a prefix key."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widgets import Static

from jos_tui.keymap import show_key
from jos_tui.ui.key_dispatch import Following


class KeyMenu(Static):
    """Shown while a prefix key waits for the next one. Never takes the focus."""

    auto_links = False

    def __init__(self) -> None:
        super().__init__(id="key-menu")
        self.display = False
        self._keys: tuple[str, ...] = ()

    def show(self, following: Following | None) -> None:
        """Show the choices, or hide."""
        self.display = following is not None
        if following is None:
            return
        self._keys = tuple(key for key, _ in following.choices)
        self.border_title = show_key(following.prefix)
        lines = [
            Content.assemble((show_key(key), "$footer-key-foreground bold"), "  ", action.label)
            for key, action in following.choices
        ]
        self.update(Content("\n").join(lines))

    async def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self._keys):
            await self.screen.run_action(f"press({self._keys[offset.y]!r})")
