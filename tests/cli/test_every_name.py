"""Every name there can be goes through every command, and comes out as itself.

What a server cannot keep is told apart by a table, and that table is checked both ways.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import StoreError
from jos_tui.core.local_names import NAMES_FILE, OrderedNames
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from tests.cli.shell import Shell
from tests.support.hostile_names import KEPT_OUT, LONGEST_KEY, every_name, is_kept
from tests.support.servers import S3Server

NOW = CancelToken()


@pytest.fixture
def kind(any_server: S3Server, request: pytest.FixtureRequest) -> str:
    """Which server it is, as the table calls it; one from outside is held to keep everything."""
    name = request.node.callspec.params["any_server"]
    return name if name in KEPT_OUT else "ministack"


def placed(kind: str) -> list[str]:
    """Return keys, each in a folder of its own where a name cannot be file and folder at once."""
    names = every_name()
    if kind == "ministack":
        return names
    return [f"{number}/{name}" for number, name in enumerate(names)]


@pytest.fixture
def keys(any_store: Store, any_bucket: str, kind: str) -> list[str]:
    """What the bucket holds: all that the server can keep, each with its own key as content."""
    kept = sorted((key for key in placed(kind) if is_kept(kind, key)), key=str.encode)
    for key in kept:
        any_store.put(any_bucket, key, key.encode(), NOW)
    return kept


def stored(store: Store, bucket: str) -> list[str]:
    return [key for page in store.pages(Location(bucket), Depth.TREE, NOW) for key in page.keys]


def test_a_server_keeps_exactly_what_the_table_says(
    any_store: Store, any_bucket: str, kind: str
) -> None:
    keys = [f"{number}/{name}" for number, name in enumerate(every_name())]
    refused = set()
    for key in keys:
        try:
            any_store.put(any_bucket, key, key.encode(), NOW)
        except StoreError:
            refused.add(key)
    assert [key for key in refused if is_kept(kind, key)] == []
    listed = set(stored(any_store, any_bucket))
    for key in keys:
        # A name too long for its disk rclone lists from memory after it has failed to write it.
        is_there = key in listed and is_readable(any_store, any_bucket, key)
        assert is_there == is_kept(kind, key), key


def is_readable(store: Store, bucket: str, key: str) -> bool:
    try:
        return b"".join(store.read(bucket, key, NOW)) == key.encode()
    except StoreError:
        return False


def test_every_name_is_listed_found_and_measured(
    any_shell: Shell, any_bucket: str, keys: list[str]
) -> None:
    place = f"s3://{any_bucket}"
    listed = any_shell.run("ls", "-r", "--json", place)
    assert sorted((row["key"] for row in listed.records), key=str.encode) == keys
    assert listed.raw.isascii()
    found = any_shell.run("find", "--json", place, ">=0")
    assert sorted((row["key"] for row in found.records), key=str.encode) == keys
    [*_, total] = any_shell.run("du", "--json", place).records
    assert (total["objects"], total["bytes"]) == (len(keys), sum(len(key.encode()) for key in keys))


def test_a_pipe_gets_the_names_byte_for_byte(
    any_shell: Shell, any_bucket: str, keys: list[str]
) -> None:
    written = any_shell.run("ls", "-r", f"s3://{any_bucket}").raw
    for key in keys:
        assert b"  " + key.encode() + b"\n" in written, key


def test_every_name_is_saved_as_a_safe_one_with_its_own_bytes(
    any_shell: Shell, any_bucket: str, keys: list[str]
) -> None:
    target = any_shell.folder / "saved"
    done = any_shell.run("get", "--json", f"s3://{any_bucket}", f"{target}/")
    [record] = done.records
    assert (done.code, record["failures"]) == (0, [])
    names = OrderedNames()
    paths = {key: names.text_for_content(f"{any_bucket}/{key}") for key in keys if key[-1] == "/"}
    names = OrderedNames()
    for key in keys:
        give = names.text_for_content if key.endswith("/") else names.text_for
        paths[key] = give(f"{any_bucket}/{key}")
    assert {key: (target / paths[key]).read_bytes() for key in keys} == {
        key: key.encode() for key in keys
    }
    written = [path for path in files_below(target) if path.name != NAMES_FILE]
    assert len(written) == len(keys)
    for path in written:
        assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in str(path))
    assert {entry.name for entry in any_shell.folder.iterdir()} == {".keys", "saved"}


def files_below(folder: Path) -> list[Path]:
    return [Path(at) / name for at, _, names in os.walk(folder) for name in names]


def test_every_name_of_a_file_is_uploaded_as_itself(
    any_shell: Shell, any_store: Store, any_bucket: str, kind: str
) -> None:
    """Folders and all; ``case`` and ``Case`` need a disk that tells them apart."""
    paths = [f"up/{number}/{name}" for number, name in enumerate(every_name())]
    paths = [path for path in paths if is_file_name(path) and is_kept(kind, path)]
    assert len(paths) > 290
    for path in paths:
        any_shell.file(path, path.encode())
    done = any_shell.run("put", "--json", "up", f"s3://{any_bucket}/")
    [record] = done.records
    assert (done.code, record["failures"]) == (0, [])
    assert sorted(stored(any_store, any_bucket)) == sorted(paths)
    for path in paths:
        assert b"".join(any_store.read(any_bucket, path, NOW)) == path.encode(), path


def is_file_name(path: str) -> bool:
    steps = path.split("/")
    return (
        "\0" not in path
        and len(path.encode()) <= LONGEST_KEY
        and not {"", ".", ".."} & set(steps)
        and all(len(step.encode()) <= 255 for step in steps)
        and not (steps[-1].startswith(".") and steps[-1].endswith(".jos-part"))
    )


def test_what_is_named_exactly_is_deleted_and_nothing_else(
    any_shell: Shell, any_store: Store, any_bucket: str, keys: list[str]
) -> None:
    doomed = [key for key in keys if not key.endswith("/") and "\0" not in key][::2]
    done = any_shell.run("rm", "--yes", "--json", *(f"s3://{any_bucket}/{key}" for key in doomed))
    assert done.code == 0, done.err
    assert sorted(stored(any_store, any_bucket)) == sorted(set(keys) - set(doomed))
    assert any_shell.run("rm", "-r", "--yes", f"s3://{any_bucket}").code == 0
    assert stored(any_store, any_bucket) == []


def test_the_log_of_changes_has_every_name(
    any_shell: Shell, any_bucket: str, keys: list[str]
) -> None:
    assert any_shell.run("rm", "-r", "--yes", f"s3://{any_bucket}").code == 0
    logged = any_shell.run("log", "--json").records
    assert sorted(row["key"] for row in logged) == sorted(keys)
