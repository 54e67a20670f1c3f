"""New folders and new names on this machine: exact, and never in the place of something."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jos_tui.core.errors import LocalError
from jos_tui.jobs.local_changes import make_local_folder, rename_local, why_no_name
from jos_tui.jobs.no_replace import in_two_steps, rename_no_replace
from tests.support.hostile_names import every_name

Rename = Callable[[Path, str, str], None]


def _by(step: Callable[[int, str, str], None]) -> Rename:
    def rename(folder: Path, old: str, new: str) -> None:
        fd = os.open(folder, os.O_RDONLY)
        try:
            step(fd, old, new)
        finally:
            os.close(fd)

    return rename


@pytest.fixture(params=[rename_no_replace, in_two_steps], ids=["one step", "two steps"])
def rename(request: pytest.FixtureRequest) -> Rename:
    """Both ways of it."""
    return _by(request.param)


def names_in(folder: Path) -> list[str]:
    """Return what is in a folder, in order."""
    return sorted(path.name for path in folder.iterdir())


def test_a_file_a_folder_and_a_link_get_another_name(rename: Rename, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("text")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "in").write_text("in")
    (tmp_path / "l").symlink_to("d")
    for name in ("f", "d", "l"):
        rename(tmp_path, name, f"{name}2")
    assert names_in(tmp_path) == ["d2", "f2", "l2"]
    assert (tmp_path / "f2").read_text() == "text"
    assert (tmp_path / "d2" / "in").read_text() == "in"
    assert (tmp_path / "l2").readlink() == Path("d"), "the link itself, not what it leads to"


@pytest.mark.parametrize("old", ["file", "folder", "link"])
@pytest.mark.parametrize("new", ["other file", "empty folder", "dangling"])
def test_nothing_is_replaced(rename: Rename, tmp_path: Path, old: str, new: str) -> None:
    for name in ("file", "other file"):
        (tmp_path / name).write_text(name)
    for name in ("folder", "empty folder"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "dangling").symlink_to("nowhere")
    before = [(name, os.lstat(tmp_path / name)) for name in names_in(tmp_path)]
    with pytest.raises(FileExistsError):
        rename(tmp_path, old, new)
    after = [(name, os.lstat(tmp_path / name)) for name in names_in(tmp_path)]
    assert [(name, one.st_ino) for name, one in after] == [
        (name, one.st_ino) for name, one in before
    ]


def test_what_is_gone_leaves_nothing_behind(rename: Rename, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rename(tmp_path, "gone", "new")
    assert names_in(tmp_path) == []


def test_every_name_that_can_be_is_given_exactly(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    old = "f"
    names = [name for name in every_name() if not why_no_name(name)]
    assert len(names) > 20
    for name in dict.fromkeys(names):
        rename_local(tmp_path, old, name)
        assert names_in(tmp_path) == [name]
        old = name
    (tmp_path / old).unlink()
    for name in dict.fromkeys(names):
        make_local_folder(tmp_path, name)
        assert names_in(tmp_path) == [name]
        (tmp_path / name).rmdir()


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "/a", "a\0b", "x" * 256, ".f.jos-part", ".JOS-names.jsonl"]
)
def test_what_can_be_no_name_here_says_why(name: str) -> None:
    assert why_no_name(name)


def test_a_name_that_is_taken_says_so(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("f")
    (tmp_path / "d").mkdir()
    with pytest.raises(LocalError, match="d is there already"):
        rename_local(tmp_path, "f", "d")
    with pytest.raises(LocalError, match="f is there already"):
        make_local_folder(tmp_path, "f")
    assert (tmp_path / "f").read_text() == "f"


def test_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(LocalError):
        make_local_folder(tmp_path / "gone", "d")
    assert names_in(tmp_path) == []
