"""The command opens the screen: where it was told to, and leaves nothing behind."""

from __future__ import annotations

import re
import socket
import sys
import time
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import PROGRAM, Shell
from tests.support.faultproxy import FaultProxy
from tests.support.terminal import Terminal


def test_without_a_place_the_buckets_are_shown(shell: Shell, bucket: str) -> None:
    with shell.terminal() as terminal:
        terminal.wait_for(bucket.rpartition("-")[0])
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert shell.server.secret_key.encode() not in terminal.raw


def test_a_place_is_opened(shell: Shell, store: Store, bucket: str) -> None:
    store.put(bucket, "p/inside.nc", b"12345", CancelToken())
    with shell.terminal(f"s3://{bucket}/p/") as terminal:
        terminal.wait_for("inside.nc")
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_a_url_is_opened_at_its_own_store(
    shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    store.put(bucket, "p/inside.nc", b"12345", CancelToken())
    with shell.terminal(f"{proxy.endpoint.url}/{bucket}/p/") as terminal:
        terminal.wait_for("inside.nc")
        terminal.send("q")
        assert terminal.wait_exit() == 0
    assert proxy.requests


ENVIRONMENT_SEEN = """
import os, sys
class Probe:
    def find_spec(self, name, path=None, target=None):
        if name == "textual":
            print(os.environ["TEXTUAL_ANIMATIONS"], os.environ["TEXTUAL_SMOOTH_SCROLL"])
            os._exit(0)
sys.meta_path.insert(0, Probe())
from jos_tui.cli.main import run
run(["s3://bucket"])
"""


def test_animations_are_off_before_textual_is_there_unless_wanted() -> None:
    argv = [sys.executable, "-c", ENVIRONMENT_SEEN]
    with Terminal(argv) as terminal:
        terminal.wait_for("none 0")
    with Terminal(argv, env={"TEXTUAL_ANIMATIONS": "full"}) as terminal:
        terminal.wait_for("full 0")


def test_the_demo_opens_on_sample_data_and_ends_with_its_store(tmp_path: Path) -> None:
    with Terminal([*PROGRAM, "--demo"], env={"TMPDIR": str(tmp_path)}) as terminal:
        terminal.wait_for("climate-data")
        port = re.search(r"127\.0\.0\.1:(\d+)", terminal.screen_text())
        assert port is not None
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert "Traceback" not in terminal.screen_text()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(port[1])), timeout=60)
    assert list(tmp_path.iterdir()) == []


def test_the_demo_opens_a_place() -> None:
    with Terminal([*PROGRAM, "s3://test-bucket-minio/", "--demo"]) as terminal:
        terminal.wait_for("test-bucket-minio")
        assert "climate-data" not in terminal.screen_text()
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_on_a_slow_line_little_is_sent(shell: Shell, store: Store, bucket: str) -> None:
    store.put(bucket, "p/inside.nc", b"12345", CancelToken())
    with shell.terminal("--slow", f"s3://{bucket}/p/") as terminal:
        terminal.wait_for("inside.nc")
        assert "+-----" in terminal.screen_text()
        assert b"\x1b[?1000h" not in terminal.raw
        assert b";2;" not in terminal.raw
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_slow_is_for_the_screen_only(shell: Shell) -> None:
    ended = shell.run("--slow", "ls")
    assert ended.code == 2
    assert "--slow opens the screen" in ended.err


ASKED, ANSWER = b"\x1b[?2026$p", "\x1b[?2026;2$y"
LONG = 0.2


def test_a_line_that_takes_long_is_noticed(
    shell: Shell, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "far away")
    with shell.terminal(f"s3://{bucket}/") as terminal:
        terminal.wait_for("Nothing here")
        for questions in range(2, 5):  # the first is Textual's own
            answer_late(terminal, questions)
        terminal.wait_for("jos-tui --slow sends less")
        terminal.send("q")
        assert terminal.wait_exit() == 0


def answer_late(terminal: Terminal, questions: int) -> None:
    """Answer the last of so many questions after longer than a fast line takes."""
    terminal.wait_for(lambda screen: screen.raw.count(ASKED) >= questions)
    asked_at = time.monotonic()
    terminal.wait_for(lambda _: time.monotonic() > asked_at + LONG)
    terminal.send(ANSWER)
