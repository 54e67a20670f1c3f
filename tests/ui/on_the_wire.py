"""The program with its own way to the terminal, but that the terminal is in memory."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.cells import split_graphemes
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from jos_tui.core.location import Target, parse_target
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.ui.app import JosApp
from jos_tui.ui.wire.abilities import abilities
from jos_tui.ui.wire.grid import CONTINUED, is_uncertain
from jos_tui.ui.wire.screen_file import ScreenFile
from tests.support.fuzz import assert_only_ours
from tests.ui.driving import UNASKED, screen_lines, settle
from tests.ui.wire.terminals import START, Shown

TALL = (100, 160)


class _Memory:
    """What was sent, for the file of a terminal."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, text: str) -> int:
        self.pieces.append(text)
        return len(text)

    def flush(self) -> None: ...

    def fileno(self) -> int:
        raise OSError

    def take(self) -> str:
        output = "".join(self.pieces)
        self.pieces.clear()
        return output


class MemoryDriver(HeadlessDriver):
    """Draws as on a terminal, through the file that stands in front of one."""

    def __init__(self, app: App[object], **options: object) -> None:
        super().__init__(app, **options)  # type: ignore[arg-type]
        self.memory = _Memory()
        size = self._get_terminal_size()
        self._shown_size = size
        self._screen = ScreenFile(self.memory, abilities(os.environ), lambda: size)  # type: ignore[arg-type]

    @property
    def is_headless(self) -> bool:
        """No: everything is drawn."""
        return False

    def write(self, data: str) -> None:
        """Take output as Textual's writer thread does."""
        self._screen.write(data)
        self._screen.flush()

    def draw_all(self) -> Shown:
        """Send the whole screen, and return a terminal that has got it."""
        self._screen.draw_all_again()
        self.write("")
        output = self.memory.take()
        assert_only_ours(output)
        shown = Shown(*self._shown_size)
        shown.feed(START + output)
        return shown


@asynccontextmanager
async def drawing(
    profile: Profile | None,
    target: str = "",
    *,
    size: tuple[int, int] = TALL,
    found: Found | None = None,
    home: StateHome | None = None,
) -> AsyncIterator[Pilot[None]]:
    """Run the program and hand out its pilot once it is at rest."""
    start = parse_target(target) if target else Target("", "")
    app = JosApp(found or Found((profile,) if profile else ()), profile, start, home, UNASKED)
    app.driver_class = MemoryDriver
    try:
        async with app.run_test(headless=False, size=size, notifications=True) as pilot:
            await settle(pilot)
            yield pilot
            app.exit()
    finally:
        if app.session is not None:
            app.session.close()


def assert_sent_safely(pilot: Pilot[None]) -> None:
    """Check what was sent since the last time."""
    assert_only_ours(_driver(pilot).memory.take())


def assert_drawn_safely(pilot: Pilot[None]) -> None:
    """Check what was sent, and that a terminal then shows what was drawn, cell by cell."""
    assert_sent_safely(pilot)
    shown = _driver(pilot).draw_all()
    _assert_shown(shown, screen_lines(pilot.app.screen))


def _assert_shown(shown: Shown, wanted: list[str]) -> None:
    """Check each cell of which it is certain how wide it and its neighbours are."""
    for y, line in enumerate(wanted):
        cells = cells_of(line)
        for x, text in enumerate(cells):
            if not any(map(is_uncertain, cells[max(0, x - 2) : x + 2])) and text != CONTINUED:
                assert shown.screen.buffer[y][x].data == text, (y, x, line)


def cells_of(line: str) -> list[str]:
    """Return a line cell by cell, as Textual counts them."""
    cells: list[str] = []
    for start, stop, width in split_graphemes(line)[0]:
        if width:
            cells += [line[start:stop], *[CONTINUED] * (width - 1)]
        elif cells:
            cells[-1] += line[start:stop]
    return cells


def _driver(pilot: Pilot[None]) -> MemoryDriver:
    driver = pilot.app._driver
    assert isinstance(driver, MemoryDriver)
    return driver
