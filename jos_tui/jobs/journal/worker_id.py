"""Which process a worker is, and whether it is certain that it ended."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_PROC = Path("/proc")
_STATE, _START = 0, 19  # of the fields behind the name, see proc(5)
_DEAD = {b"Z", b"X"}  # nobody has asked yet how it ended


@dataclass(frozen=True, slots=True)
class WorkerId:
    """A process that has the journal in hand.

    ``machine`` names the boot and the space of process numbers, in which ``pid`` means something;
    ``started`` tells a process from another that got its number later. Both are "" if unknown.
    """

    machine: str
    pid: int
    started: str

    @classmethod
    def of_this_process(cls) -> Self:
        """Return the one to use for this process."""
        return cls(_machine(), os.getpid(), _started(os.getpid()))

    def has_ended(self) -> bool:
        """Whether it is certain that the process is no more: seen from another boot it never is."""
        if self.machine != _machine():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass  # it is somebody else's, and so not the one that was
        return bool(self.started) and _started(self.pid) != self.started


def _machine() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Return when a process began, "" if it is no more or the system does not tell."""
    try:
        status = (_PROC / str(pid) / "stat").read_bytes()
    except OSError:
        return ""
    fields = status.rpartition(b")")[2].split()
    if len(fields) <= _START or fields[_STATE] in _DEAD:
        return ""
    return fields[_START].decode("ascii")
