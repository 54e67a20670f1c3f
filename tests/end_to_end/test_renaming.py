"""r with several marked opens their names in the user's editor, and one job gives the new ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.editor import editor
from tests.end_to_end.program import ENTER, ESCAPE, Program
from tests.end_to_end.servers import FolderServer

FILES = {"1.nc": "one", "2.nc": "two", "keep.txt": "kept", "#odd name ": "odd", "sub/x": "x"}


@pytest.fixture
def stored(folder_server: FolderServer) -> Path:
    """The folder that a server shows as a bucket."""
    bucket = folder_server.folder / "few"
    for name, text in FILES.items():
        path = bucket / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return bucket


def kept(tmp_path: Path) -> list[Path]:
    return list(tmp_path.glob("jos-tui-edit-*/*"))


def names(bucket: Path) -> dict[str, str]:
    files = [path for path in bucket.rglob("*") if path.is_file()]
    return {path.relative_to(bucket).as_posix(): path.read_text() for path in files}


def test_all_marked_names_are_edited_at_once_and_what_was_wrong_once_more(
    credentials: str, stored: Path, tmp_path: Path
) -> None:
    env = editor(
        tmp_path,
        f'if grep -q "^#!" "$1"; then cp "$1" "{tmp_path}/again"',
        "sed -i -e 's/^2.nc$/3.nc/' -e '/^#! /d' \"$1\"",
        f'else cp "$1" "{tmp_path}/first"; stat -c %a "$1" > "{tmp_path}/mode"',
        r"sed -i -e 's/^1.nc$/2.nc/' -e 's/^.#odd.*/new\\x1bname/' -e 's/^sub.$/deep\/sub/' "
        '"$1"; fi',
    )
    with Program("--credentials", credentials, "s3://few/", env=env) as program:
        program.wait_for("keep.txt")
        program.type("a", "5 marked")
        program.type("r", "2.nc is there twice")
        assert names(stored) == FILES
        # Now both of these lines become 3.nc.
        program.type("y", "3.nc is there twice")
        program.type("n", "What you wrote is in")
    assert names(stored) == FILES
    assert (tmp_path / "mode").read_text() == "600\n"
    first = (tmp_path / "first").read_text().splitlines()
    assert first[3:] == [r"\#odd name\x20", "1.nc", "2.nc", "keep.txt", "sub/"]
    again = (tmp_path / "again").read_text().splitlines()
    assert again[0] == "#! 2.nc is there twice"
    assert again[-5:] == [r"new\x1bname", "2.nc", "2.nc", "keep.txt", "deep/sub"]
    assert len(kept(tmp_path)) == 1


def test_names_go_from_one_to_the_next_and_are_shown_before(
    credentials: str, stored: Path, tmp_path: Path
) -> None:
    env = editor(
        tmp_path,
        r"sed -i -e 's/^2.nc$/3.nc/' -e 's/^1.nc$/2.nc/' -e 's/^.#odd.*/new\\x1bname/' "
        r"-e 's/^sub.$/deep\/sub/' "
        '"$1"',
    )
    with Program("--credentials", credentials, "s3://few/", env=env) as program:
        program.wait_for("keep.txt")
        program.type("a", "5 marked")
        program.type("r", "Rename 4 rows of s3://few/")
        program.wait_for("→ new␛name")
        program.type(ESCAPE, "All names stay as they were. What you wrote is in")
        assert names(stored) == FILES
        assert len(kept(tmp_path)) == 1
        program.type("r", "Rename 4 rows of s3://few/")
        program.type(ENTER, "4 objects done")
        program.leave()
    assert names(stored) == {
        "2.nc": "one",
        "3.nc": "two",
        "keep.txt": "kept",
        "new\x1bname": "odd",
        "deep/sub/x": "x",
    }
    assert len(kept(tmp_path)) == 1  # what the first time was left


def test_an_editor_that_changes_nothing_or_fails_changes_no_name(
    credentials: str, stored: Path, tmp_path: Path
) -> None:
    env = editor(
        tmp_path,
        f'test -e "{tmp_path}/twice" && echo x > "$1" && exit 3',
        f'touch "{tmp_path}/twice"',
    )
    with Program("--credentials", credentials, "s3://few/", env=env) as program:
        program.wait_for("keep.txt")
        program.type("a", "5 marked")
        program.type("r", "No name was changed")
        assert kept(tmp_path) == []
        program.type("r", "The editor failed, so all names stay as they were.")
        program.leave()
    assert [path.read_text() for path in kept(tmp_path)] == ["x\n"]
    assert names(stored) == FILES
