"""Ctrl-Z gives the shell back, and fg brings the program back whole."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.program import (
    ALTERNATE_SCREEN,
    COMMAND,
    ESCAPE,
    HIDE_CURSOR,
    NORMAL_SCREEN,
    SHOW_CURSOR,
    WIDE,
    Machine,
    Program,
    seen_before,
)
from tests.end_to_end.servers import FolderServer
from tests.support.multiplexer import needs, tmux
from tests.support.terminal import Terminal

SHELL = ["bash", "--norc", "--noprofile", "-i"]
PROMPT = "ready> "
ESCAPE_SECONDS = 2.0
CTRL_Z = "\x1a"
CTRL_Z_OF_KITTY = "\x1b[122;5u"

pytestmark = needs("bash")


@pytest.fixture
def credentials(machine: Machine, folder_server: FolderServer, tmp_path: Path) -> Iterator[str]:
    """The keys of a running server with one bucket of three objects."""
    bucket = folder_server.folder / "few"
    bucket.mkdir()
    seen_before({})
    for name in ("one.nc", "two.nc", "three.nc"):
        (bucket / name).write_text(name)
    with folder_server.running():
        yield str(folder_server.server.credentials_json(tmp_path / "keys" / "credentials.json"))


@contextmanager
def in_shell(command: str) -> Iterator[Terminal]:
    """Type a command into a shell and wait for the rows on the screen."""
    with Terminal(SHELL, env={"PS1": PROMPT}) as terminal:
        terminal.wait_for(PROMPT.strip())
        terminal.send(f"clear; {command}\r")
        terminal.wait_for("three.nc")
        yield terminal


def command(credentials: str) -> str:
    return shlex.join([*COMMAND, "--credentials", credentials, "s3://few/"])


def sleep(terminal: Terminal, key: str = CTRL_Z) -> None:
    terminal.send(key)
    terminal.wait_for("Stopped")
    assert is_left(terminal)
    terminal.send("clear\r")  # the terminal of the tests has no second screen
    terminal.wait_for(lambda shown: "three.nc" not in shown.screen_text())


def is_left(terminal: Terminal) -> bool:
    """Whether the program has given the terminal its own screen and its cursor back."""
    raw = terminal.raw
    return raw.rfind(NORMAL_SCREEN) > raw.rfind(ALTERNATE_SCREEN) and raw.rfind(
        SHOW_CURSOR
    ) > raw.rfind(HIDE_CURSOR)


def is_back_at_prompt(terminal: Terminal) -> bool:
    """Whether the program has left, and the shell has asked for a command since."""
    return is_left(terminal) and PROMPT.encode() in terminal.raw.rpartition(NORMAL_SCREEN)[2]


def wake(terminal: Terminal, shown: str = "three.nc") -> None:
    terminal.send("clear; fg\r")
    terminal.wait_for(shown)


def close_dialog(terminal: Terminal, title: str) -> None:
    """Press Esc as people do: again, if the first met what a terminal says while it is taken back.

    Behind it stands no other key until the dialog is closed, as that would make it Alt.
    """
    pressed_at = -ESCAPE_SECONDS

    def is_closed(shown: Terminal) -> bool:
        nonlocal pressed_at
        text = shown.screen_text()
        if title in text and time.monotonic() - pressed_at > ESCAPE_SECONDS:
            pressed_at = time.monotonic()
            shown.send(ESCAPE)
        return title not in text and "three.nc" in text

    terminal.wait_for(is_closed)


@pytest.mark.parametrize("key", [CTRL_Z, CTRL_Z_OF_KITTY], ids=["usual", "kitty"])
def test_it_sleeps_and_wakes_as_often_as_one_likes(credentials: str, key: str) -> None:
    with in_shell(command(credentials)) as terminal:
        for _ in range(3):
            sleep(terminal, key)
            terminal.send("echo here  is the shell\r")
            terminal.wait_for("here is the shell")
            wake(terminal)
        terminal.wait_for("q quit")
        terminal.send("j?")
        terminal.wait_for("Move the cursor down")
        terminal.send(ESCAPE)
        terminal.wait_for(lambda shown: "Move the cursor down" not in shown.screen_text())
        terminal.send("q")
        terminal.wait_for(is_back_at_prompt)  # what is typed before that is dropped with answers
        terminal.send("clear; echo it  is over\r")
        terminal.wait_for("it is over")


def test_it_wakes_in_a_dialog_and_in_a_field(credentials: str) -> None:
    with in_shell(command(credentials)) as terminal:
        terminal.send("s")
        terminal.wait_for("Save to this machine")
        sleep(terminal)
        wake(terminal, "Save to this machine")
        close_dialog(terminal, "Save to this machine")
        terminal.send("/thr")
        terminal.wait_for(lambda shown: "one.nc" not in shown.screen_text())
        sleep(terminal)
        wake(terminal)
        assert "one.nc" not in terminal.screen_text()


def test_a_terminal_of_another_size_is_filled_when_it_wakes(credentials: str) -> None:
    with in_shell(command(credentials)) as terminal:
        sleep(terminal)
        terminal.resize(*WIDE)
        wake(terminal, "│▶ few")


def test_what_runs_the_program_sleeps_too(credentials: str) -> None:
    with in_shell(f"sh -c {shlex.quote(command(credentials) + '; echo it is over')}") as terminal:
        sleep(terminal)
        wake(terminal)
        terminal.send("q")
        terminal.wait_for("it is over")


def test_in_the_background_it_does_not_touch_the_terminal(credentials: str) -> None:
    with in_shell(command(credentials)) as terminal:
        sleep(terminal)
        terminal.send("clear; bg\r")
        terminal.wait_for("&")
        terminal.send("jobs; echo as be''fore\r")
        terminal.wait_for("as before")
        assert "three.nc" not in terminal.screen_text()
        wake(terminal)


def test_without_a_shell_to_come_back_to_it_goes_on(credentials: str) -> None:
    with Program("--credentials", credentials, "s3://few/") as program:
        program.wait_for("three.nc")
        program.type(CTRL_Z, "There is no shell")
        program.type("?", "Move the cursor down")
        program.send(ESCAPE)
        program.wait_until_gone("Move the cursor down")
        program.leave()


@needs("tmux")
def test_in_tmux(credentials: str, tmp_path: Path) -> None:
    with tmux(SHELL, tmp_path, "tmux-256color") as terminal:
        terminal.send(f"PS1='{PROMPT}'; clear; cd {shlex.quote(os.sep)}\r")
        terminal.send(f"{command(credentials)}\r")
        terminal.wait_for("three.nc")
        terminal.send(CTRL_Z)
        terminal.wait_for("Stopped")
        terminal.wait_for(lambda shown: "three.nc" not in shown.screen_text())
        wake(terminal)
        terminal.wait_for("q quit")
