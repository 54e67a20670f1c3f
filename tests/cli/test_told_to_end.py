"""Told to end by ``kill``, ``timeout`` or a machine that shuts down: the terminal comes back."""

from __future__ import annotations

import os
import signal
import termios

from tests.cli.shell import Shell
from tests.support.terminal import Terminal

LEFT_ALTERNATE_SCREEN, MOUSE_OFF, CURSOR_ON = b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h"
LOCAL_FLAGS = 3


def test_sigterm_gives_the_terminal_back_as_the_shell_knows_it(shell: Shell, bucket: str) -> None:
    with shell.terminal(f"s3://{bucket}/") as terminal:
        terminal.wait_for(bucket[:20])
        assert not is_as_a_shell_wants_it(terminal)
        os.kill(terminal._process.pid, signal.SIGTERM)
        code = terminal.wait_exit()
        written = terminal.raw
        assert is_as_a_shell_wants_it(terminal)

    assert code == 128 + signal.SIGTERM
    drawn = written.rindex(bucket[:20].encode())
    for sequence in (LEFT_ALTERNATE_SCREEN, MOUSE_OFF, CURSOR_ON):
        assert sequence in written[drawn:]
    assert b"Traceback" not in written


def is_as_a_shell_wants_it(terminal: Terminal) -> bool:
    """Whether lines are edited and typed characters echoed by the terminal itself."""
    flags = termios.tcgetattr(terminal._master)[LOCAL_FLAGS]
    return bool(flags & termios.ICANON and flags & termios.ECHO)
