"""``python -m benchmarks.screen``: how fast the screen is, and how much goes over the line."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.null_server import Link, null_server
from benchmarks.programs import Missing, environment, find, version
from benchmarks.scenarios import Failed
from benchmarks.screen_pty import Answer, Pty
from benchmarks.stock import BUCKET, Stock
from benchmarks.table import circumstances
from benchmarks.tools import OWN

_FOLDER, _MANY, _JOB = Stock(10_000, 0), Stock(1_000_000, 0), Stock(30_000, 64)
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
    empty = [sys.executable, "-m", "benchmarks.screen_empty"]
    place = [*_OWN, _place(_FOLDER)]
    programs: dict[str, Callable[[], float]] = {
        "Python alone": lambda: _run([sys.executable, "-c", ""], env),
        "`jos-tui --version`": lambda: _run([*_OWN, "--version"], env),
        "empty Textual app, first frame": lambda: _first_frame(empty, env, "ready"),
        "jos-tui, first frame": lambda: _first_frame(place, env, _FOOTER),
        "jos-tui, first rows": lambda: _first_frame(place, env, "00000001"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, measure in programs.items():
            seconds[name].append(measure())
    middle = {name: median(times) for name, times in seconds.items()}
    empty_app = middle["empty Textual app, first frame"]
    lines = ["| start | median ms | min … max | × empty app |", "|---|---:|---:|---:|"]
    for name, times in seconds.items():
        spread = f"{min(times) * 1e3:.0f} … {max(times) * 1e3:.0f}"
        lines.append(
            f"| {name} | {middle[name] * 1e3:.0f} | {spread} | {middle[name] / empty_app:.2f} |"
        )
    return "\n".join(lines)


def _run(command: Sequence[str], env: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _first_frame(command: Sequence[str], env: dict[str, str], text: str) -> float:
    with Pty(command, env) as screen:
        return screen.wait_for(text)


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
        what = f"none, {_IDLE_SECONDS:g} s"
        yield f"| a job sends 30,000 files | {what} | jos-tui | – | {size} | – | – |"
        yield from _each_key(screen, "a job sends 30,000 files", "jos-tui", presses, _BETWEEN)


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
