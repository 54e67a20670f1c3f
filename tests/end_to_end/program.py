"""The program as a person meets it: started by its command in a terminal, and its remains."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from jos_tui.browse.places.first_time import is_first_time
from jos_tui.jobs.worker.paths import StateHome
from tests.support.patience import LONG_ENOUGH
from tests.support.terminal import Terminal

COMMAND = (sys.executable, "-m", "jos_tui")
SMALL = (24, 80)
WIDE = (40, 120)
ENTER = "\r"
ESCAPE = "\x1b[27u"  # as newer terminals send it: never the beginning of another key
TAB = "\t"
CLEAR_LINE = "\x15"
ALTERNATE_SCREEN = b"\x1b[?1049h"
NORMAL_SCREEN = b"\x1b[?1049l"
HIDE_CURSOR = b"\x1b[?25l"
SHOW_CURSOR = b"\x1b[?25h"


def seen_before(env: Mapping[str, str]) -> None:
    """Let it not be the first time: the tour would cover rows that tests look at."""
    is_first_time(StateHome.of_user({**os.environ, **env}).folder)


class Program(Terminal):
    """The program with these arguments on a terminal of ``size`` (rows, columns)."""

    def __init__(
        self,
        *arguments: str,
        size: tuple[int, int] = SMALL,
        env: Mapping[str, str] | None = None,
    ) -> None:
        if "--demo" not in arguments:
            seen_before(env or {})
        super().__init__([*COMMAND, *arguments], *size, env)

    @property
    def pid(self) -> int:
        """The process, which leads the session of the terminal."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def type(self, keys: str, shown: str) -> None:
        """Press keys and wait for a text."""
        self.send(keys)
        self.wait_for(shown)

    def wait_until_gone(self, text: str) -> None:
        """Wait until a text is no longer on the screen."""
        self.wait_for(lambda terminal: text not in terminal.screen_text())

    def lines(self) -> list[str]:
        """Return the lines on the screen."""
        return self.screen_text().split("\n")

    def unwrapped(self) -> str:
        """Return the words on the screen, where a long message takes several lines."""
        return " ".join(self.screen_text().split())

    def line_below(self, text: str) -> str:
        """Return the line after the first one with a text, or words if that is not shown."""
        lines = self.lines()
        return next((below for line, below in pairwise(lines) if text in line), "nothing yet")

    def leave(self) -> None:
        """Press q and hold the program to how it is to end."""
        self.send("q")
        assert self.wait_exit() == 0
        assert self.is_restored()
        assert b"Traceback" not in self.raw

    def is_restored(self) -> bool:
        """Whether the terminal is as it was: the normal screen, and the cursor to be seen."""
        raw = self.raw
        return raw.rfind(NORMAL_SCREEN) > raw.rfind(ALTERNATE_SCREEN) and raw.rfind(
            SHOW_CURSOR
        ) > raw.rfind(HIDE_CURSOR)

    def hang_up(self) -> None:
        """Close the terminal, as a lost connection does, and wait for the program to end."""
        os.close(self._master)
        self._master = -1
        self._process.wait(LONG_ENOUGH)


@dataclass(frozen=True, slots=True)
class Machine:
    """The folders that a run of the program may touch."""

    home: Path
    temporary: Path
    work: Path
    state: Path

    @property
    def left_behind(self) -> list[Path]:
        """What is in the home and among the temporary files; jobs are written down elsewhere."""
        return [*self.home.rglob("*"), *self.temporary.rglob("*")]


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    parent_of = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    found = [pid]
    for ancestor in found:
        found += [child for child, parent in parent_of.items() if parent == ancestor]
    return found[1:]


def wait_until_ended(pid: int) -> None:
    """Wait until a process that was started by another one is no more."""
    deadline = time.monotonic() + LONG_ENOUGH
    while _state(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"


def _state(pid: int) -> str:
    shown = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return "" if shown.startswith("Z") else shown  # dead, but nobody has asked how it ended
