from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from jos_tui.core.errors import LocalError
from jos_tui.jobs.engine.part_file import (
    PartFile,
    is_unfinished,
    may_write,
    part_name,
    remove_part,
)
from jos_tui.jobs.model import Conflict
from tests.jobs.engine.saving import NEW_MS, OLD_MS, content, save_in


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    yield fd
    os.close(fd)


def save(
    folder: int, name: str, body: bytes, conflict: Conflict = Conflict.SKIP, date: int = NEW_MS
) -> str | None:
    return save_in(PartFile.begin(folder, name), body, conflict, date)


def test_a_file_gets_its_name_when_it_is_complete(folder: int, tmp_path: Path) -> None:
    part = PartFile.begin(folder, "data.nc")
    part.write_at(0, b"half")
    assert content(tmp_path) == {".data.nc.jos-part": b"half"}
    part.write_at(4, b", whole")
    part.finish(11, NEW_MS)
    assert part.publish(Conflict.SKIP, NEW_MS) == "data.nc"
    assert content(tmp_path) == {"data.nc": b"half, whole"}
    assert (tmp_path / "data.nc").stat().st_mtime_ns == NEW_MS * 1_000_000


def test_a_discarded_file_leaves_nothing(folder: int, tmp_path: Path) -> None:
    part = PartFile.begin(folder, "data.nc")
    part.write_at(0, b"half")
    part.discard()
    assert content(tmp_path) == {}


def test_what_is_on_its_way_is_as_private_as_the_file_it_will_replace(
    folder: int, tmp_path: Path
) -> None:
    (tmp_path / "data.nc").touch(mode=0o400)
    part = PartFile.begin(folder, "data.nc")
    assert stat.S_IMODE((tmp_path / part_name("data.nc")).stat().st_mode) == 0o600
    part.discard()


def test_a_leftover_of_a_killed_run_goes(folder: int, tmp_path: Path) -> None:
    (tmp_path / ".data.nc.jos-part").write_bytes(b"a long leftover of another version")
    save(folder, "data.nc", b"short")
    assert content(tmp_path) == {"data.nc": b"short"}


@pytest.mark.parametrize("link", ["symbolic", "hard"])
def test_a_leftover_that_is_a_link_goes_without_what_it_links(
    folder: int, tmp_path: Path, link: str
) -> None:
    (tmp_path / "precious").write_bytes(b"mine")
    leftover = tmp_path / ".data.nc.jos-part"
    if link == "symbolic":
        leftover.symlink_to("precious")
    else:
        leftover.hardlink_to(tmp_path / "precious")
    save(folder, "data.nc", b"theirs")
    assert content(tmp_path) == {"precious": b"mine", "data.nc": b"theirs"}


def test_a_leftover_that_is_a_pipe_does_not_block(folder: int, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".data.nc.jos-part")
    save(folder, "data.nc", b"theirs")
    assert content(tmp_path) == {"data.nc": b"theirs"}


def test_two_downloads_of_one_file_do_not_mix(folder: int, tmp_path: Path) -> None:
    first = PartFile.begin(folder, "data.nc")
    first.write_at(0, b"first")
    with pytest.raises(LocalError, match="Another download"):
        PartFile.begin(folder, "data.nc")
    assert first.publish(Conflict.SKIP, 0) == "data.nc"
    assert content(tmp_path) == {"data.nc": b"first"}


@pytest.mark.parametrize("conflict", list(Conflict))
def test_what_another_download_has_begun_under_the_temporary_name_is_neither_used_nor_removed(
    folder: int, tmp_path: Path, conflict: Conflict
) -> None:
    mine = PartFile.begin(folder, "data.nc")
    mine.write_at(0, b"whole")
    part = tmp_path / ".data.nc.jos-part"
    part.unlink()  # as on a disk without locks, where it passes for a leftover
    part.write_bytes(b"half of th")
    with pytest.raises(LocalError, match="Another download"):
        mine.publish(conflict, NEW_MS)
    mine.discard()
    assert content(tmp_path) == {".data.nc.jos-part": b"half of th"}


