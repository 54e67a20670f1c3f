"""``put``: files and folders arrive under the keys that were meant."""

from __future__ import annotations

import signal
from http.client import HTTPConnection
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.store.support import contents as stored
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server

MIB = 1 << 20
ODD_NAMES = ["café", "气温", " edge ", "[b]x[b]", "a+b & c?#", "*", "-rf", "it's", "~", "100%"]


def test_a_file_goes_below_a_prefix(any_shell: Shell, any_store: Store, any_bucket: str) -> None:
    any_shell.file("a.nc")
    done = any_shell.run("put", "a.nc", f"s3://{any_bucket}/p/")
    assert (done.code, done.out, done.err) == (
        0,
        "",
        "Uploaded 1 object (7 B); checked: 1 by md5.\n",
    )
    assert stored(any_store, any_bucket) == {"p/a.nc": b"content"}


def test_folders_and_files_together(any_shell: Shell, any_store: Store, any_bucket: str) -> None:
    any_shell.file("data/one", b"1")
    any_shell.file("data/sub/two", b"2")
    any_shell.file("three", b"3")
    assert any_shell.run("put", "data", "three", f"s3://{any_bucket}").code == 0
    assert stored(any_store, any_bucket) == {
        "data/one": b"1",
        "data/sub/two": b"2",
        "three": b"3",
    }


def test_without_a_slash_a_single_file_gets_that_key(
    shell: Shell, store: Store, bucket: str
) -> None:
    shell.file("a.nc")
    assert shell.run("put", "a.nc", f"s3://{bucket}/p/b.nc").code == 0
    assert stored(store, bucket) == {"p/b.nc": b"content"}


def test_without_a_slash_a_prefix_that_exists_is_one(
    shell: Shell, store: Store, bucket: str
) -> None:
    shell.file("a.nc")
    shell.file("b.nc")
    assert shell.run("put", "a.nc", f"s3://{bucket}/p/").code == 0
    assert shell.run("put", "b.nc", f"s3://{bucket}/p").code == 0
    assert set(stored(store, bucket)) == {"p/a.nc", "p/b.nc"}


def test_a_folder_goes_to_the_same_keys_each_time(shell: Shell, store: Store, bucket: str) -> None:
    shell.file("data/one")
    assert shell.run("put", "data", f"s3://{bucket}/p").code == 0
    done = shell.run("put", "data", f"s3://{bucket}/p")
    assert "1 skipped" in done.err
    assert set(stored(store, bucket)) == {"p/data/one"}


def test_odd_names_make_a_round_trip(
    any_shell: Shell, any_store: Store, any_bucket: str, tmp_path: Path
) -> None:
    files = {name: name.encode() for name in ODD_NAMES}
    for name, content in files.items():
        any_shell.file(f"odd/{name}", content)
    assert any_shell.run("put", "odd", f"s3://{any_bucket}/").code == 0
    assert stored(any_store, any_bucket) == {f"odd/{name}": body for name, body in files.items()}
    assert any_shell.run("get", f"s3://{any_bucket}/odd/", "back/").code == 0
    back = (tmp_path / "back" / "odd").iterdir()
    assert {path.name: path.read_bytes() for path in back} == files


@pytest.mark.parametrize(
    ("conflict", "expected"),
    [
        ("skip", {"a.nc": b"theirs"}),
        ("overwrite", {"a.nc": b"mine"}),
        ("keep-both", {"a.nc": b"theirs", "a (2).nc": b"mine"}),
    ],
)
def test_the_conflict_option_decides(
    shell: Shell, store: Store, bucket: str, conflict: str, expected: dict[str, bytes]
) -> None:
    store.put(bucket, "a.nc", b"theirs", CancelToken())
    shell.file("a.nc", b"mine")
    assert shell.run("put", "a.nc", f"s3://{bucket}", "--conflict", conflict).code == 0
    assert stored(store, bucket) == expected


