"""How many bytes a key costs on the line to the user; counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.program import ESCAPE, SMALL, WIDE, Machine, Program
from tests.end_to_end.servers import FolderServer

PAGE_DOWN = "\x1b[6~"
ROWS = 200
TRUE_COLOUR = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
IN_SCREEN = {"TERM": "screen-256color", "COLORTERM": "", "STY": "1.pts-0.here"}


@pytest.fixture
def credentials(machine: Machine, folder_server: FolderServer, tmp_path: Path) -> Iterator[str]:
    """The path of a file with the address and keys of a running server with many objects."""
    bucket = folder_server.folder / "many"
    bucket.mkdir()
    for number in range(ROWS):
        (bucket / f"station-{number:04d}.csv").write_text(f"{number}\n" * number)
    with folder_server.running():
        yield str(folder_server.server.credentials_json(tmp_path / "keys" / "credentials.json"))


@contextmanager
def on_rows(credentials: str, size: tuple[int, int], env: dict[str, str]) -> Iterator[Program]:
    """Run the program to the rows of the bucket; in the end leave it with q."""
    with Program("--credentials", credentials, "s3://many/", size=size, env=env) as program:
        program.wait_for("station-0012.csv")
        program.wait_for(f" {ROWS}\n")
        yield program
        program.leave()


def name(number: int) -> str:
    return f"station-{number:04d}.csv"


def has_cursor(program: Program, number: int) -> bool:
    """Whether this row is on the screen and has another background than the border beside it."""
    shown = f"  {name(number)}"
    for y, line in enumerate(program.lines()):
        if shown in line:
            x = line.index(shown)
            cells = program._screen.buffer[y]
            return bool(cells[x].bg != cells[x - 1].bg)
    return False


def cost(program: Program, keys: list[tuple[str, int]]) -> int:
    """Press keys, each once the cursor is on the row of the one before; return bytes per key."""
    before = len(program.raw)
    for key, number in keys:
        program.send(key)
        program.wait_for(lambda _, number=number: has_cursor(program, number))  # type: ignore[misc]
    return (len(program.raw) - before) // len(keys)


@pytest.mark.parametrize("env", [TRUE_COLOUR, IN_SCREEN], ids=["xterm", "screen"])
@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
def test_what_keys_cost(credentials: str, size: tuple[int, int], env: dict[str, str]) -> None:
    with on_rows(credentials, size, env) as program:
        rows = sum("station-" in line for line in program.lines())
        down = [("j", number) for number in range(1, 11)]
        assert cost(program, down) <= 300
        pages = [(PAGE_DOWN, 10 + rows * page) for page in range(1, 4)]
        assert cost(program, pages) <= 2000
        before = len(program.raw)
        program.type("?", "Enter run")
        assert len(program.raw) - before <= 20_000
        program.send(ESCAPE)
        program.wait_until_gone("Enter run")


def is_whole(program: Program) -> bool:
    """Whether each line is one of the small screen without the tree."""
    first, top, *rows, bottom, footer = program.lines()
    names = sum(line.startswith("│  station-") and line.endswith("│") for line in rows)
    edges = top[0] + top[-1] + bottom[0] + bottom[-1]
    return (
        edges == "╭╮╰╯"
        and names == len(rows) - 1
        and first.endswith(f" {ROWS}")
        and footer.endswith("q quit")
    )


def test_the_screen_is_whole_after_another_size(credentials: str) -> None:
    with on_rows(credentials, SMALL, TRUE_COLOUR) as program:
        program.send(PAGE_DOWN)
        program.resize(*WIDE)
        program.wait_for("│▶ many")
        program.resize(*SMALL)
        program.wait_for(lambda _: is_whole(program))


def test_what_another_program_wrote_on_the_screen_goes_with_a_key(credentials: str) -> None:
    with on_rows(credentials, SMALL, TRUE_COLOUR) as program:
        program.scribble("from another program")
        assert "from another program" in program.screen_text()
        program.send("\x0c")
        program.wait_for(lambda _: is_whole(program))
