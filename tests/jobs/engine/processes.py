"""The helpers that a process has."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def helpers_of(pid: int) -> list[int]:
    """Return the helpers that a process has called in."""
    children: list[int] = []
    for each in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            children += map(int, each.read_text().split())
    return [child for child in children if "crew_member" in _command(child)]


def _command(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""
