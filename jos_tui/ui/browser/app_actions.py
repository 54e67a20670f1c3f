"""What concerns the program as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.wire.driver import draw_all_again

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


class AppActions:
    """Esc, palette, help, drawing again, settings, the other pane, quit."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {
            "app.escape": self.escape,
            "app.palette": self.palette,
            "app.help": self.help,
            "app.redraw": self.redraw,
            "app.settings": self.settings,
            "app.other_pane": browser.other_pane,
            "app.quit": browser.leave_program,
        }
        self.why_not: dict[str, WhyNot] = {}

    def escape(self) -> None:
        """Stop what loads, else close the message, the range, the filter, else clear the marks.

        If there is nothing of all this, what was copied or cut is forgotten.
        """
        browser = self._browser
        if browser.level.loading:
            browser.level.stop()
        elif browser.beside.stop_comparing():
            return
        elif browser.measuring.active:
            browser.measuring.stop()
        elif not (
            browser.unsay()
            or self._end_tour()
            or browser.table.end_range()
            or browser.clear_filter()
        ):
            self._clear_marks()

    def _end_tour(self) -> bool:
        tour = self._browser.query("#tour")
        tour.remove()
        return bool(tour)

    def _clear_marks(self) -> None:
        browser = self._browser
        if not browser.level.model.marked_count:
            browser.clipboard.drop()
        browser.table.apply_change(browser.level.model.clear_marks())
        browser.state_changed()

    def help(self) -> None:
        """Show all keys, and do what is chosen there."""
        from jos_tui.ui.dialogs.help import HelpDialog

        browser = self._browser
        browser.app.push_screen(HelpDialog(browser.keyed, browser.actions.why_not), self._run)

    def redraw(self) -> None:
        """Draw everything anew, where another program has written on the screen."""
        draw_all_again(self._browser.app)

    def settings(self) -> None:
        """Show the settings, to be changed."""
        from jos_tui.ui.dialogs.settings import SettingsDialog

        self._browser.app.push_screen(SettingsDialog())

    def palette(self) -> None:
        """Offer every action, and do what is chosen."""
        from jos_tui.ui.dialogs.palette import Palette

        browser = self._browser
        actions = [action for action in browser.keyed if action.id != "app.palette"]
        browser.app.push_screen(Palette(actions, browser.actions.why_not), self._run)

    def _run(self, action_id: str | None) -> None:
        if action_id:
            self._browser.run(action_id)
