from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jos_tui.core.errors import LocalError
from jos_tui.jobs.engine.part_file import PartFile
from jos_tui.jobs.engine.unnamed_file import UnnamedFile
from jos_tui.jobs.model import Conflict
from tests.jobs.engine.saving import NEW_MS, content, save_in

REPOSITORY = Path(__file__).parents[3]
WITHOUT_PROC = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
HIDE_PROC = 'mount -t tmpfs none /proc && exec "$@"'


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    part = UnnamedFile.begin(fd, "x")
    if part is None:
        os.close(fd)
        pytest.skip("no file without a name can be made here")
    part.discard()
    yield fd
    os.close(fd)


def begun(folder: int, name: str = "data.nc") -> UnnamedFile:
    part = UnnamedFile.begin(folder, name)
    assert part is not None
    return part


def save(
    folder: int, name: str, body: bytes, conflict: Conflict = Conflict.SKIP, date: int = NEW_MS
) -> str | None:
    return save_in(begun(folder, name), body, conflict, date)


def test_nothing_is_seen_of_a_file_before_it_is_complete(folder: int, tmp_path: Path) -> None:
    part = begun(folder)
    part.write_at(0, b"half")
    assert content(tmp_path) == {}
    part.write_at(4, b", whole")
    assert part.read_at(2, 5) == b"lf, w"
    part.finish(11, NEW_MS)
    assert part.publish(Conflict.SKIP, NEW_MS) == "data.nc"
    part.discard()
    assert content(tmp_path) == {"data.nc": b"half, whole"}
    assert (tmp_path / "data.nc").stat().st_mtime_ns == NEW_MS * 1_000_000


def test_what_another_download_is_writing_is_not_replaced(folder: int, tmp_path: Path) -> None:
    (tmp_path / "data.nc").write_bytes(b"mine")
    other = PartFile.begin(folder, "data.nc")
    with pytest.raises(LocalError, match="Another download"):
        save(folder, "data.nc", b"theirs", Conflict.OVERWRITE)
    other.discard()
    assert content(tmp_path) == {"data.nc": b"mine"}


def test_a_folder_that_is_gone_is_an_error(folder: int, tmp_path: Path) -> None:
    part = begun(folder)
    tmp_path.rmdir()
    with pytest.raises(FileNotFoundError):
        part.publish(Conflict.SKIP, 0)
    part.discard()
    assert UnnamedFile.begin(folder, "data.nc") is None
    tmp_path.mkdir()


def test_downloads_that_end_at_the_same_moment_never_publish_a_part_of_another(
    folder: int, tmp_path: Path
) -> None:
    whole = {letter * 3000 for letter in (b"a", b"b", b"c", b"d")}
    wrong: list[object] = []

    def download(body: bytes) -> None:
        try:
            for _ in range(60):
                try:
                    save(folder, "data.nc", body, Conflict.OVERWRITE)
                except LocalError as exc:
                    assert "Another download" in exc.title  # noqa: PT017
                found = (tmp_path / "data.nc").read_bytes()
                if found not in whole:
                    wrong.append(found)
        except (OSError, AssertionError) as exc:
            wrong.append(exc)

    save(folder, "data.nc", b"a" * 3000)
    threads = [threading.Thread(target=download, args=(body,)) for body in whole]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert set(content(tmp_path)) == {"data.nc"}


def test_where_no_file_is_without_a_name_there_is_none() -> None:
    fd = os.open("/proc" if Path("/proc").is_dir() else "/dev", os.O_RDONLY | os.O_DIRECTORY)
    try:
        assert UnnamedFile.begin(fd, "data.nc") is None
    finally:
        os.close(fd)


def may_hide_proc() -> bool:
    if shutil.which(WITHOUT_PROC[0]) is None:
        return False
    tried = [*WITHOUT_PROC, HIDE_PROC, "-", "true"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not may_hide_proc(), reason="nothing can be mounted here")
@pytest.mark.parametrize("conflict", list(Conflict))
def test_where_it_cannot_get_a_name_a_copy_gets_it(
    folder: int, tmp_path: Path, conflict: Conflict
) -> None:
    (tmp_path / "there").write_bytes(b"mine")
    os.utime(tmp_path / "there", (0, 0))
    program = (
        "import os, sys\n"
        "from jos_tui.jobs.model import Conflict\n"
        "from tests.jobs.engine.test_download_unnamed_file import save\n"
        "folder = os.open(sys.argv[1], os.O_RDONLY)\n"
        "for name in ('free', 'there'):\n"
        "    print(save(folder, name, b'theirs' * 1000, Conflict(sys.argv[2])))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path), conflict.value]
    done = subprocess.run(
        [*WITHOUT_PROC, HIDE_PROC, "-", *command],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    theirs, kept = b"theirs" * 1000, conflict in {Conflict.SKIP, Conflict.ASK}
    if conflict is Conflict.KEEP_BOTH:
        assert done.stdout.split("\n")[:2] == ["free", "there (2)"]
        assert content(tmp_path) == {"free": theirs, "there": b"mine", "there (2)": theirs}
    else:
        assert done.stdout.split() == ["free", "None" if kept else "there"]
        assert content(tmp_path) == {"free": theirs, "there": b"mine" if kept else theirs}
    assert (tmp_path / "free").stat().st_mtime_ns == NEW_MS * 1_000_000
