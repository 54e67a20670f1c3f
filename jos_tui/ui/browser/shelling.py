"""``!``: a shell that knows where one is."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from typing import TYPE_CHECKING

from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.ui.browser.actions import Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen

_TOLD = ("S3_URI", "AWS_ENDPOINT_URL", "AWS_PROFILE")
_USUAL = "/bin/sh"


class ShellActions:
    """Hands the terminal to a shell and takes it back when that ends."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {"app.shell": self.shell}
        self.why_not: dict[str, WhyNot] = {}

    def shell(self) -> None:
        """Run the user's shell, in the local folder if one is shown; transfers go on meanwhile."""
        from jos_tui.browse.local_files import nearest_folder
        from jos_tui.browse.shell_environment import shell_environment
        from jos_tui.ui.app import JosApp
        from jos_tui.ui.wire.shell import run_program

        browser, app = self._browser, self._browser.app
        assert isinstance(app, JosApp)
        shell = os.environ.get("SHELL") or _USUAL
        local = browser.beside.local
        folder = None if local is None else nearest_folder(local.pane.files.folder)
        told = shell_environment(browser.session.profile, browser.level.location, os.environ)

        def use() -> int:
            print(_greeting(told), flush=True)  # noqa: T201 - the terminal is the shell's
            return run_program([shell], told, "SHELL", folder)

        try:
            ended = app.lend_terminal(use)
        except JosError as error:
            browser.say_error(error)
        else:
            browser.say(_how_it_ended(ended)) if ended else browser.unsay()
            browser.beside.renew()


def _greeting(told: Mapping[str, str]) -> str:
    names = [f"{name}={printable(told[name])}" for name in _TOLD if name in told]
    return "\n".join(["jos-tui waits: exit, or Ctrl-D, comes back to it.", *names])


def _how_it_ended(code: int | None) -> str:
    if code is None:
        return "There is no terminal here that a shell could use"
    if code < 0:
        return f"The shell was ended by signal {-code}, {signal.strsignal(-code) or 'unknown'}"
    return f"The shell ended with exit code {code}: that of the last command in it"
