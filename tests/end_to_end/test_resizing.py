"""A terminal may have any size at any time, whatever the program is at."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.program import ENTER, ESCAPE, SMALL, Machine, Program
from tests.end_to_end.servers import FolderServer

ROWS = 3000
SIZES = [(24, 80), (100, 300), (5, 20), (24, 79), (6, 200), (60, 21), (5, 300), (100, 20)]
KEYS = ["j", "G", "gg", " ", "?", "~", f"/00{ENTER}", ESCAPE, "R", "\x1b[6~", "\t", ":", "l", "U"]
MARK = "%%"


@pytest.fixture
def credentials(machine: Machine, folder_server: FolderServer, tmp_path: Path) -> Iterator[str]:
    """The keys of a running server with a level of several pages."""
    bucket = folder_server.folder / "many"
    bucket.mkdir()
    for number in range(ROWS):
        (bucket / f"station-{number:05d}.csv").touch()
    with folder_server.running():
        yield str(folder_server.server.credentials_json(tmp_path / "keys" / "credentials.json"))


def is_drawn_anew(program: Program) -> bool:
    """Whether nothing is left of what another program wrote on the fifth line."""
    return MARK not in program.screen_text()


@pytest.mark.parametrize("seed", range(3))
def test_it_draws_at_every_size_while_it_lists_and_keys_are_pressed(
    credentials: str, seed: int
) -> None:
    chance = random.Random(seed)
    with Program("--credentials", credentials, "s3://many/") as program:
        program.wait_for("station-0000")
        size = SMALL
        for _ in range(40):
            program.send(chance.choice(KEYS))
            wanted = chance.choice(SIZES)
            if wanted == size:
                continue
            size = wanted
            program.resize(*size)
            program.scribble(MARK)
            if chance.random() < 0.6:  # else the next size comes before this one is drawn
                program.wait_for(lambda _: is_drawn_anew(program))
        program.resize(25, 81)
        program.scribble(MARK)
        program.wait_for(lambda _: is_drawn_anew(program))
        assert program.is_running
        program.send("\x03")
        assert program.wait_exit() == 0
        assert program.is_restored()
        assert b"Traceback" not in program.raw
