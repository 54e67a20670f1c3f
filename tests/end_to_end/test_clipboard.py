"""The bytes that reach a terminal for its clipboard, and the text that is there to be selected."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.program import COMMAND, ENTER, ESCAPE, SMALL, Machine, Program
from tests.end_to_end.servers import FolderServer
from tests.support.terminal import Terminal

URI = "s3://many/a b.csv"
PLAIN = rb"(?<!\x1b)\x1b\]52;c;([A-Za-z0-9+/=]*)\x07"
ANY_TARGET = rb"\x1b\]52;[a-z]*;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)"
TO_TMUX = rb"\x1bPtmux;\x1b\x1b\]52;c;([A-Za-z0-9+/=]*)\x07\x1b\\"
TO_SCREEN = rb"\x1bP\x1b\]52;c;([A-Za-z0-9+/=]*)\x07\x1b\\"


@pytest.fixture
def credentials(machine: Machine, folder_server: FolderServer, tmp_path: Path) -> Iterator[str]:
    """The path of a file with the address and keys of a running server with one object."""
    bucket = folder_server.folder / "many"
    bucket.mkdir()
    (bucket / "a b.csv").write_text("1")
    with folder_server.running():
        yield str(folder_server.server.credentials_json(tmp_path / "keys" / "credentials.json"))


def program(credentials: str, **env: str) -> Program:
    arguments = ("--credentials", credentials, "s3://many/")
    return Program(*arguments, size=SMALL, env={"TMUX": "", "STY": "", **env})


def texts(raw: bytes, pattern: bytes) -> list[str]:
    return [b64decode(found).decode() for found in re.findall(pattern, raw)]


@pytest.mark.parametrize(
    ("env", "pattern"),
    [
        ({"TERM": "xterm-256color"}, PLAIN),
        ({"TERM": "tmux-256color"}, TO_TMUX),
        ({"TERM": "screen-256color"}, TO_SCREEN),
    ],
    ids=["xterm", "tmux", "screen"],
)
def test_the_terminal_is_sent_what_is_copied(
    credentials: str, env: dict[str, str], pattern: bytes
) -> None:
    with program(credentials, **env) as running:
        running.wait_for("a b.csv")
        running.type("cc", "Sent to the terminal's clipboard")
        running.wait_for(URI)
        assert texts(running.raw, pattern) == [URI]
        running.send(ESCAPE)
        running.wait_until_gone("Sent to")
        running.leave()


def test_a_terminal_without_a_clipboard_is_sent_nothing(credentials: str) -> None:
    with program(credentials, TERM="linux") as running:
        running.wait_for("a b.csv")
        running.type("cc", "This terminal has no clipboard")
        running.wait_for(URI)
        assert b"\x1b]52" not in running.raw
        assert b"\x1bP" not in running.raw
        running.send(ESCAPE)
        running.wait_until_gone("clipboard")
        running.leave()


def test_a_long_line_is_whole_on_the_plain_terminal_and_the_screen_comes_back(
    credentials: str,
) -> None:
    with program(credentials, TERM="xterm-256color") as running:
        running.wait_for("a b.csv")
        running.type("cp", "until 20")
        running.type(ENTER, "Ends 20")
        (url,) = texts(running.raw, PLAIN)
        assert len(url) > 2 * SMALL[1]
        running.type("t", "Enter goes back to jos-tui.")
        assert url.encode() in running.raw, "not broken into lines"
        running.send("\x03")
        running.type(ENTER, "Ends 20")
        running.send(ESCAPE)
        running.wait_until_gone("Ends 20")
        running.leave()


@pytest.mark.skipif(not shutil.which("tmux"), reason="there is no tmux here")
@pytest.mark.parametrize(
    "settings",
    [
        "set -s set-clipboard off\nset -g allow-passthrough on\n",
        "set -s set-clipboard on\nset -g allow-passthrough off\n",
    ],
    ids=["passed through", "taken by tmux"],
)
def test_the_terminal_around_a_real_tmux_gets_it(
    credentials: str, tmp_path: Path, settings: str
) -> None:
    """tmux answers to the name of its socket here, and is ended by it."""
    configuration, socket = tmp_path / "tmux.conf", tmp_path / "socket"
    configuration.write_text(settings)
    tmux = ["tmux", "-S", str(socket), "-f", str(configuration)]
    inner = shlex.join([*COMMAND, "--credentials", credentials, "s3://many/"])
    env = {"TERM": "xterm-256color", "TMUX": "", "STY": ""}
    try:
        with Terminal([*tmux, "new-session", inner], *SMALL, env) as terminal:
            terminal.wait_for("a b.csv")
            terminal.send("cc")
            terminal.wait_for("Sent to the terminal's clipboard")
            terminal.wait_for(lambda running: URI in texts(running.raw, ANY_TARGET))
            assert texts(terminal.raw, ANY_TARGET) == [URI]
    finally:
        subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)
