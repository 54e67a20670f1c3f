"""What was measured, in Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.programs import Missing
from benchmarks.scenarios import Run
from benchmarks.tools import OWN, Tool

_BEGIN, _END = "<!-- results: written by the program -->", "<!-- end of results -->"


@dataclass(slots=True)
class Row:
    """The runs of one tool at one work, and what kept it from more.

    ``listed`` is how many keys each lists, 0 where the work is another.
    """

    work: str
    tool: str
    listed: int = 0
    runs: list[Run] = field(default_factory=list)
    problem: str = ""

    @property
    def seconds(self) -> list[float]:
        """How long each run took."""
        return [run.seconds for run in self.runs]


def server_table(title: str, rows: Sequence[Row]) -> str:
    """Return the table of one server."""
    own = {row.work: median(row.seconds) for row in rows if row.tool == OWN.name and row.seconds}
    lines = [
        f"### {title}",
        "",
        "| work | program | median s | min … max | takes × jos-tui |",
        "|---|---|---:|---:|---:|",
        *(_line(row, own) for row in rows),
    ]
    lists = [row for row in rows if row.listed and row.runs]
    return "\n".join([*lines, *(_list_table(lists) if lists else [])])


def _list_table(rows: Sequence[Row]) -> Iterable[str]:
    yield ""
    yield "| list | program | keys a second | memory at most, MiB | bytes a key |"
    yield "|---|---|---:|---:|---:|"
    for row in rows:
        rate = row.listed / median(row.seconds)
        peak = median(run.peak for run in row.runs)
        memory = f"{peak / (1 << 20):.0f} | {peak / row.listed:,.0f}"
        yield f"| {row.work} | {row.tool} | {rate:,.0f} | {memory} |"


def _line(row: Row, own: Mapping[str, float]) -> str:
    if not row.seconds:
        return f"| {row.work} | {row.tool} | – | {row.problem} | – |"
    middle = median(row.seconds)
    ratio = f"{middle / own[row.work]:.2f}" if row.work in own else "–"
    if row.tool == OWN.name:
        ratio = "1"
    spread = f"{min(row.seconds):.2f} … {max(row.seconds):.2f}"
    if row.problem:
        spread += f" ({len(row.seconds)} runs; {row.problem})"
    return f"| {row.work} | {row.tool} | {middle:.2f} | {spread} | {ratio} |"


def circumstances(runs: int, scale: float, tools: Iterable[Tool]) -> str:
    """Return when, where and with what it was measured."""
    today = datetime.now(UTC).date().isoformat()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    small = f" Sizes and counts × {scale:g}." if scale != 1 else ""
    return (
        f"{today}, {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}. "
        f"Median of {runs}.{small}\n\n" + "; ".join(_versions(tools)) + "."
    )


def _versions(tools: Iterable[Tool]) -> Iterable[str]:
    for tool in tools:
        try:
            yield tool.version()
        except Missing as exc:
            yield str(exc)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def write_between_marks(readme: Path, results: str) -> None:
    """Put the results into a file in place of the last ones."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    readme.write_text(f"{before}{_BEGIN}\n\n{results}\n\n{_END}{after}", encoding="utf-8")
