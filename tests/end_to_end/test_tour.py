"""Who is here for the first time is told a few keys, once, and can type at once."""

from __future__ import annotations

from pathlib import Path

from jos_tui.browse.places.first_time import MARK
from jos_tui.jobs.worker.paths import StateHome
from tests.end_to_end.program import ESCAPE, Machine, Program
from tests.end_to_end.servers import FolderServer

WORDS = "they come only once"


def test_the_tour_comes_once_and_takes_no_keys(
    machine: Machine, folder_server: FolderServer, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (folder_server.folder / name).mkdir()
    credentials = tmp_path / "keys" / "credentials.json"
    with folder_server.running():
        arguments = "--credentials", str(folder_server.server.credentials_json(credentials))
        program = Program(*arguments)
        (StateHome.of_user().folder / MARK).unlink()
        with program:
            program.wait_for(WORDS)
            program.type("/w", "1 of 2")
            assert WORDS in program.screen_text()
            program.send(ESCAPE)
            program.wait_until_gone("1 of 2")
            program.send(ESCAPE)
            program.wait_until_gone(WORDS)
            program.leave()
        assert (machine.state / "jos-tui" / MARK).exists()
