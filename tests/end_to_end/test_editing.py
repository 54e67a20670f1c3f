"""e opens an object in the user's editor, and what was written goes back; nobody's work is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.editor import editor
from tests.end_to_end.program import Program
from tests.end_to_end.servers import FolderServer


@pytest.fixture
def stored(folder_server: FolderServer) -> Path:
    """The folder that a server shows as a bucket."""
    bucket = folder_server.folder / "few"
    bucket.mkdir()
    (bucket / "a.txt").write_text("before\n")
    (bucket / "b.bin").write_bytes(b"\0\1\2")
    return bucket


def leftovers(tmp_path: Path) -> list[str]:
    return [path.read_text() for path in tmp_path.glob("jos-tui-edit-*/*")]


def test_what_was_written_is_stored_and_what_is_no_text_is_refused(
    credentials: str, stored: Path, tmp_path: Path
) -> None:
    env = editor(tmp_path, 'grep -q before "$1" && echo after > "$1"')
    with Program("--credentials", credentials, "s3://few/", env=env) as program:
        program.wait_for("a.txt")
        program.type("e", "a.txt is stored as you wrote it, 6 B")
        assert (stored / "a.txt").read_text() == "after\n"
        program.type("e", "a.txt was not changed")
        program.type("je", "b.bin cannot be edited here")
        program.leave()
    assert leftovers(tmp_path) == []


def test_what_others_stored_meanwhile_is_replaced_only_when_asked(
    credentials: str, stored: Path, tmp_path: Path
) -> None:
    env = editor(tmp_path, f'echo others >> "{stored}/a.txt"', 'echo mine > "$1"')
    with Program("--credentials", credentials, "s3://few/", env=env) as program:
        program.wait_for("a.txt")
        program.type("e", "a.txt has changed meanwhile")
        program.type("n", "stays as it is in the store")
        assert (stored / "a.txt").read_text() == "before\nothers\n"
        assert leftovers(tmp_path) == ["mine\n"]
        program.type("e", "a.txt has changed meanwhile")
        program.type("y", "is stored as you wrote it")
        assert (stored / "a.txt").read_text() == "mine\n"
        program.leave()


def test_an_editor_that_fails_changes_nothing(
    credentials: str, stored: Path, tmp_path: Path
) -> None:
    env = editor(tmp_path, 'echo half > "$1"', "exit 3")
    with Program("--credentials", credentials, "s3://few/", env=env) as program:
        program.wait_for("a.txt")
        program.type("e", "The editor failed, so a.txt stays as it was")
        program.leave()
    assert (stored / "a.txt").read_text() == "before\n"
    assert leftovers(tmp_path) == ["half\n"]
