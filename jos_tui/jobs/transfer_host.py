"""Machines that are not meant for big transfers: JASMIN has xfer machines for those."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable

from jos_tui.jobs.model import JobKind, JobSnapshot

BIG_BYTES = 10_000_000_000
# help.jasmin.ac.uk, tips for new users: "Do not use sci machines for data transfer". The physical
# sci machines have names such as host1091.jc.rl.ac.uk.
_SCI = re.compile(r"sci-.*|host10\d\d\.jc\.rl\.ac\.uk")
_TRANSFERS = (JobKind.GET, JobKind.PUT, JobKind.MOVE_UP, JobKind.MOVE_DOWN)


class TransferHost:
    """What is to be said about big transfers from this machine: once, and nothing waits for it."""

    def __init__(self, host: str = "", big_bytes: int = BIG_BYTES) -> None:
        """``host`` is the name of the machine, "" for that of this one."""
        self._is_sci = bool(_SCI.fullmatch(host or socket.gethostname()))
        self._big_bytes = big_bytes
        self._said = False

    def words_for(self, jobs: Iterable[JobSnapshot]) -> str:
        """Return a sentence if one of the jobs has turned out to be a big transfer, else ""."""
        return self.words_for_bytes(
            max((job.bytes_total for job in jobs if job.kind in _TRANSFERS), default=0)
        )

    def words_for_bytes(self, size: int) -> str:
        """Return a sentence for a transfer of so many bytes, "" if there is none to be said."""
        if self._said or not self._is_sci or size < self._big_bytes:
            return ""
        self._said = True
        return (
            "This is a sci machine: JASMIN asks for big transfers to be made on an xfer machine, "
            "such as xfer-vm-01."
        )
