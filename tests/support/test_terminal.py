"""The terminal driver shows what a person would see."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

APP = """
from textual.app import App
from textual.widgets import Static

class Probe(App):
    BINDINGS = [("x", "say", "Say"), ("q", "quit", "Quit")]
    def compose(self):
        yield Static("hello [b]world[/b] ✓", id="words")
    def action_say(self):
        self.query_one("#words").update(f"size {self.size.width}x{self.size.height}")

Probe().run()
"""


def python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def test_a_textual_program_is_driven_by_keys() -> None:
    with Terminal(python(APP), rows=24, columns=80) as terminal:
        terminal.wait_for("hello world ✓")
        terminal.send("x")
        terminal.wait_for("size 80x24")
        assert terminal.screen_text().strip() == "size 80x24"
        assert b"\x1b[?1049h" in terminal.raw
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_a_new_size_reaches_the_program() -> None:
    script = (
        "import os, signal\n"
        "def told(*_): print('now', os.get_terminal_size(0)[:], flush=True)\n"
        "signal.signal(signal.SIGWINCH, told)\n"
        "print('ready', os.get_terminal_size(0)[:], flush=True)\n"
        "while True: signal.pause()\n"
    )
    with Terminal(python(script), rows=10, columns=60) as terminal:
        terminal.wait_for("ready (60, 10)")
        terminal.resize(20, 100)
        terminal.wait_for("now (100, 20)")


def test_control_c_interrupts_the_program() -> None:
    script = "print('ready', flush=True)\nimport signal\nwhile True: signal.pause()"
    with Terminal(python(script)) as terminal:
        terminal.wait_for("ready")
        terminal.send("\x03")
        assert terminal.wait_exit() in (-signal.SIGINT, 130)
        assert "KeyboardInterrupt" in terminal.screen_text()


def test_queries_are_answered() -> None:
    script = (
        "import sys, tty, os\n"
        "tty.setraw(0)\n"
        "os.write(1, b'\\x1b[6n')\n"
        "print(os.read(0, 20), end='', flush=True)\n"
    )
    with Terminal(python(script)) as terminal:
        terminal.wait_for("b'\\x1b[1;1R'")


def has_received(expected: bytes) -> Callable[[Terminal], bool]:
    return lambda terminal: terminal.raw == expected


def test_foreign_sequences_leave_no_trace_however_they_are_cut() -> None:
    output = b"a\x1b[>1ub\x1b[>4;1mc\x1b_Gi=1;x\x1b\\d\x1b[?u\x1b[?2026$p!"
    script = (
        "import os, tty\n"
        "tty.setraw(0)\n"
        f"for byte in {b'-' + output!r}:\n"
        "    os.write(1, bytes([byte]))\n"
        "    os.read(0, 1)\n"
    )
    with Terminal(python(script)) as terminal:
        for end in range(len(output) + 1):
            terminal.wait_for(has_received(b"-" + output[:end]))
            terminal.send("k")
        assert terminal.screen_text().strip() == "-abcd!"


def test_the_exit_code_is_the_programs() -> None:
    with Terminal(["/bin/sh", "-c", "exit 7"]) as terminal:
        assert terminal.wait_exit() == 7


def test_waiting_in_vain_reports_the_screen() -> None:
    with (
        pytest.raises(AssertionError, match="never shown") as caught,
        Terminal(["/bin/sh", "-c", "echo what it said"]) as terminal,
    ):
        terminal.wait_for("never shown")
    assert "what it said" in "".join(caught.value.__notes__)


def test_what_the_program_started_ends_with_it(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    with Terminal(["/bin/sh", "-c", f"sleep 600 >{held} & echo up; wait"]) as terminal:
        reader = held.open("rb")
        terminal.wait_for("up")
    with reader:
        assert reader.read() == b""  # returns once nobody holds the other end
