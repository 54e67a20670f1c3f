"""``find``: what fits a query, in the lines of ``ls``."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.patience import LONG_ENOUGH

BODIES = {
    "run/a/tas.nc": b"12345",
    "run/a/tas.txt": b"1",
    "run/pr.nc": b"123",
    "run/two words.nc": b"",
    "other/tas.nc": b"1",
}


@pytest.fixture
def filled(any_store: Store, any_bucket: str) -> str:
    for key, body in BODIES.items():
        any_store.put(any_bucket, key, body, CancelToken())
    return any_bucket


def names(lines: list[str]) -> list[str]:
    return [line[29:] for line in lines]


def test_the_lines_are_those_of_a_listing(any_shell: Shell, filled: str) -> None:
    done = any_shell.run("find", f"s3://{filled}/run/", "*.nc")
    assert (done.code, done.err) == (0, "")
    assert names(done.lines) == ["a/tas.nc", "pr.nc", "two words.nc"]
    listed = any_shell.run("ls", "-r", f"s3://{filled}/run/").lines
    assert set(done.lines) < set(listed)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["*.nc", ">2"], ["a/tas.nc", "pr.nc"]),
        (["*.nc >2 !*tas*"], ["pr.nc"]),
        (['"two words"'], ["two words.nc"]),
        (["<1h", "size:0"], ["two words.nc"]),
        ([">1h"], []),
        (["a/*"], ["a/tas.nc", "a/tas.txt"]),
    ],
)
def test_all_words_have_to_hold(
    any_shell: Shell, filled: str, words: list[str], found: list[str]
) -> None:
    done = any_shell.run("find", f"s3://{filled}/run", *words)
    assert (done.code, names(done.lines)) == (0, found)


def test_json_has_the_records_of_ls(any_shell: Shell, filled: str) -> None:
    found = any_shell.run("find", f"s3://{filled}", "tas.nc", "--json").records
    listed = any_shell.run("ls", "-r", f"s3://{filled}", "--json").records
    assert found == [row for row in listed if row["key"].endswith("tas.nc")]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["s3://bucket", ">1X"], "The query cannot be read at >1X."),
        (["s3://bucket", "sise:>1G"], "Write size:>1G"),
        (["s3://bucket"], "QUERY"),
        (["s3://", "x"], "needs a bucket"),
    ],
)
def test_what_is_typed_wrong_is_code_2(shell: Shell, arguments: list[str], said: str) -> None:
    done = shell.run("find", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_nothing_there_is_code_1(shell: Shell, bucket: str) -> None:
    for place in (f"s3://{bucket}/missing", "s3://no-such-bucket-here"):
        done = shell.run("find", place, "x")
        assert (done.code, done.out) == (1, "")
        assert done.err


def test_an_empty_bucket_holds_nothing_to_find(shell: Shell, bucket: str) -> None:
    done = shell.run("find", f"s3://{bucket}", "x")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_terminal_gets_names_that_cannot_steer_it_and_a_sum(
    shell: Shell, store: Store, bucket: str
) -> None:
    store.put(bucket, "red\x1b[31m", b"12345", CancelToken())
    with shell.terminal("find", f"s3://{bucket}", "red") as terminal:
        assert terminal.wait_exit() == 0
        assert b"\x1b" not in terminal.raw
        assert "red␛[31m" in terminal.screen_text()
        assert "1 object found, 5 B; 1 looked at" in terminal.screen_text()


PAGE = b"""<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>
<Prefix></Prefix><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>
<IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken>
<Contents><Key>first%20key</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>
<ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>7</Size></Contents>
</ListBucketResult>"""


def test_each_page_is_written_as_it_comes_and_ctrl_c_ends_it(
    shaky_shell: Shell, proxy: FaultProxy, bucket: str
) -> None:
    stalled = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "continuation-token"))
    headers = {"Content-Type": "application/xml"}
    proxy.inject(Fault(FaultKind.CANNED, "list-type", status=200, headers=headers, body=PAGE))
    with shaky_shell.start("find", f"s3://{bucket}", "first") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"2026-01-02 03:04        7 B  first key\n"
        proxy.wait_until(lambda proxy: proxy.struck(stalled) == 1)
        done = shaky_shell.interrupt(process)
    assert (done.code, done.err) == (130, "Interrupted.\n")


def test_a_reader_that_goes_early_ends_it_quietly(shell: Shell, store: Store, bucket: str) -> None:
    for number in range(200):  # more than a pipe holds
        store.put(bucket, f"{number:03}-{'x' * 700}", b"", CancelToken())
    with shell.start("find", f"s3://{bucket}", "x") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(LONG_ENOUGH) == 0
