"""Child processes that cannot outlive the tests, however these end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.patience import LONG_ENOUGH

# The shell leads a process group of its own. It ends the group when its standard input closes,
# which is also what happens when the tests are killed, and ends itself when the command ends.
_GUARD = '( "$@" </dev/null; kill -TERM $$ ) & read -r _; kill -TERM 0'

# In brackets, so that its own command line is not what it looks for.
_SWEEP = """read -r _
for process in /proc/[0-9]*; do
    grep -qa "jos-tui-[w]orker" "$process/cmdline" && grep -qaF "$1" "$process/cmdline" &&
        kill -KILL "${process#/proc/}"
done 2>/dev/null"""


@contextmanager
def guarded(
    argv: Sequence[str], env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command with its output in ``log``; the whole group is dead after the block.

    The process yielded is the guard: it is alive exactly as long as the command.
    """
    alive, inherited = os.pipe()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", *argv],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            pass_fds=(inherited,),
            start_new_session=True,
        )
    os.close(inherited)
    with process:
        try:
            yield process
        finally:
            end_group(process.pid)
            os.read(alive, 1)  # returns when the last of the group has let go of the other end
            os.close(alive)


@contextmanager
def swept(folder: Path) -> Iterator[None]:
    """Kill each worker of jobs whose state is below a folder (on Linux), at the end of the block.

    Also where the tests themselves are killed: a worker is a child of nobody, and waits ten minutes
    for a store that has gone with them.
    """
    sweeper = subprocess.Popen(
        ["/bin/sh", "-c", _SWEEP, "sweep", f"{folder}/"],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    with sweeper:  # which closes its standard input, as does the end of this process
        yield


def end_group(leader: int) -> None:
    """Kill every process of a group; a group that is gone is fine."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


@contextmanager
def kept_free(port: int) -> Iterator[None]:
    """Let nobody get a port of 127.0.0.1 by chance; who asks for it still gets it (on Linux)."""
    with socket.socket() as silent:  # does not listen: connections are refused
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bind(silent, port)
        yield


def _bind(to_be: socket.socket, port: int) -> None:
    deadline = time.monotonic() + LONG_ENOUGH
    while True:
        try:
            to_be.bind(("127.0.0.1", port))
        except OSError:  # a process that was killed lets go of it a moment later
            if time.monotonic() > deadline:
                raise
        else:
            return


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    assert isinstance(port, int)
    return port
