"""What is beside the objects: the tree of buckets, or a folder of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jos_tui.ui.browser.actions import ActionGroup, Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen
    from jos_tui.ui.local.side import LocalSide
    from jos_tui.ui.widgets.bucket_tree import BucketTree
    from jos_tui.ui.widgets.object_table import ObjectTable


class Beside:
    """Shows the local folder in the place of the tree. The first frame does without it."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._side: LocalSide | None = None

    @property
    def local(self) -> LocalSide | None:
        """The local folder while it is shown."""
        return self._side if self._side is not None and self._side.shown else None

    @property
    def pane(self) -> ObjectTable | BucketTree:
        """What is beside the objects and takes keys."""
        return self._browser.tree_pane if self.local is None else self.local.pane.table

    @property
    def at_rest(self) -> bool:
        """Whether nothing that came of the local folder waits to be taken."""
        return self._side is None or self._side.pane.files.at_rest

    def folder_or(self, other: Path) -> Path:
        """Return the local folder that is shown, another one if none is."""
        return other if self.local is None else self.local.pane.files.folder

    def in_front(self) -> ActionGroup | None:
        """Return the actions that come first, as the keys go to the local folder."""
        return self.local.actions if self.local is not None and self.local.has_keys else None

    def toggle(self) -> None:
        """Show or hide the local folder; the keys go to it, or back to the objects."""
        if self.local is not None:
            self.local.hide()
            return
        if self._side is None:
            from jos_tui.ui.local.side import LocalSide

            self._side = LocalSide(self._browser)
        self._side.show()

    def stop_comparing(self) -> bool:
        """Stop comparing both sides; return whether that went on."""
        return self._side is not None and self._side.comparing.stop()

    def renew(self) -> None:
        """A job has written files: show those that are in the folder."""
        if self.local is not None:
            self.local.pane.files.renew()


class PaneActions:
    """The local folder, and what goes between it and the level."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {
            "pane.local": browser.beside.toggle,
            "pane.copy": self.copy,
            "pane.move": self.move,
            "pane.compare": self.compare,
        }
        self.why_not: dict[str, WhyNot] = {
            "pane.copy": lambda: browser.actions.why_not("transfer.get"),
            "pane.move": self._why_not_move,
            "pane.compare": self._why_not_compare,
        }

    def compare(self) -> None:
        """Compare the folder with the level."""
        if (local := self._browser.beside.local) is not None:
            local.comparing.begin()

    def _why_not_compare(self) -> str:
        local = self._browser.beside.local
        return self._no_folder if local is None else local.comparing.why_not()

    @property
    def _no_folder(self) -> str:
        return self._browser.with_keys("Show a local folder first: {pane.local}")

    def move(self) -> None:
        """Move the selection into the local folder."""
        if (local := self._browser.beside.local) is not None:
            local.copying.move_down()

    def _why_not_move(self) -> str:
        local = self._browser.beside.local
        return self._no_folder if local is None else local.copying.why_not_move_down()

    def copy(self) -> None:
        """Copy the selection into the local folder; where none is shown, ask for one."""
        local = self._browser.beside.local
        if local is None:
            self._browser.run("transfer.get")
        else:
            local.copying.down()
