"""``ls``: every key exactly, page by page."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.patience import LONG_ENOUGH

ODD_KEYS = [
    "a//b",
    "/top",
    " edge ",
    "escape-\x1b[31m",
    "a/../b",
    "café",
    "气温",
    "[b]x[/b]",
    "%2F",
]


def fill(store: Store, bucket: str, *keys: str, body: bytes = b"12345") -> None:
    for key in keys:
        store.put(bucket, key, body, CancelToken())


def names(lines: list[str]) -> list[str]:
    return [line[29:] for line in lines]


def test_without_a_place_it_lists_buckets(any_shell: Shell, any_bucket: str) -> None:
    done = any_shell.run("ls")
    assert done.code == 0
    assert any_bucket in names(done.lines)
    assert any_bucket in [record["bucket"] for record in any_shell.run("ls", "--json").records]


def test_a_level_shows_objects_and_prefixes(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "a/b/deep.nc", "a/file.nc", "z")
    done = any_shell.run("ls", f"s3://{any_bucket}/a/")
    assert done.code == 0
    assert names(done.lines) == ["b/", "file.nc"]
    assert done.lines[0].startswith("-  ")
    assert done.lines[1][18:27] == "      5 B"


def test_the_tree_shows_names_relative_to_the_prefix(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "a/b/deep.nc", "a/file.nc", "z")
    done = any_shell.run("ls", f"s3://{any_bucket}/a/", "--recursive")
    assert names(done.lines) == ["b/deep.nc", "file.nc"]


@pytest.mark.parametrize("written", ["s3://{}/a", "{}/a", "/{}/a/"])
def test_a_prefix_may_be_written_in_other_ways(
    shell: Shell, store: Store, bucket: str, written: str
) -> None:
    fill(store, bucket, "a/file.nc")
    assert names(shell.run("ls", written.format(bucket)).lines) == ["file.nc"]


def test_a_url_says_where_the_store_is(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a b/file.nc")
    url = f"{shell.server.endpoint.url}/{bucket}/a%20b/"
    assert names(shell.run("ls", url).lines) == ["file.nc"]


def test_json_has_every_key_exactly(shell: Shell, store: Store, bucket: str) -> None:
    keys = [*ODD_KEYS, "line\nbreak", "del\x7f"]
    fill(store, bucket, *keys)
    done = shell.run("ls", f"s3://{bucket}", "--recursive", "--json")
    assert done.raw.isascii()
    assert sorted(record["key"] for record in done.records) == sorted(keys)
    record = done.records[0]
    assert set(record) == {"key", "size", "etag", "last_modified"}
    assert record["size"] == 5
    assert len(record["etag"]) == 32
    assert record["last_modified"].endswith("Z")


def test_json_tells_prefixes_from_objects(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "p/one", "p/q/two")
    records = shell.run("ls", f"s3://{bucket}/p/", "--json").records
    assert records[1] == {"prefix": "p/q/"}
    assert records[0]["key"] == "p/one"


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_a_pipe_gets_the_bytes_of_each_key_in_any_locale(
    shell: Shell, store: Store, bucket: str, locale: str
) -> None:
    fill(store, bucket, *ODD_KEYS)
    env = {"LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = shell.run("ls", f"s3://{bucket}", "--recursive", env=env)
    assert sorted(names(done.lines)) == sorted(ODD_KEYS)


def test_a_terminal_gets_names_that_cannot_steer_it(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "red\x1b[31m", "line\nbreak", " edge ")
    with shell.terminal("ls", f"s3://{bucket}") as terminal:
        assert terminal.wait_exit() == 0
        assert b"\x1b" not in terminal.raw
        assert "red␛[31m" in terminal.screen_text()
        assert "line␊break" in terminal.screen_text()
        assert "␠edge␠" in terminal.screen_text()


def test_an_object_lists_itself(any_shell: Shell, any_store: Store, any_bucket: str) -> None:
    fill(any_store, any_bucket, "a/file.nc", "a/file.nc.bak")
    assert names(any_shell.run("ls", f"s3://{any_bucket}/a/file.nc").lines) == ["file.nc"]
    (record,) = any_shell.run("ls", f"s3://{any_bucket}/a/file.nc", "--json").records
    assert (record["key"], record["size"]) == ("a/file.nc", 5)


def test_an_object_comes_before_a_prefix_of_its_name(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "both", "both/inside")
    assert names(shell.run("ls", f"s3://{bucket}/both").lines) == ["both"]
    assert names(shell.run("ls", f"s3://{bucket}/both/").lines) == ["inside"]


def test_an_empty_bucket_is_an_empty_list(any_shell: Shell, any_bucket: str) -> None:
    done = any_shell.run("ls", f"s3://{any_bucket}")
    assert (done.code, done.out, done.err) == (0, "", "")


@pytest.mark.parametrize("key", ["missing", "missing/", "a/missing"])
def test_nothing_there_is_code_1(any_shell: Shell, any_bucket: str, key: str) -> None:
    done = any_shell.run("ls", f"s3://{any_bucket}/{key}")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("There is no")


def test_no_such_bucket_is_code_1(any_shell: Shell) -> None:
    done = any_shell.run("ls", "s3://no-such-bucket-here/")
    assert done.code == 1
    assert "no-such-bucket-here" in done.err


def test_a_reader_that_goes_early_ends_it_quietly(shell: Shell, store: Store, bucket: str) -> None:
    # More than a pipe holds, so that the program is still writing when its reader goes.
    fill(store, bucket, *(f"{number:03}-{'x' * 700}" for number in range(200)))
    with shell.start("ls", f"s3://{bucket}") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(LONG_ENOUGH) == 0


PAGE = b"""<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>
<Prefix></Prefix><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>
<IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken>
<Contents><Key>first%20key</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>
<ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>7</Size></Contents>
</ListBucketResult>"""


def test_each_page_is_written_as_it_comes(
    shaky_shell: Shell, proxy: FaultProxy, bucket: str
) -> None:
    stalled = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "continuation-token"))
    headers = {"Content-Type": "application/xml"}
    proxy.inject(Fault(FaultKind.CANNED, "list-type", status=200, headers=headers, body=PAGE))
    with shaky_shell.start("ls", f"s3://{bucket}") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line == b"2026-01-02 03:04        7 B  first key\n"
        proxy.wait_until(lambda proxy: proxy.struck(stalled) == 1)
        done = shaky_shell.interrupt(process)
    assert (done.code, done.err) == (130, "Interrupted.\n")
