"""``cp`` and ``mv``: within a store, under the keys that were meant."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.store.support import contents as stored

TREE = {"a/x.nc": b"1", "a/y/z.nc": b"22", "b.txt": b"333", "[c]": b"4"}


@pytest.fixture
def filled(any_store: Store, any_bucket: str) -> str:
    for key, body in TREE.items():
        any_store.put(any_bucket, key, body, CancelToken())
    return any_bucket


@pytest.mark.parametrize(
    ("sources", "target", "copies"),
    [
        (["b.txt"], "to/", {"to/b.txt": b"333"}),
        (["b.txt"], "new.txt", {"new.txt": b"333"}),
        (["b.txt"], "deep/er/new.txt", {"deep/er/new.txt": b"333"}),
        (["b.txt"], "a", {"a/b.txt": b"333"}),
        (["a/"], "to/", {"to/a/x.nc": b"1", "to/a/y/z.nc": b"22"}),
        (["a"], "to", {"to/x.nc": b"1", "to/y/z.nc": b"22"}),
        (["a/*.nc"], "to", {"to": b"1"}),
        (["a/*"], "to/", {"to/x.nc": b"1", "to/y/z.nc": b"22"}),
        (["a/x.nc", "b.txt"], "to", {"to/x.nc": b"1", "to/b.txt": b"333"}),
        (["[c]"], "to/", {"to/[c]": b"4"}),
    ],
)
def test_what_a_target_means(
    any_shell: Shell,
    any_store: Store,
    filled: str,
    sources: list[str],
    target: str,
    copies: dict[str, bytes],
) -> None:
    places = [f"s3://{filled}/{key}" for key in (*sources, target)]
    done = any_shell.run("cp", *places)
    assert (done.code, done.out) == (0, ""), done.err
    assert done.err.splitlines()[-1].startswith("Copied ")
    assert stored(any_store, filled) == TREE | copies


def test_a_prefix_is_renamed(any_shell: Shell, any_store: Store, filled: str) -> None:
    done = any_shell.run("mv", f"s3://{filled}/a", f"s3://{filled}/new name")
    assert (done.code, done.err) == (0, "Moved 2 objects (3 B); checked: 2 by etag.\n")
    rest = {key: body for key, body in TREE.items() if not key.startswith("a/")}
    moved = {"new name/x.nc": b"1", "new name/y/z.nc": b"22"}
    assert stored(any_store, filled) == rest | moved
    assert any_shell.run("log").out.count("deleted") == 2


def test_a_name_that_is_taken_stays_and_so_does_the_original(
    shell: Shell, store: Store, bucket: str
) -> None:
    for key, body in {"a": b"new", "to/a": b"old"}.items():
        store.put(bucket, key, body, CancelToken())
    places = f"s3://{bucket}/a", f"s3://{bucket}/to/"
    done = shell.run("mv", *places)
    assert done.code == 0
    assert "1 skipped" in done.err
    assert "--conflict" in done.err
    assert stored(store, bucket) == {"a": b"new", "to/a": b"old"}
    assert shell.run("mv", *places, "--conflict", "overwrite").code == 0
    assert stored(store, bucket) == {"to/a": b"new"}


def test_all_of_a_bucket_goes_to_another(shell: Shell, store: Store, bucket: str) -> None:
    store.make_bucket(f"{bucket}-2", CancelToken())
    for key, body in TREE.items():
        store.put(bucket, key, body, CancelToken())
    assert shell.run("cp", f"s3://{bucket}/*", f"s3://{bucket}-2").code == 0
    assert stored(store, f"{bucket}-2") == TREE
    assert shell.run("cp", f"s3://{bucket}", f"s3://{bucket}-2/whole/").code == 0
    assert set(stored(store, f"{bucket}-2")) == {*TREE, *(f"whole/{bucket}/{key}" for key in TREE)}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["cp", "s3://{}/b.txt"], 2, "where to"),
        (["cp", "s3://{}/b.txt", "local"], 2, "not in a store"),
        (["cp", "s3://{}/b.txt", "s3://{}/b.txt"], 1, "the object itself"),
        (["mv", "s3://{}/a/", "s3://{}/a/y/"], 1, "One lies within the other"),
        (["mv", "s3://{}", "s3://{}/x/"], 1, "bucket cannot be moved"),
        (["cp", "s3://{}/nothing", "s3://{}/x"], 1, "There is no"),
        (["cp", "s3://{}/b.txt", "s3://no-such-bucket/x"], 1, "no bucket named"),
        (["cp", "s3://{}/a/x.nc", "s3://{}/x.nc", "s3://{}/to/"], 2, "Two sources"),
    ],
)
def test_mistakes_are_answered(
    shell: Shell, store: Store, bucket: str, arguments: list[str], code: int, words: str
) -> None:
    for key, body in (TREE | {"x.nc": b"5"}).items():
        store.put(bucket, key, body, CancelToken())
    before = stored(store, bucket)
    done = shell.run(*(word.format(bucket) for word in arguments))
    assert (done.code, words in done.err) == (code, True), done
    assert stored(store, bucket) == before


def test_the_outcome_as_json(shell: Shell, store: Store, bucket: str) -> None:
    store.put(bucket, "a\x1b", b"1", CancelToken())
    done = shell.run("mv", "--json", f"s3://{bucket}/a\x1b", f"s3://{bucket}/b")
    [record] = done.records
    assert (record["state"], record["done"], record["checked"]) == ("done", 1, {"etag": 1})


def test_it_goes_on_behind(shell: Shell, store: Store, bucket: str) -> None:
    store.put(bucket, "a", b"1", CancelToken())
    done = shell.run("cp", "--detach", f"s3://{bucket}/a", f"s3://{bucket}/b")
    assert done.code == 0
    assert shell.run("jobs", "watch", done.out.strip()).code == 0
    assert set(stored(store, bucket)) == {"a", "b"}
    assert "Copy a to" in shell.run("jobs").out
