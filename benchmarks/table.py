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
from benchmarks.tools import OWN, Tool

_BEGIN, _END = "<!-- results: written by the program -->", "<!-- end of results -->"


@dataclass(slots=True)
class Row:
    """The seconds of each run of one tool at one work, and what kept it from more."""

    work: str
    tool: str
    seconds: list[float] = field(default_factory=list)
    problem: str = ""


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
    return "\n".join(lines)


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
