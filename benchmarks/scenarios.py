"""What is measured: a work, a stock, and whether each run of it really was done."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.programs import environment
from benchmarks.servers import Running, Server
from benchmarks.stock import Stock
from benchmarks.tools import Tool, Work

_LONGEST = 1800
_OUTPUT = "output"
_LISTED = re.compile(rb"\d-\d{8}\n$")
_LOOK_SECONDS = 0.02
_PEAK = re.compile(rb"VmHWM:\s+(\d+) kB")
_ROOT = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """A program did not do what it was told."""


class Run(NamedTuple):
    """How long a program took, start and end included, and how many bytes of memory at most."""

    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A work with a stock."""

    name: str
    title: str
    work: Work
    stock: Stock

    def scaled(self, scale: float) -> Scenario:
        """Return it with fewer files, or smaller ones where they are few."""
        stock = self.stock
        if stock.count > 100:
            stock = Stock(max(1, round(stock.count * scale)), stock.size)
        else:
            stock = Stock(stock.count, max(1, round(stock.size * scale)))
        return Scenario(self.name, self.title, self.work, stock)


_KIB, _MIB = 1 << 10, 1 << 20
SCENARIOS = (
    Scenario("large-up", "1 × 2 GiB up", Work.UP, Stock(1, 2048 * _MIB)),
    Scenario("several-up", "8 × 256 MiB up", Work.UP, Stock(8, 256 * _MIB)),
    Scenario("small-up", "5,000 × 4 KiB up", Work.UP, Stock(5000, 4096)),
    Scenario("large-down", "1 × 2 GiB down", Work.DOWN, Stock(1, 2048 * _MIB)),
    Scenario("several-down", "8 × 256 MiB down", Work.DOWN, Stock(8, 256 * _MIB)),
    Scenario("small-down", "5,000 × 4 KiB down", Work.DOWN, Stock(5000, 4096)),
    Scenario("delete", "20,000 deleted", Work.DELETE, Stock(20_000, 1)),
    Scenario("list-some", "100,000 listed", Work.LIST, Stock(100_000, 0)),
    Scenario("list", "1,000,000 listed", Work.LIST, Stock(1_000_000, 0)),
)


@contextmanager
def sources(scenario: Scenario, scratch: Path) -> Iterator[Path]:
    """Yield the folder that is uploaded, or an empty one."""
    folder = scratch / "source" / scenario.stock.name
    if scenario.work is Work.UP:
        scenario.stock.write(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)


def measure(
    scenario: Scenario, server: Server, tool: Tool, source: Path, scratch: Path
) -> Run | None:
    """Let a program do the work once; None if it is left out.

    Raises Failed if it did not do its work, and Missing if it is not there.
    """
    if scenario.work is Work.LIST and server.link is None:
        return None  # a million files on the disk of a real server, for each run
    with TemporaryDirectory(dir=scratch, ignore_cleanup_errors=True) as name:
        target, home, served = (Path(name) / part for part in ("target", "home", "served"))
        for folder in (target, home, served):
            folder.mkdir()
        folder = target if scenario.work is Work.DOWN else source
        command = tool.command(scenario.work, scenario.stock, folder)
        if command is None:
            return None
        held = None if scenario.work is Work.UP else scenario.stock
        with server.run(held, served) as running:
            run = _run(command, running, home)
            done = _done(scenario, running, target, home / _OUTPUT)
    counted = scenario.work in {Work.DELETE, Work.LIST}
    wanted = scenario.stock.count if counted else scenario.stock.total
    if done != wanted:
        raise Failed(f"{done:,} of {wanted:,} done")
    return run


def _run(command: list[str], running: Running, home: Path) -> Run:
    log = home / _OUTPUT
    with log.open("wb") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=environment(running.url, home),
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        # Not wait(timeout): it looks only every 50 ms.
        watch = threading.Timer(_LONGEST, process.kill)
        watch.start()
        with _watched(process.pid) as memory:
            process.wait()
            seconds = time.perf_counter() - begun
        watch.cancel()
    if process.returncode:
        sys.stderr.write(log.read_text(errors="replace")[-2000:])
        raise Failed(f"exit code {process.returncode} after {seconds:.0f} s")
    return Run(seconds, memory.peak)


class _Memory:
    """How many bytes of memory a process has had at most, as far as was seen."""

    peak = 0

    def look(self, status: Path) -> None:
        """Look once (Linux). What wait4() tells is that of who started it, if that had more."""
        with suppress(OSError):
            found = _PEAK.search(status.read_bytes())
            self.peak = int(found[1]) * _KIB if found else self.peak


@contextmanager
def _watched(pid: int) -> Iterator[_Memory]:
    """Look at the memory of a process as long as this lasts."""
    memory, ended = _Memory(), threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOK_SECONDS):
            memory.look(Path(f"/proc/{pid}/status"))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield memory
    finally:
        ended.set()
        thread.join()


def _done(scenario: Scenario, running: Running, target: Path, output: Path) -> int:
    match scenario.work:
        case Work.UP:
            return running.received()
        case Work.DOWN:
            return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
        case Work.DELETE:
            return running.deleted()
        case Work.LIST:
            with output.open("rb") as lines:
                return sum(_LISTED.search(line) is not None for line in lines)
