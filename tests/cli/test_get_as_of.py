"""``get --as-of``: what was there at a moment, also where it is deleted now."""

from __future__ import annotations

from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.store.versioned import keep_versions
from tests.support.servers import S3Server

NOW = CancelToken()


@pytest.fixture
def changed(store: Store, bucket: str) -> str:
    """A bucket in which all of ``d/`` was there before its clock began a new second."""
    keep_versions(store, bucket)
    for key in ("d/changed", "d/deleted"):
        store.put(bucket, key, b"then", NOW)
    return bucket


def next_second(store: Store, bucket: str) -> str:
    """Return a second of the local time that begins after all that was written, once it has."""
    from datetime import datetime

    def written() -> int:
        store.put(bucket, "clock", b"", NOW)
        pages = store.versions(Location(bucket, "clock"), NOW)
        return next(one.modified_ms for page in pages for one in page) // 1000

    then = written()
    while (now := written()) < then + 2:
        pass
    return datetime.fromtimestamp(now - 1).isoformat(" ", "seconds")


def test_a_prefix_is_saved_as_it_was(
    shell: Shell, store: Store, changed: str, tmp_path: Path
) -> None:
    moment = next_second(store, changed)
    store.put(changed, "d/changed", b"now", NOW)
    store.put(changed, "d/new", b"now", NOW)
    store.delete(changed, "d/deleted", NOW)
    done = shell.run("get", "--as-of", moment, f"s3://{changed}/d/", str(tmp_path / "here"))
    assert done.code == 0, done.err
    saved = {path.name: path.read_bytes() for path in (tmp_path / "here" / "d").iterdir()}
    assert saved == {"changed": b"then", "deleted": b"then"}
    one = f"s3://{changed}/d/deleted"
    assert shell.run("get", "--as-of", moment, one, str(tmp_path / "back")).code == 0
    assert (tmp_path / "back").read_bytes() == b"then"


def test_a_moment_at_which_there_was_nothing_says_so(
    shell: Shell, changed: str, tmp_path: Path
) -> None:
    done = shell.run("get", "--as-of", "1999-12-31", f"s3://{changed}/d/", str(tmp_path / "here"))
    assert done.code == 1, "as for everything named that does not exist"
    assert "There was nothing at that time" in done.err


def test_a_store_that_lists_no_versions_says_so_and_gets_no_job(
    tmp_path: Path, rclone_server: S3Server
) -> None:
    shell = Shell(tmp_path, rclone_server)
    assert shell.run("mb", "versionless").code == 0
    assert shell.run("put", str(shell.file("one", b"1")), "s3://versionless/").code == 0
    jobs = len(shell.run("jobs", "--json").records)
    done = shell.run("get", "--as-of", "1d", "s3://versionless/one", "here")
    assert done.code == 1
    assert "does not list the versions" in done.err
    assert len(shell.run("jobs", "--json").records) == jobs


def test_what_is_no_moment_is_a_usage_error(shell: Shell, changed: str) -> None:
    done = shell.run("get", "--as-of", "soon", f"s3://{changed}/d/")
    assert done.code == 2
    assert "2026-03-01 12:00" in done.err
