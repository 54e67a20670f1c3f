"""Textual's driver for Linux and macOS, but that only what changed is sent."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import IO, Any, cast

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from jos_tui.core.right_of_way import KEYBOARD
from jos_tui.ui.wire.abilities import abilities
from jos_tui.ui.wire.job_control import stop_until_continued
from jos_tui.ui.wire.screen_file import Mark, Outlet, ScreenFile, size_of

_ENDED_BY_SIGNAL = 128
"""What a shell adds to the number of the signal for the exit code."""


class ScreenDriver(LinuxDriver):
    """Puts a ScreenFile in front of the terminal; Textual's writer thread is the one to use it."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        terminal = cast("IO[str]", sys.__stderr__)
        self._screen = ScreenFile(terminal, abilities(os.environ), lambda: size_of(terminal))
        self._file = cast("Any", self._screen)
        self._outlet = Outlet(self.write)

    def start_application_mode(self) -> None:
        """Enter the alternate screen; from then on a new size draws everything again."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        told_before = signal.getsignal(signal.SIGWINCH)

        def told(number: int, frame: FrameType | None) -> None:
            self.draw_all_again()
            if callable(told_before):
                told_before(number, frame)

        signal.signal(signal.SIGWINCH, told)
        self._end_in_order_on_sigterm()

    def process_message(self, message: Message) -> None:
        """Hand on what the terminal sends, keys before all else. The thread that reads it."""
        if isinstance(message, events.Key):
            KEYBOARD.take()
        super().process_message(message)

    def draw_all_again(self) -> None:
        """Send the whole screen soon, as something else may have written on it."""
        self._screen.draw_all_again()
        self._loop.call_soon_threadsafe(self._wake_writer)

    def sleep(self) -> None:
        """Give the terminal back and stop until somebody continues the program. Main thread.

        Textual takes the terminal again when it is continued; its screen is empty then.
        """
        self.suspend_application_mode()
        self._must_signal_resume = True
        stop_until_continued()

    def when_sent(self, tell: Callable[[], None]) -> None:
        """Call ``tell``, on the thread that writes, when all that was drawn by now is sent."""
        self.write(Mark(tell))

    def let_out(self) -> None:
        """Have what was drawn sent before the loop goes on; see :class:`Outlet`."""
        self._outlet.let_out()

    def _end_in_order_on_sigterm(self) -> None:
        """Let the first SIGTERM leave the program, so that the shell has its terminal again.

        The second one ends it at once. One that the parent had ignored stays ignored. SIGHUP does
        what it always does: the terminal is gone, and there is nothing to give back.
        """
        if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
            return
        leave = partial(self._app.exit, return_code=_ENDED_BY_SIGNAL + signal.SIGTERM)

        def told(number: int, _frame: FrameType | None) -> None:
            signal.signal(number, signal.SIG_DFL)
            self._loop.call_soon_threadsafe(leave)

        signal.signal(signal.SIGTERM, told)

    def _wake_writer(self) -> None:
        if self._writer_thread is not None and self._writer_thread.is_alive():
            self.write("")


def draw_all_again(app: App[Any]) -> None:
    """Send the whole screen of a program soon, if it runs on a terminal of ours."""
    driver = app._driver  # Textual has no public name for it
    if isinstance(driver, ScreenDriver):
        driver.draw_all_again()


def when_sent(app: App[Any], tell: Callable[[], None]) -> None:
    """Call ``tell`` when all that was drawn by now is sent, on any thread; at once if to nobody."""
    driver = app._driver  # Textual has no public name for it
    if isinstance(driver, ScreenDriver):
        driver.when_sent(tell)
    else:
        tell()
