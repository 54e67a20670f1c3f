"""``rm``, ``rb`` and ``mb``: nothing goes that was not shown and agreed to."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.jobs.worker.handling import kill, worker_pid


def fill(store: Store, bucket: str, *keys: str) -> None:
    for key in keys:
        store.put(bucket, key, b"12345", CancelToken())


def keys_of(store: Store, bucket: str) -> set[str]:
    pages = store.pages(Location(bucket), Depth.TREE, CancelToken())
    return {key for page in pages for key in page.keys}


def buckets_of(store: Store) -> set[str]:
    return {entry.key for entry in store.buckets(CancelToken())}


def test_rm_deletes_exactly_the_keys_named(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "a", "b", "a.bak", "p/a")
    done = any_shell.run("rm", f"s3://{any_bucket}/a", f"s3://{any_bucket}/p/a", "--yes")
    assert (done.code, done.out) == (0, "")
    assert keys_of(any_store, any_bucket) == {"b", "a.bak"}


def test_rm_takes_no_patterns(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a.nc", "*.txt", "b.txt")
    assert shell.run("rm", f"s3://{bucket}/*.nc", "--yes").code == 1
    assert shell.run("rm", f"s3://{bucket}/*.txt", "--yes").code == 0
    assert keys_of(store, bucket) == {"a.nc", "b.txt"}


@pytest.mark.parametrize("written", ["p", "p/"])
def test_rm_needs_recursive_for_a_prefix(
    any_shell: Shell, any_store: Store, any_bucket: str, written: str
) -> None:
    fill(any_store, any_bucket, "p/a", "p/q/b", "p2")
    uri = f"s3://{any_bucket}/{written}"
    refused = any_shell.run("rm", uri, "--yes")
    assert refused.code == 2
    assert "--recursive" in refused.err
    assert keys_of(any_store, any_bucket) == {"p/a", "p/q/b", "p2"}
    assert any_shell.run("rm", uri, "--yes", "--recursive").code == 0
    assert keys_of(any_store, any_bucket) == {"p2"}


def test_recursive_deletes_the_object_rather_than_a_prefix_of_its_name(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "both", "both/inside")
    assert shell.run("rm", f"s3://{bucket}/both", "--recursive", "--yes").code == 0
    assert keys_of(store, bucket) == {"both/inside"}


def test_the_plan_counts_each_object_once(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "p/a", "p/q/b", "p/z\x1b[31m")
    uris = [f"s3://{bucket}/{key}" for key in ("p/q/b", "p/", "p/q/", "p/")]
    done = shell.run("rm", *uris, "--recursive", "--yes")
    assert done.err.splitlines()[0] == "To be deleted: 3 objects, 15 B"
    assert "  first   p/a" in done.err
    assert "  last    p/z␛[31m" in done.err
    assert "  newest  20" in done.err
    assert done.err.splitlines()[-1] == "Deleted 3 items."


def test_a_bucket_can_be_emptied_and_stays(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a", "p/b")
    assert shell.run("rm", f"s3://{bucket}", "-r", "-y").code == 0
    assert keys_of(store, bucket) == set()


def test_rm_of_nothing_is_code_1(any_shell: Shell, any_bucket: str) -> None:
    for key in ("missing", "missing/"):
        done = any_shell.run("rm", f"s3://{any_bucket}/{key}", "--recursive", "--yes")
        assert done.code == 1
        assert done.err.startswith("There is no")


def test_nothing_goes_when_one_of_the_places_is_not_there(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "here")
    for missing in ("missing", "missing/"):
        uris = (f"s3://{bucket}/here", f"s3://{bucket}/{missing}")
        assert shell.run("rm", *uris, "--recursive", "--yes").code == 1
    assert keys_of(store, bucket) == {"here"}


def test_rm_json_is_one_object(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a")
    (record,) = shell.run("rm", f"s3://{bucket}/a", "--yes", "--json").records
    assert (record["state"], record["done"], record["failures"]) == ("done", 1, [])


def test_mb_makes_a_bucket_and_rb_removes_it(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    name = f"{any_bucket}-two"
    assert any_shell.run("mb", name).code == 0
    assert name in buckets_of(any_store)
    assert any_shell.run("rb", f"s3://{name}").code == 0
    assert name not in buckets_of(any_store)


def test_rb_refuses_a_bucket_that_is_not_empty(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "a")
    done = any_shell.run("rb", any_bucket)
    assert done.code == 1
    assert "--force" in done.err
    assert keys_of(any_store, any_bucket) == {"a"}


def test_rb_force_removes_what_is_in_it(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    any_shell.run("mb", f"{any_bucket}-full")
    fill(any_store, f"{any_bucket}-full", "a", "p/b")
    done = any_shell.run("rb", f"{any_bucket}-full", "--force", "--yes")
    assert done.code == 0
    assert f"  bucket  {any_bucket}-full" in done.err
    assert f"{any_bucket}-full" not in buckets_of(any_store)


def test_no_such_bucket_is_code_1(any_shell: Shell) -> None:
    assert any_shell.run("rb", "no-such-bucket-here").code == 1
    assert any_shell.run("rb", "no-such-bucket-here", "--force", "--yes").code == 1


@pytest.mark.parametrize("answer", ["n", "", "no", "yess"])
def test_no_is_no(shell: Shell, store: Store, bucket: str, answer: str) -> None:
    fill(store, bucket, "a")
    with shell.terminal("rm", f"s3://{bucket}/a") as terminal:
        terminal.wait_for("Delete? [y/N]")
        terminal.send(f"{answer}\r")
        assert terminal.wait_exit() == 1
        assert "Nothing was deleted." in terminal.screen_text()
    assert keys_of(store, bucket) == {"a"}


def test_yes_is_yes(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a", "b")
    with shell.terminal("rm", f"s3://{bucket}/a") as terminal:
        terminal.wait_for("Delete? [y/N]")
        assert "To be deleted: 1 object, 5 B" in terminal.screen_text()
        terminal.send("y\r")
        assert terminal.wait_exit() == 0
    assert keys_of(store, bucket) == {"b"}


def test_control_c_at_the_question_deletes_nothing(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a")
    with shell.terminal("rm", f"s3://{bucket}/a") as terminal:
        terminal.wait_for("Delete? [y/N]")
        terminal.send("\x03")
        assert terminal.wait_exit() == 130
    assert keys_of(store, bucket) == {"a"}


def test_nothing_is_deleted_when_the_plan_is_lost_at_the_question(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "a")
    with shell.terminal("rm", f"s3://{bucket}/a") as terminal:
        terminal.wait_for("Delete? [y/N]")
        kill(worker_pid(StateHome.of_user()))
        terminal.send("y\r")
        assert terminal.wait_exit() == 1
        assert "There is no such job" in terminal.screen_text()
    assert keys_of(store, bucket) == {"a"}


def test_a_plan_that_is_declined_is_no_job(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a")
    with shell.terminal("rm", f"s3://{bucket}/a") as terminal:
        terminal.wait_for("Delete? [y/N]")
        assert shell.run("jobs").err == "There are no jobs.\n"
        terminal.send("n\r")
        assert terminal.wait_exit() == 1
    assert shell.run("jobs").err == "There are no jobs.\n"


def test_a_deletion_can_be_left_to_the_worker(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "a", "p/b", "p/c")
    done = any_shell.run("rm", f"s3://{any_bucket}/p/", "-r", "--yes", "--detach")
    assert (done.code, done.out) == (0, "1\n")
    assert any_shell.run("jobs", "watch", "1").err == "Deleted 2 items.\n"
    assert keys_of(any_store, any_bucket) == {"a"}


@pytest.mark.parametrize(("typed", "code"), [("y", 1), ("wrong", 1), ("{bucket}", 0)])
def test_rb_force_asks_for_the_buckets_name(
    shell: Shell, store: Store, bucket: str, typed: str, code: int
) -> None:
    name = f"{bucket}-{code}-{len(typed)}"
    shell.run("mb", name)
    fill(store, name, "a")
    with shell.terminal("rb", name, "--force") as terminal:
        terminal.wait_for(f"Type {name} to delete:")
        terminal.send(typed.format(bucket=name) + "\r")
        assert terminal.wait_exit() == code
    assert (name in buckets_of(store)) == bool(code)


def test_many_objects_need_more_than_a_yes(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, *(f"many/{number}" for number in range(101)))
    with shell.terminal("rm", f"s3://{bucket}/many/", "--recursive") as terminal:
        terminal.wait_for("Type many to delete:")
        terminal.send("y\r")
        assert terminal.wait_exit() == 1
    assert len(keys_of(store, bucket)) == 101
