"""``python -m benchmarks.stalls``: how long the screen is busy at a time, at a million rows.

The program runs without a terminal, on the null server. Each callback of its loop is timed:
for that long no key is heard.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from asyncio.events import Handle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot

from benchmarks.null_server import Link, null_server
from benchmarks.programs import ACCESS_KEY, SECRET_KEY
from benchmarks.stock import BUCKET, Stock
from benchmarks.table import circumstances
from benchmarks.tools import OWN
from jos_tui.core.location import Target
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret
from jos_tui.ui import garbage
from jos_tui.ui.app import JosApp
from jos_tui.ui.browser.screen import BrowserScreen

_SIZE = (120, 40)
_LOOK_SECONDS = 0.02
_STARTED_SECONDS = 1.0
_WORKS = (
    ("filter, typed: `/000`", ("slash", "0", "0", "0", "enter")),
    ("filter taken away", ("escape",)),
    ("filter by a pattern: `/*7?1*`", ("slash", *"*7?1*", "enter")),
    ("filter taken away", ("escape",)),
    ("sort by size, largest first", ("comma", "S")),
    ("sort by time", ("comma", "m")),
    ("sort by name, backwards", ("comma", "N")),
    ("sort by name", ("comma", "n")),
    ("mark all", ("a",)),
    ("invert marks", ("*",)),
    ("end", ("end",)),
    ("home", ("home",)),
    ("20 × page down", ("pagedown",) * 20),
    ("up one level", ("backspace",)),
    ("back", ("left_square_bracket",)),
    ("`R`: listed anew", ("R",)),
)


@dataclass(slots=True)
class Callbacks:
    """How long callbacks took since this was emptied, in milliseconds."""

    wall: list[float] = field(default_factory=lambda: [0.0])
    processor: list[float] = field(default_factory=lambda: [0.0])

    def add(self, wall: float, processor: float) -> None:
        """Add one, given in seconds."""
        self.wall.append(wall * 1e3)
        self.processor.append(processor * 1e3)

    def line(self, name: str, seconds: float) -> str:
        """Return the row of the table, and be empty again."""
        row = f"| {name} | {seconds:.1f} | {max(self.wall):.0f} | {max(self.processor):.0f} |"
        self.wall[:], self.processor[:] = [0.0], [0.0]
        return row


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stalls", description=__doc__)
    parser.add_argument("--keys", type=int, default=1_000_000, help="in the listing (1,000,000)")
    options = parser.parse_args()
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    garbage.put_off()  # as the program does that has a terminal
    print(circumstances(1, 1, [OWN]))
    with null_server(Link()) as null, TemporaryDirectory(prefix="jos-bench-") as home:
        url = f"http://127.0.0.1:{null.port}"
        profile = Profile("bench", parse_endpoint(url), ACCESS_KEY, Secret(SECRET_KEY))
        place = Target(BUCKET, f"stock/{Stock(options.keys, 0).name}/")
        app = JosApp(Found((profile,)), profile, place, StateHome(Path(home)))
        asyncio.run(_measure(app, options.keys))


async def _measure(app: JosApp, keys: int) -> None:
    print("\n| work | s | longest callback, ms | its processor time, ms |\n|---|---:|---:|---:|")
    with _timed() as callbacks:
        begun = time.perf_counter()
        async with app.run_test(size=_SIZE) as pilot:
            asyncio.get_running_loop().call_later(_STARTED_SECONDS, garbage.begin)
            await _until_done(app)
            print(callbacks.line("open", time.perf_counter() - begun), flush=True)
            browser = app.screen
            assert isinstance(browser, BrowserScreen)
            if browser.level.model.total != keys:
                sys.exit(f"{browser.level.model.total:,} keys were listed, not {keys:,}.")
            for name, pressed in _WORKS:
                print(await _line(name, pressed, app, pilot, callbacks), flush=True)
            app.exit()


async def _line(
    name: str, keys: Sequence[str], app: JosApp, pilot: Pilot[None], callbacks: Callbacks
) -> str:
    begun = time.perf_counter()
    for key in keys:
        await pilot.press(key)
    await _until_done(app)
    return callbacks.line(name, time.perf_counter() - begun)


async def _until_done(app: JosApp) -> None:
    await asyncio.sleep(_LOOK_SECONDS)
    while not app.idle():
        await asyncio.sleep(_LOOK_SECONDS)


@contextmanager
def _timed() -> Iterator[Callbacks]:
    """Time all callbacks. By a private name of asyncio, whose own way makes each take longer."""
    callbacks, run = Callbacks(), Handle._run

    def timed(handle: Handle) -> None:
        wall, processor = time.perf_counter(), time.thread_time()
        run(handle)
        callbacks.add(time.perf_counter() - wall, time.thread_time() - processor)

    setattr(Handle, "_run", timed)  # noqa: B010 - mypy lets nobody assign to a method
    try:
        yield callbacks
    finally:
        setattr(Handle, "_run", run)  # noqa: B010


if __name__ == "__main__":
    main()
