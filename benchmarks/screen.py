"""``python -m benchmarks.screen``: how fast the screen is, and how much goes over the line."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.null_server import Link, null_server
from benchmarks.programs import Missing, environment, find, version
from benchmarks.scenarios import Failed
from benchmarks.screen_pty import Answer, Pty
from benchmarks.stock import BUCKET, Stock
from benchmarks.table import circumstances
from benchmarks.tools import OWN

_FOLDER, _MANY, _JOB = Stock(10_000, 0), Stock(1_000_000, 0), Stock(100_000, 64)
_OWN = [sys.executable, "-m", "jos_tui"]
_DOWN, _PAGE_DOWN = "\x1bOB", "\x1b[6~"
_KEYS = {"cursor down": _DOWN, "page down": _PAGE_DOWN}
_QUIET, _BETWEEN = 0.08, 0.05
_FOOTER, _LOADING = "quit", "loading"
_IDLE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Keys:
    """What the presses of a key brought, in one situation of one program."""

    situation: str
    program: str
    key: str
    answers: Sequence[Answer]

    def line(self) -> str:
        """Return the row of the table."""
        times = [one.seconds * 1e3 for one in self.answers if one.seconds is not None]
        name = f"| {self.situation} | {self.key} | {self.program}"
        if len(times) < 2:
            return f"{name} | {len(times)} | – | – | – |"
        size = median(one.size for one in self.answers)
        late = quantiles(times, n=20)[-1]
        return f"{name} | {len(times)} | {size:,.0f} | {median(times):.1f} | {late:.1f} |"


class Start(NamedTuple):
    """How long a start took, and for how long of that the processor worked for it."""

    seconds: float
    processor: float


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screen", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="starts of each program (5)")
    parser.add_argument("--presses", type=int, default=60, help="of each key (60)")
    options = parser.parse_args()
    runs, presses = options.runs, options.presses
    print(circumstances(runs, 1, [OWN]) + f" {_mc_version()}. 120 × 40, 24-bit colour.\n")
    with null_server(Link()) as null, TemporaryDirectory(prefix="jos-bench-") as name:
        url, scratch = f"http://127.0.0.1:{null.port}", Path(name)
        print(_start_table(url, scratch, runs), flush=True)
        rows = [
            *_still(url, scratch, presses),
            *_listing(url, scratch, presses),
            *_job(url, scratch, presses),
            *_mc(scratch, presses),
        ]
    print("\n| while | key | program | presses | bytes | first byte, median ms | p95 ms |")
    print("|---|---|---|---:|---:|---:|---:|")
    print("\n".join(rows))


# -- start ---------------------------------------------------------------------------------------


def _start_table(url: str, scratch: Path, runs: int) -> str:
    env = environment(url, _home(scratch, "start"))
    empty_app = [sys.executable, "-m", "benchmarks.screen_empty"]
    place = [*_OWN, _place(_FOLDER)]
    programs: dict[str, Callable[[], Start]] = {
        "Python alone": lambda: _run([sys.executable, "-c", ""], env),
        "`jos-tui --version`": lambda: _run([*_OWN, "--version"], env),
        "empty Textual app, first frame": lambda: _first_frame(empty_app, env, "ready"),
        "jos-tui, first frame": lambda: _first_frame(place, env, _FOOTER),
        "jos-tui, first rows": lambda: _first_frame(place, env, "00000001"),
    }
    starts: dict[str, list[Start]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, measure in programs.items():
            starts[name].append(measure())
    empty = _middle(starts["empty Textual app, first frame"])
    lines = [
        "| start | median ms | min … max | × empty app | processor, median ms | × empty app |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, some in starts.items():
        times, middle = [start.seconds * 1e3 for start in some], _middle(some)
        lines.append(
            f"| {name} | {middle.seconds * 1e3:.0f} | {min(times):.0f} … {max(times):.0f} "
            f"| {middle.seconds / empty.seconds:.2f} "
            f"| {middle.processor * 1e3:.0f} | {middle.processor / empty.processor:.2f} |"
        )
    return "\n".join(lines)


def _middle(starts: Sequence[Start]) -> Start:
    seconds, processor = zip(*starts, strict=True)
    return Start(median(seconds), median(processor))


def _run(command: Sequence[str], env: dict[str, str]) -> Start:
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"{' '.join(command)} ended with {process.returncode}")
    return Start(seconds, used.ru_utime + used.ru_stime)


def _first_frame(command: Sequence[str], env: dict[str, str], text: str) -> Start:
    with Pty(command, env) as screen:
        return Start(screen.wait_for(text), screen.processor_seconds())


# -- keys ----------------------------------------------------------------------------------------


def _still(url: str, scratch: Path, presses: int) -> Iterator[str]:
    with _browsing(url, _home(scratch, "still"), _FOLDER) as screen:
        screen.wait_for("10,000")
        screen.settle(1)
        yield from _each_key(screen, "nothing", "jos-tui", presses)
        size = screen.read_for(_IDLE_SECONDS)
        yield f"| nothing | none, {_IDLE_SECONDS:g} s | jos-tui | – | {size} | – | – |"


def _listing(url: str, scratch: Path, presses: int) -> Iterator[str]:
    for key, sequence in _KEYS.items():
        with _browsing(url, _home(scratch, "listing"), _MANY) as screen:
            screen.wait_for(_LOADING)
            screen.read_for(0.5)
            answers: list[Answer] = []
            while len(answers) < presses and not screen.shows("1,000,000"):
                answers.append(screen.press(sequence, _BETWEEN, _BETWEEN))
            yield Keys("1,000,000 keys are listed", "jos-tui", key, answers).line()


def _job(url: str, scratch: Path, presses: int) -> Iterator[str]:
    home = _home(scratch, "job")
    env = environment(url, home)
    source = scratch / "upload"
    _JOB.write(source)
    with ExitStack() as stack:
        begun = [*_OWN, "put", "--detach", str(source), f"s3://{BUCKET}/up/"]
        subprocess.run(begun, env=env, check=True, capture_output=True)
        cancel = [*_OWN, "jobs", "cancel", "all"]
        stack.callback(subprocess.run, cancel, env=env, check=False, capture_output=True)
        screen = stack.enter_context(_browsing(url, home, _FOLDER))
        screen.wait_for("1 upload")
        screen.read_for(1)
        size = screen.read_for(_IDLE_SECONDS)
        what, sends = f"none, {_IDLE_SECONDS:g} s", f"a job sends {_JOB.count:,} files"
        yield f"| {sends} | {what} | jos-tui | – | {size} | – | – |"
        yield from _each_key(screen, sends, "jos-tui", presses, _BETWEEN)
        state = subprocess.run([*_OWN, "jobs"], env=env, check=True, capture_output=True).stdout
        if b"running" not in state:
            raise Failed("the job was over before the last key")


def _mc(scratch: Path, presses: int) -> Iterator[str]:
    folder, home = scratch / "mc" / _FOLDER.name, _home(scratch, "mc-home")
    _FOLDER.write(folder)
    env = environment("", home)
    try:
        command = [find("mc"), "--nosubshell", "--nomouse", str(folder), str(home)]
    except Missing as exc:
        yield f"| nothing | – | mc | {exc} | – | – | – |"
        return
    with Pty(command, env) as screen:
        screen.wait_for("00000001")
        screen.settle(1)
        yield from _each_key(screen, "nothing", "mc", presses)


def _each_key(
    screen: Pty, situation: str, program: str, presses: int, quiet: float = _QUIET
) -> Iterator[str]:
    for key, sequence in _KEYS.items():
        answers = [screen.press(sequence, quiet, 0.3) for _ in range(presses)]
        yield Keys(situation, program, key, answers).line()


@contextmanager
def _browsing(url: str, home: Path, stock: Stock) -> Iterator[Pty]:
    with Pty([*_OWN, _place(stock)], environment(url, home)) as screen:
        screen.wait_for(_FOOTER)
        yield screen


def _home(scratch: Path, name: str) -> Path:
    home = scratch / name
    home.mkdir(exist_ok=True)
    return home


def _place(stock: Stock) -> str:
    return f"s3://{BUCKET}/stock/{stock.name}/"


def _mc_version() -> str:
    try:
        return version([find("mc"), "--version"])
    except (Missing, Failed) as exc:
        return str(exc)


if __name__ == "__main__":
    main()
