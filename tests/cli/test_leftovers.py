"""``leftovers``: what takes space and is not seen; what is dropped is what was shown."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.capabilities import Ability
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind

NOW = CancelToken()
PART = bytes(5 << 20)


def begun(store: Store, bucket: str, key: str, *parts: bytes) -> str:
    upload = store.start_upload(bucket, key, NOW)
    for number, body in enumerate(parts, 1):
        store.put_part(bucket, key, upload, number, body, NOW)
    return upload


def unfinished(store: Store, bucket: str) -> list[str]:
    return [upload.key for upload in store.list_uploads(bucket, "", NOW)]


def test_unfinished_uploads_are_shown_with_what_they_hold(
    shell: Shell, store: Store, bucket: str
) -> None:
    begun(store, bucket, "p/big \x1b[31m", PART, b"end")
    upload = begun(store, bucket, "p/empty")
    begun(store, bucket, "q/other", b"x")
    done = shell.run("leftovers", f"s3://{bucket}/p")
    assert [line[16:] for line in done.lines] == [
        "     5.2 MB       2  big \x1b[31m",
        "        0 B       0  empty",
    ]
    assert done.err == "2 unfinished uploads, 5.2 MB.\n0 older versions, 0 B; 0 delete markers.\n"
    records = shell.run("leftovers", "--json", f"s3://{bucket}/p/").records
    assert [(each["kind"], each.get("parts"), each.get("bytes")) for each in records] == [
        ("upload", 2, len(PART) + 3),
        ("upload", 0, 0),
        ("versions", None, 0),
    ]
    assert records[1]["upload_id"] == upload


def test_older_versions_and_marks_of_deletions_are_counted(
    shell: Shell, store: Store, bucket: str
) -> None:
    keep_versions(store, bucket)
    for body in (b"1", b"22", b"333"):
        store.put(bucket, "k", body, NOW)
    store.put(bucket, "gone", b"4444", NOW)
    store.delete(bucket, "gone", NOW)
    done = shell.run("leftovers", f"s3://{bucket}")
    assert done.err.endswith("3 older versions, 7 B; 1 delete marker.\n")
    [record] = shell.run("leftovers", "--json", f"s3://{bucket}").records
    assert record == {"kind": "versions", "older": 3, "bytes": 7, "delete_markers": 1}


def test_what_is_dropped_is_what_was_shown(shell: Shell, store: Store, bucket: str) -> None:
    begun(store, bucket, "p/a", PART)
    begun(store, bucket, "q/b", b"x")
    drop = ("leftovers", f"s3://{bucket}/p/", "--abort", "--yes")
    kept = shell.run(*drop, "--older-than", "1h")
    assert (kept.code, kept.lines) == (0, [])
    assert "Nothing was dropped." in kept.err
    assert unfinished(store, bucket) == ["p/a", "q/b"]
    dropped = shell.run(*drop, "--older-than", "0s")
    assert (dropped.code, len(dropped.lines)) == (0, 1)
    assert dropped.err.endswith("Dropped 1 unfinished upload, 5.2 MB.\n")
    assert unfinished(store, bucket) == ["q/b"]
    [logged] = shell.run("log", "--json").records
    assert (logged["did"], logged["key"]) == ("upload dropped", "p/a")


@pytest.mark.parametrize("missing", [("--abort", "--yes"), ("--abort", "--older-than", "0s")])
def test_nothing_is_dropped_without_an_age_and_a_yes(
    shell: Shell, store: Store, bucket: str, missing: tuple[str, ...]
) -> None:
    begun(store, bucket, "a")
    assert shell.run("leftovers", f"s3://{bucket}", *missing).code == 2
    assert unfinished(store, bucket) == ["a"]


def test_a_connection_for_reading_only_drops_nothing(
    shell: Shell, store: Store, bucket: str
) -> None:
    begun(store, bucket, "a")
    drop = ("leftovers", f"s3://{bucket}", "--abort", "--yes", "--older-than", "0s")
    assert shell.run(*drop, "--read-only").code == 3
    assert unfinished(store, bucket) == ["a"]


def test_a_store_that_knows_neither_says_so(any_shell: Shell, any_bucket: str) -> None:
    done = any_shell.run("leftovers", f"s3://{any_bucket}")
    knows = "0 unfinished uploads, 0 B.\n0 older versions, 0 B; 0 delete markers.\n"
    knows_not = f"0 unfinished uploads, 0 B.\n{Ability.VERSIONS.value}\n"
    assert done.code == 0
    assert done.err.removeprefix(f"{Ability.UPLOADS.value}\n") in {
        knows,
        knows_not,
    }


def test_an_answer_that_cannot_be_read_is_not_taken_for_none(
    shaky_shell: Shell, proxy: FaultProxy, bucket: str
) -> None:
    login = b"<html><body>Please log in</body></html>"
    headers = {"Content-Type": "text/html"}
    proxy.inject(Fault(FaultKind.CANNED, "versions", None, status=200, headers=headers, body=login))
    done = shaky_shell.run("leftovers", f"s3://{bucket}")
    assert done.code == 3
    assert "no older versions" not in done.err
