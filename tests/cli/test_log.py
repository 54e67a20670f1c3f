"""``log``: everything that a command has changed in a store, and nothing else."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import Shell


def done(shell: Shell, *arguments: str) -> list[tuple[str, str]]:
    records = shell.run("log", "--json", *arguments).records
    return [(record["did"], f"{record['bucket']}/{record.get('key', '')}") for record in records]


def test_what_commands_change_is_written_down_in_order(shell: Shell, bucket: str) -> None:
    shell.file("up/a", b"12345")
    shell.file("up/ \x1b[31m", b"")
    new = f"{bucket}-new"
    for command in (
        ("mb", new),
        ("put", "up", f"s3://{new}/"),
        ("get", f"s3://{new}/", "here/"),
        ("rm", f"s3://{new}/up/a", "--yes"),
        ("rb", new, "--force", "--yes"),
    ):
        assert shell.run(*command).code == 0, command
    odd = f"{new}/up/ \x1b[31m"
    assert sorted(done(shell)[1:3]) == sorted([("written", f"{new}/up/a"), ("written", odd)])
    assert done(shell)[0] == ("bucket made", f"{new}/")
    assert done(shell)[3:] == [
        ("deleted", f"{new}/up/a"),
        ("deleted", odd),
        ("bucket removed", f"{new}/"),
    ]
    records = shell.run("log", "--json").records
    assert [record.get("job") for record in records] == [None, 1, 1, 3, 4, 4]
    assert {record["size"] for record in records if record["did"] == "written"} == {0, 5}


def test_it_can_be_asked_about_a_place_and_a_time(shell: Shell, store: Store, bucket: str) -> None:
    for key in ("p/a", "q/b"):
        store.put(bucket, key, b"x", CancelToken())
        assert shell.run("rm", f"s3://{bucket}/{key}", "--yes").code == 0
    assert done(shell, f"s3://{bucket}/p/") == [("deleted", f"{bucket}/p/a")]
    assert done(shell, f"s3://{bucket}x/") == []
    assert len(done(shell, "--since", "1h")) == 2
    assert done(shell, "--since", "0s") == []
    assert shell.run("log", "--since", "yesterday").code == 2
    line = shell.run("log").lines[0]
    assert line[16:].startswith(f"  deleted          s3://{bucket}/p/a")


def test_without_changes_it_is_empty_and_asks_no_store(shell: Shell) -> None:
    assert (shell.run("log").code, shell.run("log").out) == (0, "")
