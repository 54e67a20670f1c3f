"""The program as ``config.toml`` has it."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.program import ESCAPE, Machine, Program
from tests.end_to_end.servers import FolderServer
from tests.profiles.support import write

F10 = "\x1b[21~"
CONFIG = """
[settings]
theme = "nrod"
keymap = "mc"

[keys]
"app.help" = "H"
"""


def test_what_is_set_holds_and_a_slip_is_said(
    machine: Machine, folder_server: FolderServer, tmp_path: Path
) -> None:
    write(machine.home / ".config" / "jos-tui" / "config.toml", CONFIG)
    (folder_server.folder / "bucket").mkdir()
    (folder_server.folder / "bucket" / "station.csv").write_text("1")
    with folder_server.running():
        keys = folder_server.server.credentials_json(tmp_path / "keys" / "credentials.json")
        with Program("--credentials", str(keys), "s3://bucket/") as program:
            program.wait_for("Did you mean nord?")
            program.wait_for("H help")
            program.type("H", "Move the cursor down")
            program.send(ESCAPE)
            program.wait_until_gone("Move the cursor down")
            program.send(F10)
            assert program.wait_exit() == 0
