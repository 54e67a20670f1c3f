"""A file of URLs: complete or not there, for its owner alone, and curl saves what it names."""

from __future__ import annotations

import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from jos_tui.browse.snippets.presigned import Lifetime, presigned
from jos_tui.browse.snippets.snippet import Subject
from jos_tui.browse.url_file import Item, Program, items, write_urls
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Cancelled, LocalError, StoreError
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from tests.support.hostile_names import HOSTILE
from tests.support.servers import S3Server, with_known_keys

WITHOUT_CURL = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
OBJECTS = [Item(Subject(Kind.OBJECT, "b", f"k{number}"), f"k{number}") for number in range(2500)]


def plain(subject: Subject) -> str:
    return f"http://h/{subject.bucket}/{subject.key}"


def write(path: Path, found: Iterator[Item], cancel: CancelToken | None = None) -> int:
    return write_urls(path, found, plain, Program.WGET, lambda _: None, cancel or CancelToken())


@WITHOUT_CURL
def test_curl_saves_everything_below_a_bucket_by_presigned_urls(
    server: S3Server, store: Store, bucket: str, tmp_path: Path
) -> None:
    """Every hostile key is saved, none outside of the folder and none over another."""
    keys = list(dict.fromkeys(key for keys in HOSTILE.values() for key in keys))
    for number, key in enumerate(keys):
        store.put(bucket, key, f"{number}".encode(), CancelToken())
    store.put(bucket, "folder/", b"", CancelToken())
    profile = with_known_keys(server).profile()
    form, file, folder = presigned(Lifetime.HOUR), tmp_path / "urls", tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    cancel = CancelToken()
    count = write_urls(
        file,
        items(store, Location(), [Entry(bucket, Kind.BUCKET)], cancel),
        lambda subject: form(profile, subject).text,
        Program.CURL,
        lambda _: None,
        cancel,
    )
    assert count == len(keys)
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "-K", str(file)],
        cwd=folder,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    saved = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert sorted(saved) == sorted(f"{number}".encode() for number in range(len(keys)))
    assert sorted(tmp_path.iterdir()) == [tmp_path / "a", file]
    assert list((tmp_path / "a").rglob("*"))[:2] == [tmp_path / "a" / "b", folder]


def test_rows_and_what_is_below_them_keep_their_paths_from_the_level(
    store: Store, bucket: str
) -> None:
    for key in ("p/a", "p/q/b", "p/q/r/c", "p/q/", "other"):
        store.put(bucket, key, b"" if key.endswith("/") else b"x", CancelToken())
    entries = [Entry("p/a", Kind.OBJECT, 1), Entry("p/q/", Kind.PREFIX)]
    found = list(items(store, Location(bucket, "p/"), entries, CancelToken()))
    assert [(item.subject.key, item.path) for item in found] == [
        ("p/a", "a"),
        ("p/q/b", "q/b"),
        ("p/q/r/c", "q/r/c"),
    ]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "urls"
    assert write(path, iter(OBJECTS)) == len(OBJECTS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().splitlines()[:2] == ["http://h/b/k0", "http://h/b/k1"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "urls"
    path.write_text("mine")
    with pytest.raises(LocalError, match="taken"):
        write(path, iter(OBJECTS))
    assert path.read_text() == "mine"


def test_a_name_that_is_taken_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "urls"

    def taking() -> Iterator[Item]:
        yield OBJECTS[0]
        path.write_text("mine")

    with pytest.raises(LocalError, match="taken"):
        write(path, taking())
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_left_of_one_that_was_stopped(tmp_path: Path) -> None:
    cancel = CancelToken()

    def stopping() -> Iterator[Item]:
        yield from OBJECTS[:10]
        cancel.cancel()
        yield from OBJECTS[10:]

    with pytest.raises(Cancelled):
        write(tmp_path / "urls", stopping(), cancel)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_of_one_whose_listing_broke(tmp_path: Path) -> None:
    def breaking() -> Iterator[Item]:
        yield from OBJECTS
        raise StoreError("The listing broke")

    with pytest.raises(StoreError, match="broke"):
        write(tmp_path / "urls", breaking())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="cannot be written"):
        write(tmp_path / "no" / "urls", iter(OBJECTS))


def test_the_command_to_type_names_the_file() -> None:
    assert Program.CURL.command(Path("/a b/urls")) == "curl -K '/a b/urls'"
    assert Program.WGET.command(Path("/urls")) == "wget -i /urls"