def test_a_file_that_is_not_there_is_code_1_and_nothing_begins(
    shell: Shell, store: Store, bucket: str
) -> None:
    shell.file("here")
    done = shell.run("put", "here", "missing", f"s3://{bucket}/")
    assert done.code == 1
    assert "missing" in done.err
    assert stored(store, bucket) == {}


def test_a_file_that_cannot_be_stored_is_code_1_and_the_others_arrive(
    shell: Shell, store: Store, bucket: str
) -> None:
    shell.file("data/here")
    shell.file("data/" + "/".join(["folder" * 20] * 9))
    done = shell.run("put", "data", f"s3://{bucket}/", "--json")
    assert done.code == 1
    (record,) = done.records
    assert (record["state"], record["done"], record["failed"]) == ("some failed", 1, 1)
    assert record["failures"][0]["name"].startswith("data/folder")
    assert set(stored(store, bucket)) == {"data/here"}


def test_links_and_empty_folders_go_as_they_are_told(
    shell: Shell, store: Store, bucket: str
) -> None:
    shell.file("data/real")
    (shell.folder / "data" / "link").symlink_to("real")
    (shell.folder / "data" / "empty").mkdir()
    assert shell.run("put", "data", f"s3://{bucket}/followed/").code == 0
    options = ("--symlinks", "skip", "--empty-folders")
    assert shell.run("put", "data", f"s3://{bucket}/told/", *options).code == 0
    assert set(stored(store, bucket)) == {
        "followed/data/real",
        "followed/data/link",
        "told/data/real",
        "told/data/empty/",
    }


def test_if_different_replaces_what_is_not_the_same(
    shell: Shell, store: Store, bucket: str
) -> None:
    shell.file("data/same", b"same")
    shell.file("data/longer", b"short")
    assert shell.run("put", "data", f"s3://{bucket}/").code == 0
    shell.file("data/longer", b"no longer short")
    options = ("--conflict", "if-different", "--json")
    (record,) = shell.run("put", "data", f"s3://{bucket}/", *options).records
    assert (record["done"], record["skipped"]) == (1, 1)
    assert stored(store, bucket)["data/longer"] == b"no longer short"


def test_an_interrupt_drops_the_upload(
    shaky_shell: Shell, proxy: FaultProxy, server: S3Server, store: Store, bucket: str
) -> None:
    shaky_shell.file("big", bytes(40 * MIB))
    held = proxy.inject(Fault(FaultKind.STALL_REQUEST, "partNumber=2", times=None))
    with shaky_shell.start("put", "big", f"s3://{bucket}/") as process:
        proxy.wait_until(lambda proxy: proxy.struck(held) > 0)
        process.send_signal(signal.SIGINT)
        done = shaky_shell.end(process)
    assert done.code == 130
    assert done.err == "Stopped. Uploaded 0 objects (0 B); 1 not done.\n"
    assert stored(store, bucket) == {}
    assert b"<UploadId>" not in unfinished_uploads(server, bucket)


def unfinished_uploads(server: S3Server, bucket: str) -> bytes:
    connection = HTTPConnection(server.endpoint.host, timeout=60)
    try:
        connection.request("GET", f"/{bucket}?uploads")
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read()
    finally:
        connection.close()


def test_with_move_files_go_that_were_stored_and_those_that_were_skipped_stay(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    any_shell.file("data/one", b"1")
    any_shell.file("data/sub/two", b"2")
    any_shell.file("three", b"3")
    any_store.put(any_bucket, "three", b"theirs", CancelToken())
    done = any_shell.run("put", "--move", "data", "three", f"s3://{any_bucket}")
    assert done.code == 0
    assert "Moved 2 objects (2 B); 1 skipped, as their names are taken, and left" in done.err
    assert stored(any_store, any_bucket) == {
        "data/one": b"1",
        "data/sub/two": b"2",
        "three": b"theirs",
    }
    assert not (any_shell.folder / "data").exists()
    assert (any_shell.folder / "three").read_bytes() == b"3"
