"""``sync``: only what differs, after a look at it, and nothing deleted unasked."""

from __future__ import annotations

import os

import pytest

from jos_tui.store.store import Store
from tests.cli.objects import fill
from tests.cli.shell import Shell
from tests.store.support import contents as stored


def saved(shell: Shell, folder: str) -> dict[str, bytes]:
    root = shell.folder / folder
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("prefix", ["", "p", "p/q/"])
def test_a_folder_is_uploaded_once(
    any_shell: Shell, any_store: Store, any_bucket: str, prefix: str
) -> None:
    any_shell.file("data/one", b"1")
    any_shell.file("data/sub/two", b"2")
    uri = f"s3://{any_bucket}/{prefix}"
    done = any_shell.run("sync", "data", uri, "--yes")
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith("Synchronised 2 items; checked: 2 by md5.\n")
    below = f"{prefix.rstrip('/')}/" if prefix else ""
    assert stored(any_store, any_bucket) == {f"{below}one": b"1", f"{below}sub/two": b"2"}
    again = any_shell.run("sync", "data/", uri, "--yes")
    assert again.code == 0
    assert again.err.endswith("Both sides are the same.\n")


def test_a_prefix_is_downloaded_once(any_shell: Shell, any_store: Store, any_bucket: str) -> None:
    fill(any_store, any_bucket, "p/one", "p/sub/two", "p2")
    done = any_shell.run("sync", f"s3://{any_bucket}/p", "here", "--yes")
    assert done.code == 0
    assert saved(any_shell, "here") == {"one": b"p/one", "sub/two": b"p/sub/two"}
    again = any_shell.run("sync", f"s3://{any_bucket}/p/", "here", "--yes")
    assert again.err.endswith("Both sides are the same.\n")


def test_a_whole_bucket_is_downloaded_into_the_folder_itself(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "one", "p/two")
    assert shell.run("sync", f"s3://{bucket}", "here", "--yes").code == 0
    assert saved(shell, "here") == {"one": b"one", "p/two": b"p/two"}


