"""A download gets its name, or not, by one set of rules, with a temporary name or with none."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from jos_tui.core.errors import LocalError
from jos_tui.jobs.engine.part_file import PartFile
from jos_tui.jobs.engine.unnamed_file import UnnamedFile
from jos_tui.jobs.model import Conflict
from tests.jobs.engine.saving import NEW_MS, OLD_MS, content, save_in


class Save(Protocol):
    """Saves a file in the folder of the test; returns its name, or None where it got none."""

    def __call__(
        self, name: str, body: bytes, conflict: Conflict = Conflict.SKIP, date: int = NEW_MS, /
    ) -> str | None: ...


@pytest.fixture(params=[PartFile, UnnamedFile])
def save(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Save]:
    kind: type[PartFile | UnnamedFile] = request.param
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)

    def saved(
        name: str, body: bytes, conflict: Conflict = Conflict.SKIP, date: int = NEW_MS, /
    ) -> str | None:
        part = kind.begin(fd, name)
        if part is None:
            pytest.skip("no file without a name can be made here")
        return save_in(part, body, conflict, date)

    yield saved
    os.close(fd)


def test_the_mode_is_that_of_any_new_file(save: Save, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        save("data.nc", b"x")
        (tmp_path / "other").touch()
    finally:
        os.umask(before)
    assert (tmp_path / "data.nc").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444])
def test_a_file_that_is_replaced_may_be_used_by_the_same_people_as_before(
    save: Save, tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "data.nc"
    path.write_bytes(b"mine")
    path.chmod(mode)
    save("data.nc", b"theirs", Conflict.OVERWRITE)
    assert content(tmp_path) == {"data.nc": b"theirs"}
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_pipe_is_not_replaced(save: Save, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "data.nc")
    with pytest.raises(LocalError, match=r"data\.nc is no file"):
        save("data.nc", b"theirs", Conflict.OVERWRITE)
    assert (tmp_path / "data.nc").is_fifo()
    assert content(tmp_path) == {}
    assert save("data.nc", b"theirs", Conflict.KEEP_BOTH) == "data (2).nc"


@pytest.mark.parametrize("conflict", [Conflict.SKIP, Conflict.ASK, Conflict.IF_NEWER])
def test_a_name_that_was_taken_meanwhile_is_kept(
    save: Save, tmp_path: Path, conflict: Conflict
) -> None:
    (tmp_path / "data.nc").write_bytes(b"mine")
    assert save("data.nc", b"theirs", conflict, OLD_MS) is None
    assert content(tmp_path) == {"data.nc": b"mine"}


@pytest.mark.parametrize("conflict", [Conflict.OVERWRITE, Conflict.IF_NEWER, Conflict.IF_DIFFERENT])
@pytest.mark.parametrize("leftover", [b"", b"a long leftover of a killed run"])
def test_a_name_that_was_taken_is_replaced_where_that_was_asked_for(
    save: Save, tmp_path: Path, conflict: Conflict, leftover: bytes
) -> None:
    path = tmp_path / "data.nc"
    path.write_bytes(b"mine")
    os.utime(path, (0, 0))
    if leftover:
        (tmp_path / ".data.nc.jos-part").write_bytes(leftover)
    assert save("data.nc", b"theirs", conflict) == "data.nc"
    assert content(tmp_path) == {"data.nc": b"theirs"}
    assert path.stat().st_mtime_ns == NEW_MS * 1_000_000


def test_both_are_kept_under_the_next_free_number(save: Save, tmp_path: Path) -> None:
    for _ in range(3):
        save("data.tar.gz", b"x", Conflict.KEEP_BOTH)
    assert set(content(tmp_path)) == {"data.tar.gz", "data (2).tar.gz", "data (3).tar.gz"}


@pytest.mark.parametrize("conflict", list(Conflict))
def test_what_a_link_points_to_is_not_touched(
    save: Save, tmp_path: Path, conflict: Conflict
) -> None:
    (tmp_path / "precious").write_bytes(b"mine")
    (tmp_path / "data.nc").symlink_to("precious")
    save("data.nc", b"theirs", conflict)
    assert (tmp_path / "precious").read_bytes() == b"mine"
    if conflict is Conflict.OVERWRITE:
        assert not (tmp_path / "data.nc").is_symlink()
        assert content(tmp_path) == {"precious": b"mine", "data.nc": b"theirs"}


def test_a_folder_is_not_replaced(save: Save, tmp_path: Path) -> None:
    (tmp_path / "data.nc").mkdir()
    with pytest.raises(IsADirectoryError):
        save("data.nc", b"theirs", Conflict.OVERWRITE)
    assert content(tmp_path) == {}
