from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from jos_tui.jobs.engine.local_folder import LocalFolder
from tests.support.patience import LONG_ENOUGH


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[LocalFolder]:
    folder = LocalFolder(tmp_path / "new" / "folder")
    yield folder
    folder.close()


def test_folders_are_made_on_the_way(folder: LocalFolder) -> None:
    with folder.holding("a/b/c.nc") as (fd, name):
        assert name == "c.nc"
        assert os.fstat(fd).st_ino == (folder.path / "a" / "b").stat().st_ino


def test_a_folder_can_be_made_twice(folder: LocalFolder) -> None:
    folder.make("a/b")
    folder.make("a/b")
    folder.make("")
    assert (folder.path / "a" / "b").is_dir()


@pytest.mark.parametrize("path", ["link/x", "link/deep/x", "real/link/x"])
def test_no_link_is_followed(folder: LocalFolder, tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder.path / "real").mkdir()
    (folder.path / "link").symlink_to(outside)
    (folder.path / "real" / "link").symlink_to(outside)
    with pytest.raises(OSError, match=r"Not a directory|Too many levels"), folder.holding(path):
        pass
    assert list(outside.iterdir()) == []


def test_a_file_in_the_way_is_not_replaced(folder: LocalFolder) -> None:
    (folder.path / "a").write_bytes(b"mine")
    with pytest.raises(NotADirectoryError):
        folder.make("a/b")
    assert (folder.path / "a").read_bytes() == b"mine"


def test_the_folder_itself_may_be_reached_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    (tmp_path / "link").symlink_to("scratch")
    folder = LocalFolder(tmp_path / "link")
    folder.make("a")
    folder.close()
    assert (tmp_path / "scratch" / "a").is_dir()


def test_a_folder_that_is_replaced_by_a_link_meanwhile_is_still_the_one_that_was_opened(
    folder: LocalFolder, tmp_path: Path
) -> None:
    moved, outside = tmp_path / "moved", tmp_path / "outside"
    outside.mkdir()
    folder.path.rename(moved)
    folder.path.symlink_to(outside)
    folder.make("a")
    assert (moved / "a").is_dir()
    assert list(outside.iterdir()) == []


def test_several_threads_may_make_the_same_folder(folder: LocalFolder) -> None:
    together = threading.Barrier(8)
    failures: list[OSError] = []

    def make() -> None:
        together.wait(LONG_ENOUGH)
        try:
            for number in range(50):
                folder.make(f"{number}/deep")
        except OSError as exc:
            failures.append(exc)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_ENOUGH)
    assert not failures
    assert len(list(folder.path.glob("*/deep"))) == 50


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    def open_folders() -> int:
        count = 0
        for path in Path("/dev/fd").iterdir():
            with suppress(OSError):  # that of the listing itself is gone by now
                count += stat.S_ISDIR(os.fstat(int(path.name)).st_mode)
        return count

    before = open_folders()
    folder = LocalFolder(tmp_path / "folder")
    (folder.path / "file").touch()
    for _ in range(10):
        folder.make("a/b/c")
        with pytest.raises(NotADirectoryError):
            folder.make("a/../file/x")
    folder.close()
    assert open_folders() == before


def test_the_folder_of_the_last_file_is_the_one_of_the_next(folder: LocalFolder) -> None:
    with folder.holding("a/b/x") as (first, _), folder.holding("a/b/y") as (second, _):
        assert first == second
    with folder.holding("a/x") as (third, _):
        assert os.fstat(third).st_ino == (folder.path / "a").stat().st_ino


def test_a_folder_that_is_held_stays_open_for_who_uses_it(folder: LocalFolder) -> None:
    with folder.holding("a/b/x") as (fd, _):
        for number in range(3):
            folder.make(f"others/{number}")
        assert os.fstat(fd).st_ino == (folder.path / "a" / "b").stat().st_ino


def test_a_folder_that_was_removed_is_made_again(folder: LocalFolder) -> None:
    folder.make("a/b")
    (folder.path / "a" / "b").rmdir()
    with folder.holding("a/b/x") as (fd, name):
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY, dir_fd=fd))
    assert (folder.path / "a" / "b" / "x").exists()


@pytest.mark.parametrize("path", ["/x", "a//x"])
def test_a_folder_without_a_name_is_none(folder: LocalFolder, path: str) -> None:
    with pytest.raises(FileNotFoundError), folder.holding(path):
        pass
