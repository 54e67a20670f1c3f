"""! hands the terminal to a shell that knows the place, and exit brings the program back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.program import ENTER, Machine, Program
from tests.end_to_end.servers import FolderServer
from tests.support.multiplexer import needs

pytestmark = needs("bash")


@pytest.fixture
def credentials(machine: Machine, folder_server: FolderServer, tmp_path: Path) -> Iterator[str]:
    bucket = folder_server.folder / "few"
    bucket.mkdir()
    (bucket / "one.nc").write_text("one")
    with folder_server.running():
        yield str(folder_server.server.credentials_json(tmp_path / "keys" / "credentials.json"))


def test_a_shell_knows_the_place_and_gives_the_terminal_back(credentials: str) -> None:
    with Program("--credentials", credentials, "s3://few/", env={"SHELL": "bash"}) as program:
        program.wait_for("one.nc")
        program.type("!", "comes back to it")
        program.type(f'clear; echo "<$S3_URI>" "<$AWS_SECRET_ACCESS_KEY>"{ENTER}', "<s3://few/> <>")
        program.send(f"clear; cat{ENTER}one.nc\x03false; exit{ENTER}")
        program.wait_for("exit code 1")
        assert "one.nc" in program.screen_text()
        program.type("!", "comes back to it")
        program.send(f"kill -9 $${ENTER}")
        program.wait_for("ended by signal 9")
        program.leave()


def test_beside_a_local_folder_it_begins_there_and_what_it_made_is_shown(
    credentials: str, tmp_path: Path
) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "was-there").touch()
    with Program("--credentials", credentials, "s3://few/", env={"SHELL": "bash"}) as program:
        program.wait_for("one.nc")
        program.type("|", "changes panes")
        program.type(f"gp{tmp_path}/inside{ENTER}", "was-there")
        program.type("!", "comes back to it")
        program.type(f'clear; echo "<${{PWD##*/}}>"{ENTER}', "<inside>")
        program.send(f"touch made-there; exit{ENTER}")
        program.wait_for("made-there  ")
        program.leave()


def test_a_shell_that_cannot_be_started_is_told_in_words(credentials: str) -> None:
    with Program("--credentials", credentials, "s3://few/", env={"SHELL": "/no/shell"}) as program:
        program.wait_for("one.nc")
        program.type("!", "cannot be started")
        assert "one.nc" in program.screen_text()
        program.leave()
