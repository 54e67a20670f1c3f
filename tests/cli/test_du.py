"""``du``: sums by prefix, and what they have grown by since the last time."""

from __future__ import annotations

from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind

BODIES = {
    "run/a/deep/x": b"123456",
    "run/a/y": b"1",
    "run/b/z": b"12345678",
    "run/top": b"12",
    "other": b"1",
}


@pytest.fixture
def filled(any_store: Store, any_bucket: str) -> str:
    put(any_store, any_bucket, BODIES)
    return any_bucket


def put(store: Store, bucket: str, bodies: dict[str, bytes]) -> None:
    for key, body in bodies.items():
        store.put(bucket, key, body, CancelToken())


def cached_files() -> list[Path]:
    return list((Path.home() / ".cache" / "jos-tui").rglob("*.jsonl"))


def test_a_level_is_summed_the_largest_first(any_shell: Shell, filled: str) -> None:
    done = any_shell.run("du", f"s3://{filled}/run")
    assert (done.code, done.err) == (0, "")
    assert done.lines == [
        "      8 B            1           -  b/",
        "      7 B            2           -  a/",
        "      2 B            1           -  (objects here)",
        "     17 B            4           -  total",
    ]


@pytest.mark.parametrize(
    ("depth", "names"),
    [
        ("0", ["total"]),
        ("1", ["run/", "(objects here)", "total"]),
        (
            "3",
            [
                *["run/", "run/b/", "run/b/(objects here)", "run/a/", "run/a/deep/"],
                *["run/a/(objects here)", "run/(objects here)"],
                *["(objects here)", "total"],
            ],
        ),
    ],
)
def test_a_depth_shows_more_levels(
    any_shell: Shell, filled: str, depth: str, names: list[str]
) -> None:
    done = any_shell.run("du", f"s3://{filled}", "--depth", depth)
    assert [line[36:] for line in done.lines] == names


def test_the_second_time_it_tells_what_has_grown(
    any_shell: Shell, any_store: Store, filled: str
) -> None:
    any_shell.run("du", f"s3://{filled}/run/")
    put(any_store, filled, {"run/a/y": b"1234", "run/new/x": b"12"})
    any_store.delete(filled, "run/b/z", CancelToken())
    done = any_shell.run("du", f"s3://{filled}/run/")
    assert [(line[:9].strip(), line[24:34].strip(), line[36:]) for line in done.lines] == [
        ("10 B", "+3 B", "a/"),
        ("2 B", "0 B", "(objects here)"),
        ("2 B", "+2 B", "new/"),
        ("14 B", "-3 B", "total"),
    ]
    assert done.err.startswith("Shrank by 3 B (+0 objects) since 20")
    again = any_shell.run("du", f"s3://{filled}/run/")
    assert again.err.startswith("No change since 20")


def test_json_has_exact_numbers(any_shell: Shell, any_store: Store, filled: str) -> None:
    first = any_shell.run("du", f"s3://{filled}/run", "--json").records
    assert [record["kind"] for record in first] == ["prefix", "prefix", "here", "total"]
    assert first[0]["prefix"] == "run/b/"
    assert (first[-1]["bytes"], first[-1]["objects"]) == (17, 4)
    assert first[-1]["newest"] >= first[-1]["oldest"] > "2020"
    assert {record["grew_bytes"] for record in first} == {None}
    put(any_store, filled, {"run/b/more": b"12"})
    second = any_shell.run("du", f"s3://{filled}/run", "--json").records
    assert [record["grew_bytes"] for record in second] == [2, 0, 0, 2]
    assert [record["grew_objects"] for record in second] == [1, 0, 0, 1]
    assert second[0]["since"].endswith("Z")


def test_equal_sizes_are_shown_by_name(shell: Shell, store: Store, bucket: str) -> None:
    put(store, bucket, {f"{name}/x": b"1" for name in "cab"})
    done = shell.run("du", f"s3://{bucket}")
    assert [line[36:] for line in done.lines] == ["a/", "b/", "c/", "total"]


def test_a_result_that_cannot_be_kept_is_only_a_word(
    shell: Shell, store: Store, bucket: str
) -> None:
    put(store, bucket, BODIES)
    in_the_way = shell.file("file")
    done = shell.run("du", f"s3://{bucket}", env={"XDG_CACHE_HOME": str(in_the_way)})
    assert done.code == 0
    assert done.lines[-1].endswith("total")
    assert done.err.count("\n") == 1
    assert "The measurement cannot be kept" in done.err


def test_a_broken_result_is_left_out_with_a_word(shell: Shell, store: Store, bucket: str) -> None:
    put(store, bucket, BODIES)
    shell.run("du", f"s3://{bucket}")
    (path,) = cached_files()
    path.write_text("broken")
    done = shell.run("du", f"s3://{bucket}")
    assert done.code == 0
    assert str(path) in done.err
    assert shell.run("du", f"s3://{bucket}").err.startswith("An earlier measurement is left out")


def test_what_is_typed_wrong_is_code_2(shell: Shell) -> None:
    for arguments in (["s3://"], [], ["s3://bucket", "--depth", "-1"]):
        assert shell.run("du", *arguments).code == 2


def test_nothing_there_is_code_1(shell: Shell, bucket: str) -> None:
    for place in (f"s3://{bucket}/missing", "s3://no-such-bucket-here"):
        done = shell.run("du", place)
        assert (done.code, done.out) == (1, "")
    assert not cached_files()


def test_an_empty_bucket_is_nothing(shell: Shell, bucket: str) -> None:
    done = shell.run("du", f"s3://{bucket}")
    assert (done.code, [line.split() for line in done.lines]) == (
        0,
        [["0", "B", "0", "-", "total"]],
    )


def test_names_cannot_steer_a_terminal(shell: Shell, store: Store, bucket: str) -> None:
    put(store, bucket, {"red\x1b[31m/x": b"1"})
    with shell.terminal("du", f"s3://{bucket}") as terminal:
        assert terminal.wait_exit() == 0
        assert b"\x1b" not in terminal.raw
        assert "red␛[31m/" in terminal.screen_text()


def test_ctrl_c_ends_it_and_keeps_no_half_result(
    shaky_shell: Shell, store: Store, proxy: FaultProxy, bucket: str
) -> None:
    put(store, bucket, BODIES)
    stalled = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "list-type"))
    with shaky_shell.start("du", f"s3://{bucket}") as process:
        proxy.wait_until(lambda proxy: proxy.struck(stalled) == 1)
        done = shaky_shell.interrupt(process)
    assert (done.code, done.out, done.err) == (130, "", "Interrupted.\n")
    assert not cached_files()
    assert shaky_shell.run("du", f"s3://{bucket}").code == 0