def test_what_has_changed_is_replaced_and_the_rest_is_left(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/extra")
    shell.file("data/same", b"same")
    shell.file("data/changed", b"before")
    assert shell.run("sync", "data", f"s3://{bucket}/p/", "--yes").code == 0
    shell.file("data/changed", b"afterwards")
    shell.file("data/new", b"new")
    done = shell.run("sync", "data", f"s3://{bucket}/p/", "--yes")
    assert [line.split() for line in done.err.splitlines()[1:4]] == [
        ["new", "1"],
        ["changed", "1"],
        ["same", "1"],
    ]
    assert "deleted" not in done.err
    assert stored(store, bucket) == {
        "p/same": b"same",
        "p/changed": b"afterwards",
        "p/new": b"new",
        "p/extra": b"p/extra",
    }


def test_a_dry_run_says_what_it_would_do_and_does_not(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/extra", "p/ex\x1b[31m")
    shell.file("data/new", b"12345")
    options = ("sync", "data", f"s3://{bucket}/p/", "--delete", "--dry-run")
    done = shell.run(*options)
    assert (done.code, done.err) == (0, "")
    assert done.lines[0] == f"Make s3://{bucket}/p/ like data"
    assert "  - p/extra" in done.lines
    assert "  - p/ex␛[31m" in done.lines
    assert done.lines[-1] == "To be done: 1 transfer of 5 B, 2 deletions."
    (record,) = shell.run(*options, "--json").records
    assert (record["new"], record["deleted"], record["bytes"]) == (1, 2, 5)
    assert set(stored(store, bucket)) == {"p/extra", "p/ex\x1b[31m"}
    assert shell.run("jobs").err == "There are no jobs.\n"


def test_a_plan_says_which_files_may_turn_out_to_be_the_same(
    shell: Shell, store: Store, bucket: str
) -> None:
    uploaded = shell.file("data/uploaded", b"12345")
    os.utime(uploaded, (10**9, 10**9))  # not in the second in which its object is stored
    shell.file("data/longer", b"12345")
    assert shell.run("sync", "data", f"s3://{bucket}/p/", "--yes").code == 0
    shell.file("data/longer", b"123456")
    back = ("sync", f"s3://{bucket}/p/", "data")
    note = "1 changed file has the size of its object: what is in both is compared first"
    assert [line for line in shell.run(*back, "--dry-run").lines if line.startswith(note)]
    done = shell.run(*back, "--yes")
    assert "Synchronised 1 item; 1 skipped, as they are there already" in done.err


def test_delete_removes_what_is_only_at_the_destination(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "p/extra", "q/other")
    any_shell.file("data/one", b"1")
    uri = f"s3://{any_bucket}/p/"
    assert any_shell.run("sync", "data", uri, "--delete", "--yes").code == 0
    assert set(stored(any_store, any_bucket)) == {"p/one", "q/other"}
    any_shell.file("back/extra")
    assert any_shell.run("sync", uri, "back", "--delete", "--yes").code == 0
    assert saved(any_shell, "back") == {"one": b"1"}


def test_an_empty_source_deletes_nothing_and_is_not_called_the_same(
    shell: Shell, store: Store, bucket: str
) -> None:
    """As a disk that is not mounted."""
    fill(store, bucket, "p/one")
    (shell.folder / "data").mkdir()
    done = shell.run("sync", "data", f"s3://{bucket}/p/", "--delete", "--yes")
    assert "nothing is deleted in the store" in done.err
    assert done.err.endswith("Nothing is to be done.\n")
    assert set(stored(store, bucket)) == {"p/one"}


def test_filters_keep_out_and_protect(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "p/kept.log", "p/gone.nc")
    shell.file("data/one.nc", b"1")
    shell.file("data/two.log", b"2")
    options = ("--exclude", "*.log", "--delete", "--yes")
    assert shell.run("sync", "data", f"s3://{bucket}/p/", *options).code == 0
    assert set(stored(store, bucket)) == {"p/kept.log", "p/one.nc"}


@pytest.mark.parametrize(("answer", "code"), [("n", 1), ("", 1), ("y", 0)])
def test_nothing_happens_without_a_yes(
    shell: Shell, store: Store, bucket: str, answer: str, code: int
) -> None:
    shell.file("data/one", b"1")
    with shell.terminal("sync", str(shell.folder / "data"), f"s3://{bucket}/p/") as terminal:
        terminal.wait_for("Go ahead? [y/N]")
        terminal.send(f"{answer}\r")
        assert terminal.wait_exit() == code
        assert ("Nothing was changed." in terminal.screen_text()) == bool(code)
    assert set(stored(store, bucket)) == (set() if code else {"p/one"})


@pytest.mark.parametrize(("typed", "code"), [("y", 1), ("101", 0)])
def test_many_deletions_need_their_number(
    shell: Shell, store: Store, bucket: str, typed: str, code: int
) -> None:
    fill(store, bucket, *(f"p/{number}" for number in range(101)))
    shell.file("data/one", b"1")
    folder = str(shell.folder / "data")
    with shell.terminal("sync", folder, f"s3://{bucket}/p/", "--delete") as terminal:
        terminal.wait_for("Type 101 to delete")
        assert "and 91 more" in terminal.screen_text()
        terminal.send(f"{typed}\r")
        assert terminal.wait_exit() == code
    assert (set(stored(store, bucket)) == {"p/one"}) == (code == 0)


def test_an_unreadable_name_is_reported_and_the_others_arrive(
    shell: Shell, store: Store, bucket: str
) -> None:
    shell.file("data/one", b"1")
    odd = os.fsencode(shell.folder / "data") + b"/caf\xe9"
    with open(odd, "wb") as stream:  # noqa: PTH123 - no Path holds such a name as it is
        stream.write(b"2")
    done = shell.run("sync", "data", f"s3://{bucket}/p/", "--yes")
    assert done.code in {0, 1}
    assert "caf" in done.err
    assert set(stored(store, bucket)) == {"p/one"}


def test_a_source_that_is_no_folder_is_code_1(shell: Shell, bucket: str) -> None:
    shell.file("file")
    assert shell.run("sync", "file", f"s3://{bucket}/p/", "--yes").code == 1
    assert shell.run("sync", "missing", f"s3://{bucket}/p/", "--yes").code == 1
