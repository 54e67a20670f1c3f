"""Runs the command in a process of its own, forked from one that has loaded the program already.

A new Python takes a quarter of a second of a processor to load it, which is most of what a short
command costs.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.reduction import DupFd
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryFile
from typing import Any

import jos_tui.cli

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        *(module.name for module in walk_packages(jos_tui.cli.__path__, "jos_tui.cli.")),
        "jos_tui.jobs.worker.client",
        "jos_tui.profiles.discovery",
        "jos_tui.store.store",
    ]
)


def run_forked(
    arguments: Sequence[str], folder: Path, env: Mapping[str, str], seconds: float
) -> tuple[int, bytes, bytes]:
    """Run ``jos-tui`` with nothing to read; return its exit code and what both streams got.

    Blocks. Raises TimeoutError; the process is dead by then.
    """
    with TemporaryFile() as out, TemporaryFile() as err:
        process = _FORKS.Process(
            target=_become, args=(arguments, folder, {**env}, _Streams(out.fileno(), err.fileno()))
        )
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"{arguments} has not ended in {seconds} s")
        out.seek(0)
        err.seek(0)
        return process.exitcode, out.read(), err.read()


@dataclass(frozen=True, slots=True)
class _Streams:
    """Stdout and stderr, as descriptors; passed to another process they are open there."""

    out: int
    err: int

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (DupFd(self.out), DupFd(self.err))


def _received(out: Any, err: Any) -> _Streams:
    return _Streams(out.detach(), err.detach())


def _become(
    arguments: Sequence[str], folder: Path, env: Mapping[str, str], streams: _Streams
) -> None:
    """Make of this process what ``python -m jos_tui`` is, and run it."""
    os.dup2(streams.out, 1)
    os.dup2(streams.err, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    sys.argv = ["jos-tui", *arguments]
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(folder)

    from jos_tui.__main__ import main

    main()
