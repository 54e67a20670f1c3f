"""Whoever types faster than the screen follows gets what they typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.program import CLEAR_LINE, ENTER, ESCAPE, TAB, WIDE, Machine, Program
from tests.end_to_end.servers import FolderServer

KEYS = ("one/a.nc", "one/two/b.nc", "one/two/c.nc", "zebra.txt")


@pytest.fixture
def served(machine: Machine, folder_server: FolderServer) -> Iterator[FolderServer]:
    """A running server with three buckets of the same keys."""
    for bucket in ("first", "second", "third"):
        for key in KEYS:
            file = folder_server.folder / bucket / key
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{bucket}/{key}")
    with folder_server.running():
        yield folder_server


@pytest.fixture
def credentials(served: FolderServer, tmp_path: Path) -> str:
    """The path of a file with the server's address and keys."""
    return str(served.server.credentials_json(tmp_path / "keys" / "credentials.json"))


@contextmanager
def at_buckets(credentials: str) -> Iterator[Program]:
    """Run the program to the list of buckets; in the end leave it with q."""
    with Program("--credentials", credentials, size=WIDE) as program:
        program.wait_for("third")
        yield program
        program.leave()


def test_a_path_and_the_keys_around_it(credentials: str) -> None:
    with at_buckets(credentials) as program:
        program.type(f"Gggjgps3://first/one/{ENTER}", "a.nc")
        assert " first/one/ " in program.lines()[0]
        program.type(f"/tw{ENTER}~", "third")


def test_a_path_before_anything_is_drawn(credentials: str) -> None:
    with Program("--credentials", credentials) as program:
        program.wait_for("q quit")
        program.type(f"gps3://second/one/{ENTER}", "a.nc")
        program.leave()


def test_a_path_that_is_pasted(credentials: str) -> None:
    with at_buckets(credentials) as program:
        program.type(f"jgp\x1b[200~s3://second/one\x1b[201~/two/{ENTER}", "c.nc")


def test_a_filter_and_the_keys_behind_it(credentials: str) -> None:
    with at_buckets(credentials) as program:
        program.type(f"/sec{ENTER}{ENTER}", "zebra.txt")
        assert " second/ " in program.lines()[0]


def test_a_folder_to_save_in_then_the_report_and_the_next_row(
    credentials: str, tmp_path: Path
) -> None:
    with at_buckets(credentials) as program:
        program.type(f"s{CLEAR_LINE}{tmp_path}/there{ENTER}", "Download first: 4 objects done")
        assert (tmp_path / "there" / "first" / "one" / "a.nc").read_text() == "first/one/a.nc"
        program.type(f"w{ENTER}{ESCAPE}wggjs", "bucket second")
        program.send(ESCAPE)


def test_the_name_of_a_bucket_that_goes(credentials: str, served: FolderServer) -> None:
    with at_buckets(credentials) as program:
        program.type("jd", "to confirm")
        program.type(f"wrong{CLEAR_LINE}second{ENTER}", "Delete second: ")
        program.wait_until_gone("  second  ")
    assert sorted(path.name for path in served.folder.iterdir()) == ["first", "third"]


def test_what_is_typed_while_it_counts_never_deletes(
    credentials: str, served: FolderServer
) -> None:
    with at_buckets(credentials) as program:
        program.send(f"d{ENTER}{ENTER}{ENTER}{ESCAPE}{ESCAPE}" * 3)
    kept = [path for path in served.folder.rglob("*") if path.is_file()]
    assert len(kept) == 3 * len(KEYS)


def test_address_and_keys(served: FolderServer) -> None:
    server = served.server
    with Program() as program:
        program.wait_for("Secret key")
        typed = (server.endpoint.url, server.access_key, server.secret_key)
        program.type("".join(f"{line}{ENTER}" for line in typed), "third")
        assert server.secret_key not in program.screen_text()
        program.leave()
        assert server.secret_key.encode() not in program.raw


def test_address_and_keys_with_tab(served: FolderServer) -> None:
    server = served.server
    with Program() as program:
        program.wait_for("Secret key")
        typed = (server.endpoint.url, server.access_key, server.secret_key)
        program.type(TAB.join(typed) + ENTER, "third")
        program.leave()
        assert server.secret_key.encode() not in program.raw
