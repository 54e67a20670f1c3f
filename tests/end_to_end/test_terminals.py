"""The same program on each terminal: by the name it goes by, and in tmux and screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.end_to_end.program import COMMAND, ENTER, SMALL, WIDE, Machine, Program
from tests.end_to_end.servers import FolderServer
from tests.support.hostile_names import HOSTILE
from tests.support.multiplexer import Multiplexed, needs, screen, tmux
from tests.support.terminal import Terminal

ROWS = 60
_COLOUR = re.compile(rb"\x1b\[(?:[0-9]*;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]*)*m")
Inside = Callable[[list[str], Path, str, tuple[int, int]], Multiplexed]


@pytest.fixture
def credentials(machine: Machine, folder_server: FolderServer, tmp_path: Path) -> Iterator[str]:
    """The keys of a running server whose bucket has rows to scroll."""
    bucket = folder_server.folder / "many"
    bucket.mkdir()
    for number in range(ROWS):
        (bucket / f"station-{number:04d}.csv").write_text(f"{number}\n")
    with folder_server.running():
        yield str(folder_server.server.credentials_json(tmp_path / "keys" / "credentials.json"))


def look_around(terminal: Terminal) -> None:
    """Go to the last row, open the help and close it, filter, mark, and go back to the buckets."""
    terminal.wait_for("station-0003.csv")
    terminal.send("G")
    terminal.wait_for(f"station-{ROWS - 1:04d}.csv")
    terminal.send("?")
    terminal.wait_for("Move the cursor down")
    terminal.send("\x1b")
    terminal.wait_for(lambda shown: "Move the cursor down" not in shown.screen_text())
    terminal.send(f"/0012{ENTER}")
    terminal.wait_for(lambda shown: shown.screen_text().count("station-") == 1)
    terminal.send(" ")
    terminal.wait_for("1 marked")
    terminal.send("~")
    terminal.wait_for("many")


def command(credentials: str) -> list[str]:
    return [*COMMAND, "--credentials", credentials, "s3://many/"]


@pytest.mark.parametrize(
    "term",
    [
        "xterm",
        "xterm-256color",
        "screen-256color",
        "tmux-256color",
        "linux",
        "vt100",
        "dumb",
        "no-such-terminal",
    ],
)
def test_every_name_of_a_terminal(credentials: str, term: str) -> None:
    with Program("--credentials", credentials, "s3://many/", env={"TERM": term}) as program:
        look_around(program)
        program.leave()


@pytest.mark.parametrize(
    ("env", "has_colours"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "linux"}, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": ""}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_no_colour_where_none_is_wanted(
    credentials: str, env: dict[str, str], has_colours: bool
) -> None:
    with Program("--credentials", credentials, "s3://many/", env=env) as program:
        look_around(program)
        program.leave()
        assert bool(_COLOUR.search(program.raw)) == has_colours


@pytest.mark.parametrize("is_resized", [False, True], ids=["", "resized"])
@pytest.mark.parametrize(
    ("inside", "term"),
    [
        pytest.param(tmux, "tmux-256color", marks=needs("tmux")),
        pytest.param(tmux, "screen-256color", marks=needs("tmux")),
        pytest.param(tmux, "xterm-256color", marks=needs("tmux")),
        pytest.param(screen, "screen-256color", marks=needs("screen")),
        pytest.param(screen, "screen", marks=needs("screen")),
    ],
)
def test_in_tmux_and_screen(
    credentials: str, tmp_path: Path, inside: Inside, term: str, is_resized: bool
) -> None:
    shell = ["/bin/sh", "-c", '"$@"; echo "ended with $?"; read -r _', "sh"]
    with inside([*shell, *command(credentials)], tmp_path, term, SMALL) as terminal:
        look_around(terminal)
        assert "╭" in terminal.screen_text()
        if is_resized:
            terminal.resize(*WIDE)
            terminal.wait_for("│▶ many")
        terminal.send("q")
        terminal.wait_for("ended with 0")
        if not is_resized:  # tmux 3.3a brings back a part of what was on the other screen
            terminal.wait_for(lambda shown: "many" not in shown.screen_text())


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"LC_ALL": "", "LANG": "C"}])
def test_in_locale_c_everything_is_ascii(
    credentials: str, folder_server: FolderServer, env: dict[str, str]
) -> None:
    odd = folder_server.folder / "many" / "odd"
    odd.mkdir()
    for name in ("température", "温度", "🌍", "a\x1b[31mb", "\x9b", " led", "x\u202ey"):
        (odd / name).write_text("")
    with Program("--credentials", credentials, "s3://many/", size=WIDE, env=env) as program:
        program.wait_for("|> many")
        look_around(program)
        program.type(f"gps3://many/odd/{ENTER}", "temp?rature")
        for shown in ("??", "a^[31mb", "_led", "x<202E>y"):
            assert shown in program.screen_text()
        program.type("s", "Save to this machine")
        program.send("\x1b[27u")
        program.type("w", "Transfers of this machine")
        program.send("q")
        program.leave()
        assert program.raw.isascii()


def test_with_utf_8_the_same_is_drawn_in_lines_and_names_are_shown(
    credentials: str, folder_server: FolderServer
) -> None:
    (folder_server.folder / "many" / "température").write_text("")
    with Program("--credentials", credentials, "s3://many/", size=WIDE) as program:
        program.wait_for("│▶ many")
        program.wait_for("station-0003.csv")
        program.type("G", "température")
        program.leave()


@pytest.mark.parametrize("group", HOSTILE)
def test_what_a_command_says_of_hostile_names_is_ascii_there_too(group: str) -> None:
    with Program("rm", *_as_arguments(HOSTILE[group]), env={"LC_ALL": "C"}) as program:
        assert program.wait_exit() == 2
        assert program.raw.isascii()
        assert program.raw.count(b"\x1b") == 0


def _as_arguments(names: Sequence[str]) -> list[str]:
    """Return names as an operating system can hand them over: no NUL, no lone surrogate."""
    said = [name for name in names if "\0" not in name]
    return [f"bucket/{name.encode('utf-8', 'replace').decode()}" for name in said] or ["bucket/"]
