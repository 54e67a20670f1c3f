"""The usual start: ``jos-tui``, alone or with a place, is on screen without click."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import PROGRAM
from tests.support.servers import S3Server
from tests.support.terminal import Terminal

UNABLE = """
import sys
class Unable:
    def find_spec(self, name, *_):
        if name == "{module}":
            raise {error}
sys.meta_path.insert(0, Unable())
from jos_tui.__main__ import main
main()
"""


@pytest.fixture
def home(tmp_path: Path, server: S3Server) -> dict[str, str]:
    """What the environment says of a home folder with keys in it."""
    folder = tmp_path / "home"
    server.credentials_json(folder / ".credentials" / "jos-credentials.json")
    return {"HOME": str(folder), "XDG_STATE_HOME": str(tmp_path / "state")}


def unable(module: str, error: str) -> list[str]:
    """Return a program that is the command, but cannot load a module."""
    return [sys.executable, "-c", UNABLE.format(module=module, error=error)]


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [([], "buckets"), (["s3://{bucket}"], "folder/"), (["s3://{bucket}/folder/"], "inside.nc")],
)
def test_the_screen_opens_without_click(
    home: dict[str, str], store: Store, bucket: str, arguments: list[str], seen: str
) -> None:
    store.put(bucket, "folder/inside.nc", b"12345", CancelToken())
    words = [word.format(bucket=bucket) for word in arguments]
    with Terminal([*unable("click", "RuntimeError"), *words], env=home) as terminal:
        terminal.wait_for(seen)
        terminal.send("q")
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["s3:///key"], "names no bucket"),
        (["s3://bucket", "more"], "unexpected extra argument"),
        (["bucket"], "To open a bucket, write s3://bucket."),
    ],
)
def test_what_is_no_usual_start_is_left_to_click(
    home: dict[str, str], arguments: list[str], said: str
) -> None:
    with Terminal([*PROGRAM, *arguments], env=home) as terminal:
        assert terminal.wait_exit() == 2
        assert said in terminal.screen_text()


def test_without_a_keyboard_the_screen_does_not_open(home: dict[str, str]) -> None:
    with Terminal(["sh", "-c", 'exec "$@" <&-', "sh", *PROGRAM], env=home) as terminal:
        assert terminal.wait_exit() == 2
        assert "The screen needs a terminal" in terminal.screen_text()


def test_a_shell_that_asks_how_to_go_on_gets_no_screen() -> None:
    with Terminal(PROGRAM, env={"_JOS_TUI_COMPLETE": "zsh_source"}) as terminal:
        assert terminal.wait_exit() == 0
        assert "compdef _jos_tui_completion jos-tui" in terminal.screen_text()


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        ("RuntimeError", 1, "jos-tui has a fault and stopped (RuntimeError)"),
        ("KeyboardInterrupt", 130, "Interrupted."),
    ],
)
def test_what_keeps_the_screen_from_opening_is_said_in_a_line(
    home: dict[str, str], error: str, code: int, said: str
) -> None:
    with Terminal(unable("jos_tui.ui.app", error), env=home) as terminal:
        assert terminal.wait_exit() == code
        assert said in terminal.screen_text()
        assert "Traceback" not in terminal.screen_text()
