"""The beginning of a file of this machine: of files only, and never half of two files."""

from __future__ import annotations

import gzip
import os
import socket
import threading
from pathlib import Path

import pytest

from jos_tui.core.errors import LocalError
from jos_tui.preview.local_file import read_file_beginning
from jos_tui.preview.plain import FIRST_BYTES
from tests.support.hostile_names import every_name


def test_only_the_beginning_is_read(tmp_path: Path) -> None:
    body = os.urandom(FIRST_BYTES + 1000)
    (tmp_path / "f").write_bytes(body)
    found = read_file_beginning(tmp_path / "f")
    assert found.data == body[:FIRST_BYTES]
    assert (found.read, found.size, found.is_whole) == (FIRST_BYTES, len(body), False)


def test_a_small_file_is_whole_an_empty_one_too_and_gzip_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"some text"))
    empty, packed = read_file_beginning(tmp_path / "empty"), read_file_beginning(tmp_path / "a.gz")
    assert (empty.data, empty.is_whole) == (b"", True)
    assert (packed.data, packed.is_unpacked, packed.is_whole) == (b"some text", True, True)


def test_it_is_that_of_the_file_of_exactly_this_name(tmp_path: Path) -> None:
    names = {name for name in every_name() if _can_be(name)}
    for name in names:
        (tmp_path / name).write_bytes(os.fsencode(name))
    for name in names:
        assert read_file_beginning(tmp_path / name).data == os.fsencode(name)


def _can_be(name: str) -> bool:
    if name in {"", ".", ".."} or "/" in name or "\0" in name:
        return False
    try:
        return len(os.fsencode(name)) <= 255
    except UnicodeEncodeError:
        return False


def test_a_link_shows_the_file_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("text")
    (tmp_path / "link").symlink_to("f")
    assert read_file_beginning(tmp_path / "link").data == b"text"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
def test_a_file_that_says_it_is_empty_and_is_not_is_read() -> None:
    found = read_file_beginning(Path("/proc/self/status"))
    assert found.data.startswith(b"Name:")
    assert found.size == len(found.data)


def test_pipes_sockets_devices_and_folders_are_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    monkeypatch.chdir(tmp_path)  # the path of a socket must not be long
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        for path, words in (
            (tmp_path / "pipe", "is a pipe"),
            (tmp_path / "link", "is a pipe"),
            (tmp_path / "socket", "is a socket"),
            (Path("/dev/zero"), "is a device"),
            (tmp_path, "is a folder"),
        ):
            with pytest.raises(LocalError, match=words):
                read_file_beginning(path)


def test_what_is_gone_says_so(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("gone", "link"):
        with pytest.raises(LocalError, match=f"{name} cannot be read. No such file"):
            read_file_beginning(tmp_path / name)


def _read_for_ever(path: Path) -> None:
    while True:
        read_file_beginning(path)


def test_a_file_that_changes_while_it_is_read_is_not_shown(tmp_path: Path) -> None:
    path, enough = tmp_path / "f", threading.Event()
    path.touch()

    def write() -> None:
        with path.open("ab", buffering=0) as file:
            while not enough.is_set():
                file.truncate(0)
                file.write(b"x" * 1000)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with pytest.raises(LocalError, match="changed while it was read"):
            _read_for_ever(path)
    finally:
        enough.set()
        writer.join()
