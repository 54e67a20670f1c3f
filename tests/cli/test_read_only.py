"""``--read-only``: commands look and save, and change nothing in the store."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.store.support import content

READ_ONLY = "This connection is for reading only."


@pytest.mark.parametrize(
    "command",
    [
        ("put", "file", "s3://{}/"),
        ("rm", "s3://{}/kept", "--yes"),
        ("cp", "s3://{0}/kept", "s3://{0}/copy"),
        ("mv", "s3://{0}/kept", "s3://{0}/other"),
        ("sync", "folder", "s3://{}/", "--delete", "--yes"),
        ("mb", "another-bucket"),
        ("rb", "{}", "--force", "--yes"),
    ],
)
def test_what_would_change_the_store_is_refused(
    shell: Shell, store: Store, bucket: str, command: tuple[str, ...]
) -> None:
    store.put(bucket, "kept", b"as it is", CancelToken())
    shell.file("file")
    shell.file("folder/file")
    name, *arguments = (word.format(bucket) for word in command)
    done = shell.run(name, "--read-only", *arguments)
    assert done.code == 3
    assert READ_ONLY in done.err
    assert [entry.key for entry in store.buckets(CancelToken())].count("another-bucket") == 0
    assert content(store, bucket, "kept") == b"as it is"
    assert "kept" in shell.run("ls", "--read-only", f"s3://{bucket}/").out


def test_saving_is_no_change_of_the_store(shell: Shell, store: Store, bucket: str) -> None:
    store.put(bucket, "kept", b"as it is", CancelToken())
    assert shell.run("--read-only", "get", f"s3://{bucket}/kept", "here").code == 0
    assert (shell.folder / "here").read_bytes() == b"as it is"
