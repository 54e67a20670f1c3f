"""A terminal with tmux or GNU screen in it, and a program in that."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pytest

from tests.support.terminal import Terminal

_PRIVATE = 0o700


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test where a program is not installed."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


class Multiplexed(Terminal):
    """A terminal that shows the only window of a multiplexer; all of it ends with the block."""

    def __init__(
        self,
        argv: Sequence[str],
        end: Sequence[str],
        rows: int,
        columns: int,
        env: Mapping[str, str],
    ) -> None:
        super().__init__(argv, rows, columns, env)
        self._end = list(end)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        subprocess.run(self._end, env=self._env, capture_output=True, check=False)


def tmux(
    argv: Sequence[str], folder: Path, term: str, size: tuple[int, int] = (24, 80)
) -> Multiplexed:
    """Return a tmux with its sockets in ``folder`` and this TERM for what runs in it."""
    configuration = folder / "tmux.conf"
    configuration.write_text(f"set -g default-terminal {term}\nset -g status off\n")
    start = ["tmux", "-f", str(configuration)]
    env = {"TMUX_TMPDIR": str(folder)}
    return Multiplexed([*start, "new-session", *argv], [*start, "kill-server"], *size, env)


def screen(
    argv: Sequence[str], folder: Path, term: str, size: tuple[int, int] = (24, 80)
) -> Multiplexed:
    """Return a GNU screen, likewise."""
    sockets = folder / "sockets"
    sockets.mkdir(mode=_PRIVATE)
    configuration = folder / "screenrc"
    configuration.write_text(f"term {term}\nstartup_message off\ndefutf8 on\naltscreen on\n")
    start = ["screen", "-S", "test", "-c", str(configuration)]
    env = {"SCREENDIR": str(sockets), "SHELL": "/bin/sh", "LC_ALL": os.environ["LC_ALL"]}
    end = ["screen", "-S", "test", "-X", "quit"]
    return Multiplexed([*start, "-U", "-m", *argv], end, *size, env)
