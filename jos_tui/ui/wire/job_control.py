"""Being put to sleep by Ctrl-Z, as far as there is a shell to wake the program again."""

from __future__ import annotations

import os
import signal
import subprocess

_INIT = 1


def stop_until_continued() -> None:
    """Stop this process and its group, as a terminal does on Ctrl-Z; returns when it goes on.

    The whole group: a program that runs this one, such as make, would otherwise wait for it, and
    the shell for that. Main thread only.
    """
    before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    try:
        os.kill(0, signal.SIGTSTP)
    finally:
        signal.signal(signal.SIGTSTP, before)


def somebody_can_continue_us() -> bool:
    """Whether a shell of this session looks after this process group. Blocks for some 10 ms.

    There is none where a terminal, tmux or ssh runs the program itself: stopped there, it would
    never go on.
    """
    group, session, pid = os.getpgrp(), os.getsid(0), os.getpid()
    try:
        while os.getpgid(pid) == group:
            pid = _parent(pid)
            if pid <= _INIT:
                return False
        return os.getsid(pid) == session
    except OSError:
        return False


def _parent(pid: int) -> int:
    if pid == os.getpid():
        return os.getppid()
    argv = ["ps", "-o", "ppid=", "-p", str(pid)]
    told = subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    return int(told) if told.isdigit() else 0
