"""The local folder beside the objects: showing, hiding, and what goes between the two."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jos_tui.ui.local.actions import LocalActions
from jos_tui.ui.local.changing import LocalChanging
from jos_tui.ui.local.comparing import Comparing
from jos_tui.ui.local.copying import Copying
from jos_tui.ui.local.pane import LocalPane

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen

_WELCOME = (
    "{app.other_pane} changes panes, {pane.copy} copies, {pane.move} moves, "
    "{pane.compare} compares, {pane.local} closes this one"
)


class LocalSide:
    """Owns the pane of one browser. Begins in the folder the program was started in."""

    def __init__(self, browser: BrowserScreen) -> None:
        self.browser = browser
        self.pane = LocalPane(browser.session, Path.cwd(), browser.state_changed, browser.say_error)
        self.comparing = Comparing(browser, self.pane)
        self.copying = Copying(browser, self.pane, lambda: self.comparing.rule)
        self.changing = LocalChanging(browser, self.pane)
        self.actions = LocalActions(self)
        self.shown = False

    @property
    def has_keys(self) -> bool:
        """Whether keys go to the local folder."""
        return self.browser.focused is self.pane.table

    def show(self) -> None:
        """Show the folder in the place of the tree, as it is now, and give it the keys."""
        self.shown = True
        if self.pane.is_attached:
            self.pane.files.renew()
        else:
            self.browser.query_one("#panes").mount(self.pane, before=0)
            self.pane.files.show(self.pane.files.folder)
        self.browser.set_class(True, "-local")
        self.browser.use_pane(self.pane.table)
        self.browser.say(self.browser.with_keys(_WELCOME))

    def hide(self) -> None:
        """Show the tree again; the keys go to the objects."""
        self.shown = False
        self.comparing.stop()
        self.browser.set_class(False, "-local")
        self.browser.use_pane(self.browser.table)
