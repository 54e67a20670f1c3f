"""``python -m benchmarks``: all programs at the same work, in turn, and a table of ratios."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.programs import Missing
from benchmarks.scenarios import SCENARIOS, Failed, Scenario, measure, sources
from benchmarks.servers import SERVERS, Server
from benchmarks.table import Row, circumstances, server_table, write_between_marks
from benchmarks.tools import TOOLS, Tool, Work

_README = Path(__file__).with_name("README.md")
_MEMORY_DISK = Path("/dev/shm")


def main() -> None:
    """Measure what the options choose, and print the tables."""
    options = _options()
    servers = [server for server in SERVERS if _chosen(server.name, options.only, SERVERS)]
    tools = [tool for tool in TOOLS if _chosen(tool.name, options.only, TOOLS)]
    scenarios = [one.scaled(options.scale) for one in SCENARIOS]
    scenarios = [one for one in scenarios if _chosen(one.name, options.only, SCENARIOS)]
    tables = [circumstances(options.runs, options.scale, tools)]
    largest = max(one.stock.total for one in scenarios)
    disk = _roomy(3 * largest)
    with TemporaryDirectory(dir=disk, prefix="jos-bench-", ignore_cleanup_errors=True) as name:
        for server in servers:
            rows: list[Row] = []
            for scenario in scenarios:
                rows += _compare(scenario, server, tools, options.runs, Path(name))
            tables.append(server_table(server.title, rows))
    results = "\n\n".join(tables)
    print(results)
    if options.write:
        write_between_marks(_README, results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each program (5)")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the work, for a try")
    names = [one.name for group in (SERVERS, SCENARIOS, TOOLS) for one in group]
    parser.add_argument(
        "--only", nargs="+", default=[], choices=names, metavar="NAME", help=", ".join(names)
    )
    parser.add_argument("--write", action="store_true", help=f"write the tables into {_README}")
    return parser.parse_args()


def _chosen(
    name: str, only: Sequence[str], group: Sequence[Server] | Sequence[Scenario] | Sequence[Tool]
) -> bool:
    """Whether a name is among those chosen of its group; choosing none of a group is all of it."""
    wanted = {one.name for one in group} & set(only)
    return not wanted or name in wanted


def _roomy(size: int) -> Path | None:
    """Return the memory disk if so many bytes fit, None for where temporary files go."""
    if _MEMORY_DISK.is_dir() and shutil.disk_usage(_MEMORY_DISK).free > size:
        return _MEMORY_DISK
    return None


def _compare(
    scenario: Scenario, server: Server, tools: Sequence[Tool], runs: int, scratch: Path
) -> list[Row]:
    """Let the programs take turns, each run beginning with another one."""
    listed = scenario.stock.count if scenario.work is Work.LIST else 0
    rows = [Row(scenario.title, tool.name, listed) for tool in tools]
    pairs = list(zip(tools, rows, strict=True))
    with sources(scenario, scratch) as source:
        for run in range(runs):
            first = run % len(pairs)
            for tool, row in pairs[first:] + pairs[:first]:
                _one(scenario, server, tool, row, source, scratch)
    return [row for row in rows if row.runs or row.problem]


def _one(
    scenario: Scenario, server: Server, tool: Tool, row: Row, source: Path, scratch: Path
) -> None:
    if row.problem:
        return
    try:
        run = measure(scenario, server, tool, source, scratch)
    except (Failed, Missing) as exc:
        row.problem = str(exc)
        return
    if run is not None:
        row.runs.append(run)
        print(f"{server.name} {scenario.name} {tool.name} {run.seconds:.2f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
