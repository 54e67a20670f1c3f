"""Going to a place that is named rather than shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Location, parse_target
from jos_tui.core.text import printable
from jos_tui.profiles.endpoint import other_side
from jos_tui.ui.browser.actions import Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


class GoActions:
    """Path, bucket by name, bucket root, connections."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {
            "go.path": self.ask_path,
            "go.bucket": self.ask_bucket,
            "go.root": self.root,
            "go.connections": browser.owner.choose_connection,
            "go.other_side": browser.owner.switch_side,
            "tab.next": lambda: browser.owner.step_tab(1),
            "tab.previous": lambda: browser.owner.step_tab(-1),
            "tab.close": browser.owner.close_tab,
        }
        self.why_not: dict[str, WhyNot] = {
            "go.root": lambda: (
                "Open a bucket first" if browser.level.location.is_bucket_list else ""
            ),
            "go.other_side": lambda: (
                ""
                if other_side(browser.session.profile.endpoint)
                else "This store has only one address"
            ),
            "tab.next": self._why_no_tab,
            "tab.previous": self._why_no_tab,
        }

    def _why_no_tab(self) -> str:
        if self._browser.owner.open_connections > 1:
            return ""
        return self._browser.with_keys("No other connection is open: {go.connections} opens one")

    def root(self) -> None:
        """Go to the top of this bucket."""
        self._browser.level.open(Location(self._browser.level.location.bucket))

    def ask_path(self) -> None:
        """Ask for a path and go there."""
        from jos_tui.ui.dialogs.prompt import Prompt

        prompt = Prompt(
            "Go to",
            explanation="An s3:// URI, a URL, /bucket/prefix/, a name below this level, or ../",
            check=self._check,
        )
        self._browser.app.push_screen(prompt, self._go_to_text)

    def ask_bucket(self) -> None:
        """Ask for a bucket's name and open it, listed or not."""
        from jos_tui.ui.dialogs.prompt import Prompt

        prompt = Prompt(
            "Open bucket",
            explanation="Its name; it need not be in the list. A prefix may follow: name/prefix/",
            check=lambda text: self._problem(text, Location()),
        )
        self._browser.app.push_screen(prompt, lambda text: self._go_to(text, Location()))

    def _check(self, text: str) -> str:
        return self._problem(text, self._browser.level.location)

    def _problem(self, text: str, below: Location) -> str:
        try:
            target = parse_target(text, below)
        except ProfileError as error:
            return printable(str(error))
        host = self._browser.session.profile.endpoint.host
        if target.host and target.host.split(":")[0] != host.split(":")[0]:
            others = self._browser.with_keys("{go.connections} changes connections")
            return f"That is another store ({printable(target.host)}); {others}"
        return ""

    def _go_to_text(self, text: str | None) -> None:
        self._go_to(text, self._browser.level.location)

    def _go_to(self, text: str | None, below: Location) -> None:
        if text:
            self._browser.level.go_to(parse_target(text, below))
