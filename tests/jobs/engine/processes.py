"""The helpers that a process has."""

from __future__ import annotations

import subprocess


def helpers_of(pid: int) -> list[int]:
    """Return the helpers that a process has called in."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = (line.split(maxsplit=2) for line in listed.splitlines())
    return [
        int(child) for child, parent, args in rows if int(parent) == pid and "crew_member" in args
    ]
