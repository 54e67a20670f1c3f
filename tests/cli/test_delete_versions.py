"""``rm`` and ``rb --force`` where older versions, delete markers and uploads are."""

from __future__ import annotations

import re

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.cli.test_delete import buckets_of, fill, keys_of
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind

NOW = CancelToken()


@pytest.fixture
def versioned(store: Store, bucket: str) -> str:
    """A bucket with two objects of two versions, a deleted one, and an upload."""
    keep_versions(store, bucket)
    for _ in range(2):
        fill(store, bucket, "p/a", "p/b")
    fill(store, bucket, "p/gone")
    store.delete(bucket, "p/gone", NOW)
    store.start_upload(bucket, "p/up", NOW)
    return bucket


def versions_of(store: Store, bucket: str) -> list[tuple[str, bool]]:
    pages = store.versions(Location(bucket), NOW)
    return [(one.key, one.latest) for page in pages for one in page]


def uploads_of(store: Store, bucket: str) -> list[str]:
    return [one.key for one in store.list_uploads(bucket, "", NOW)]


def test_rb_force_says_what_is_in_a_bucket_and_takes_all_of_it(
    shell: Shell, store: Store, versioned: str
) -> None:
    done = shell.run("rb", versioned, "--force", "--yes")
    assert done.code == 0
    assert done.err.splitlines()[:3] == [
        "To be deleted: 2 objects, 10 B",
        "  and     3 older versions (15 B), 1 delete marker, 1 unfinished upload",
        f"  bucket  {versioned}",
    ]
    assert done.err.splitlines()[-1] == (
        "Deleted 2 objects, 3 older versions (15 B), 1 delete marker, 1 unfinished upload "
        "and 1 bucket."
    )
    assert versioned not in buckets_of(store)


def test_rm_hides_and_says_so(shell: Shell, store: Store, versioned: str) -> None:
    done = shell.run("rm", f"s3://{versioned}/p/", "-r", "--yes")
    assert done.err.count(f"The bucket {versioned} keeps versions") == 1
    assert keys_of(store, versioned) == set()
    assert len(versions_of(store, versioned)) == 8  # two more markers


def test_rm_versions_empties_a_bucket_that_stays(
    shell: Shell, store: Store, versioned: str
) -> None:
    [record] = shell.run("rm", f"s3://{versioned}", "-r", "--versions", "-y", "--json").records
    assert record["deleted"] == {
        "objects": 2,
        "versions": 3,
        "delete_markers": 1,
        "uploads": 1,
        "buckets": 0,
    }
    assert (versions_of(store, versioned), uploads_of(store, versioned)) == ([], [])
    assert versioned in buckets_of(store)


def test_rm_noncurrent_leaves_what_ls_shows(shell: Shell, store: Store, versioned: str) -> None:
    assert shell.run("rm", f"s3://{versioned}/p/", "-r", "--noncurrent", "--yes").code == 0
    assert versions_of(store, versioned) == [("p/a", True), ("p/b", True)]
    assert uploads_of(store, versioned) == ["p/up"]


@pytest.mark.parametrize("key", ["p/gone", "p/a"])
def test_rm_versions_finds_a_key_that_was_deleted(
    shell: Shell, store: Store, versioned: str, key: str
) -> None:
    assert shell.run("rm", f"s3://{versioned}/{key}", "--yes").code == (key == "p/gone")
    assert shell.run("rm", f"s3://{versioned}/{key}", "--versions", "--yes").code == 0
    assert key not in [name for name, _ in versions_of(store, versioned)]


def test_nothing_there_is_code_1(any_shell: Shell, any_bucket: str) -> None:
    for key in ("missing", "missing/"):
        for scope in ("--versions", "--noncurrent"):
            done = any_shell.run("rm", f"s3://{any_bucket}/{key}", "-r", scope, "--yes")
            assert done.code == 1
            assert done.err.startswith("There is no")


def test_where_no_versions_are_kept_rm_versions_deletes_the_objects(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "p/a", "q")
    assert any_shell.run("rm", f"s3://{any_bucket}/p/", "-r", "--noncurrent", "-y").code == 1
    assert keys_of(any_store, any_bucket) == {"p/a", "q"}
    assert any_shell.run("rm", f"s3://{any_bucket}/p/", "-r", "--versions", "-y").code == 0
    assert keys_of(any_store, any_bucket) == {"q"}


def test_enter_ends_the_counting_and_only_what_was_counted_goes(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, *(f"{number:04}" for number in range(1200)))
    proxy.inject(Fault(FaultKind.STALL_RESPONSE, is_a_later_page, None))
    with shaky_shell.terminal("rm", "-r", f"s3://{bucket}") as terminal:
        terminal.wait_for("Counting: 1")  # or 1,000
        assert "(Enter: count no further)" in terminal.screen_text()
        terminal.send("\r")
        terminal.wait_for("Counting was stopped")
        terminal.wait_for("To be deleted, counted so far: 1")
        shown = terminal.screen_text()
        [counted] = re.findall(r"counted so far: ([0-9,]+) object", shown)
        number = int(counted.replace(",", ""))
        terminal.send(f"{number if number > 100 else 'y'}\r")
        assert terminal.wait_exit() == 0
    assert keys_of(store, bucket) == {f"{name:04}" for name in range(number, 1200)}


def is_a_later_page(request: object) -> bool:
    return "start-after" in str(request) or "continuation-token" in str(request)