def test_downloads_that_begin_at_the_same_moment_never_publish_a_part_of_another(
    folder: int, tmp_path: Path
) -> None:
    whole = {letter * 3000 for letter in (b"a", b"b", b"c", b"d")}
    wrong: list[object] = []

    def download(body: bytes) -> None:
        try:
            for _ in range(60):
                with suppress(LocalError):
                    save(folder, "data.nc", body, Conflict.OVERWRITE)
                found = (tmp_path / "data.nc").read_bytes()
                if found not in whole:
                    wrong.append(found)
        except OSError as exc:
            wrong.append(exc)

    save(folder, "data.nc", b"a" * 3000)
    threads = [threading.Thread(target=download, args=(body,)) for body in whole]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert set(content(tmp_path)) == {"data.nc"}


def test_a_date_that_no_file_can_have_is_left_out(folder: int, tmp_path: Path) -> None:
    assert save(folder, "data.nc", b"x", date=253_402_300_799_000) == "data.nc"
    assert content(tmp_path) == {"data.nc": b"x"}


def test_an_over_long_name_has_a_temporary_name_too(folder: int, tmp_path: Path) -> None:
    name = "é" * 126 + ".nc"
    assert len(name.encode()) == 255
    assert len(part_name(name).encode()) <= 255
    save(folder, name, b"x")
    assert content(tmp_path) == {name: b"x"}


@pytest.mark.parametrize(
    ("conflict", "date", "expected"),
    [
        (Conflict.SKIP, NEW_MS, False),
        (Conflict.OVERWRITE, OLD_MS, True),
        (Conflict.KEEP_BOTH, OLD_MS, True),
        (Conflict.IF_NEWER, NEW_MS, True),
        (Conflict.IF_NEWER, OLD_MS, False),
    ],
)
def test_what_is_there_decides_before_anything_is_fetched(
    folder: int, tmp_path: Path, conflict: Conflict, date: int, expected: bool
) -> None:
    assert may_write(folder, "data.nc", conflict, date), "nothing there"
    path = tmp_path / "data.nc"
    path.touch()
    os.utime(path, ns=(OLD_MS * 1_000_000, OLD_MS * 1_000_000))
    assert may_write(folder, "data.nc", conflict, date) is expected


def test_a_link_that_leads_nowhere_is_a_name_that_is_taken(folder: int, tmp_path: Path) -> None:
    (tmp_path / "data.nc").symlink_to("nowhere")
    assert not may_write(folder, "data.nc", Conflict.SKIP, NEW_MS)


TOKEN = "0123456789abcdef"


def reserved(folder: int, body: bytes) -> PartFile:
    part = PartFile.begin(folder, "data.nc")
    part.reserve(len(body), TOKEN)
    part.write_at(0, body)
    return part


def test_what_was_kept_can_be_gone_on_with(folder: int, tmp_path: Path) -> None:
    reserved(folder, b"half....").keep()
    assert is_unfinished(folder, "data.nc")
    part = PartFile.go_on(folder, "data.nc", 8, TOKEN)
    assert part is not None
    assert part.read_at(0, 8) == b"half...."
    part.write_at(4, b"full")
    part.sync()
    part.finish(8, NEW_MS)
    assert part.publish(Conflict.SKIP, NEW_MS) == "data.nc"
    assert content(tmp_path) == {"data.nc": b"halffull"}
    assert not is_unfinished(folder, "data.nc")


@pytest.mark.parametrize(("size", "token"), [(7, TOKEN), (9, TOKEN), (8, "another" * 3)])
def test_only_the_very_file_is_gone_on_with(folder: int, size: int, token: str) -> None:
    assert PartFile.go_on(folder, "data.nc", 8, TOKEN) is None, "nothing there"
    reserved(folder, b"half....").keep()
    assert PartFile.go_on(folder, "data.nc", size, token) is None
    assert PartFile.go_on(folder, "data.nc", 8, TOKEN) is not None


def test_a_finished_file_is_not_gone_on_with(folder: int, tmp_path: Path) -> None:
    reserved(folder, b"half....").keep()
    (tmp_path / "data.nc").hardlink_to(tmp_path / ".data.nc.jos-part")
    assert not is_unfinished(folder, "data.nc")
    assert PartFile.go_on(folder, "data.nc", 8, TOKEN) is None


def test_what_another_download_is_at_work_on_is_neither_gone_on_with_nor_removed(
    folder: int, tmp_path: Path
) -> None:
    part = reserved(folder, b"half....")
    with pytest.raises(LocalError, match="Another download"):
        PartFile.go_on(folder, "data.nc", 8, TOKEN)
    remove_part(folder, "data.nc")
    assert list(content(tmp_path)) == [".data.nc.jos-part"]
    part.keep()
    remove_part(folder, "data.nc")
    assert content(tmp_path) == {}
