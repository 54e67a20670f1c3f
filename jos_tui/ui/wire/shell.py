"""A shell, or another program, on our terminal, until it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from jos_tui.core.errors import LocalError
from jos_tui.core.text import printable_name

_KEYS_OF_TERMINAL = (signal.SIGINT, signal.SIGQUIT)


def run_program(
    argv: Sequence[str], environment: Mapping[str, str], named_by: str, folder: Path | None = None
) -> int:
    """Run a program and return how it ended: its exit code, or minus the signal that ended it.

    The terminal must not be in use by others, and is as it was before when this returns. Blocks.
    It begins in ``folder`` if one is given. Main thread only. Raises LocalError, with ``named_by``,
    the variable that names the program.
    """
    with _terminal_kept(sys.stdin.fileno()), _signals_for_the_shell():
        try:
            process = subprocess.Popen(argv, env=dict(environment), cwd=folder)  # noqa: S603
        except OSError as exc:
            raise LocalError(
                f"{printable_name(argv[0])} cannot be started",
                exc.strerror or str(exc),
                f"The variable {named_by} names it.",
            ) from exc
        return _ended(process, sys.stdin.fileno())


def _ended(process: subprocess.Popen[bytes], terminal: int) -> int:
    """Wait. A shell that stops itself is woken: nobody else could do that."""
    while True:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode
        with suppress(OSError):
            os.tcsetpgrp(terminal, os.getpgid(process.pid))
        os.kill(process.pid, signal.SIGCONT)


@contextmanager
def _signals_for_the_shell() -> Iterator[None]:
    """Let Ctrl-C be the shell's. Not ignored, as what is ignored stays so in what is started."""
    before = {number: signal.signal(number, _nothing) for number in _KEYS_OF_TERMINAL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _nothing(*_: object) -> None:
    """Do nothing about a signal."""


@contextmanager
def _terminal_kept(terminal: int) -> Iterator[None]:
    """Take the terminal back as it was: a shell that is killed leaves it as it had it."""
    before = termios.tcgetattr(terminal)
    try:
        yield
    finally:
        told = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # we are in the background until then
        with suppress(OSError, termios.error):
            os.tcsetpgrp(terminal, os.getpgrp())
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        signal.signal(signal.SIGTTOU, told)
