from __future__ import annotations

import json
import os
import socket
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled
from jos_tui.core.local_names import NAMES_FILE
from jos_tui.core.location import Location
from jos_tui.jobs.engine.emptied import EmptiedFolders
from jos_tui.jobs.item import Action, ItemState
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.plan import SyncCounts, plan_into
from jos_tui.jobs.request import EmptyFolders, Filters, Originals, PutRequest, Symlinks
from tests.jobs.bench import as_ordinary_user, write_tree
from tests.jobs.planning.desk import Desk, Kept, planned, planned_in_pieces

LONG_AGO = 1_000_000_000


def states(desk: Desk, conflict: Conflict, *sources: Path) -> dict[str, ItemState]:
    return planned(desk.store, replace(desk.put(*sources), conflict=conflict)).states()


def kept_both(desk: Desk, *sources: Path) -> dict[str, str]:
    kept = planned(desk.store, replace(desk.put(*sources), conflict=Conflict.KEEP_BOTH))
    assert all(item.state is ItemState.WAITING for item in kept.items)
    return {str(Path(item.path).relative_to(desk.folder)): item.key for item in kept.items}


def failures(kept: Kept) -> list[str]:
    found = [item for item in kept.items if item.state is ItemState.FAILED]
    assert all(item.error is not None for item in found)
    return [Path(item.path).name for item in found]


def test_a_folder_keeps_its_name_and_its_tree(any_desk: Desk) -> None:
    write_tree(any_desk.folder, {"run/b": b"1", "run/.a/b": b"22", "run-2/c": b"", "z": b"333"})
    sources = [any_desk.folder / name for name in ("run", "run-2", "z")]
    kept = planned(any_desk.store, any_desk.put(*sources, prefix="up/"))
    found = [(item.key, item.size) for item in kept.items]
    assert found == [("up/run/.a/b", 2), ("up/run/b", 1), ("up/run-2/c", 0), ("up/z", 3)]
    for item in kept.items:
        status = Path(item.path).stat()
        assert (item.action, item.bucket) == (Action.PUT, any_desk.bucket)
        assert (item.inode, item.modified_ns) == (status.st_ino, status.st_mtime_ns)
        assert item.state is ItemState.WAITING
    assert kept.notes == []


def test_a_source_may_get_another_name(desk: Desk) -> None:
    write_tree(desk.folder, {"a.nc": b"", "run/b": b""})
    for source, key in (("a.nc", "up/new"), ("run", "up/new/b")):
        request = replace(desk.put(desk.folder / source, prefix="up/"), name="new")
        assert planned(desk.store, request).keys == [key]


@pytest.mark.parametrize("conflict", [Conflict.SKIP, Conflict.OVERWRITE, Conflict.ASK])
@pytest.mark.parametrize("number", [3, 40])
def test_what_is_there_is_known(any_desk: Desk, conflict: Conflict, number: int) -> None:
    names = [f"file{index:02}" for index in range(number)]
    files = write_tree(any_desk.folder, dict.fromkeys([*names, "run/a", "run/b/c"], b""))
    any_desk.fill("file01", "run/b/c", "run-2", "file01-2")
    sources = [*(files / name for name in names), files / "run"]
    found = states(any_desk, conflict, *sources)
    expected = {
        Conflict.SKIP: ItemState.SKIPPED,
        Conflict.OVERWRITE: ItemState.WAITING,
        Conflict.ASK: ItemState.HELD,
    }[conflict]
    assert {found.pop(key) for key in ("file01", "run/b/c")} == {expected}
    assert len(found) == number
    assert set(found.values()) == {ItemState.WAITING}


def test_only_what_is_newer_replaces_what_is_there(desk: Desk) -> None:
    files = write_tree(desk.folder / "run", {"newer": b"", "older": b""})
    desk.fill("run/newer", "run/older")
    os.utime(files / "older", (LONG_AGO, LONG_AGO))
    os.utime(files / "newer", (4 * LONG_AGO, 4 * LONG_AGO))
    assert states(desk, Conflict.IF_NEWER, files) == {
        "run/newer": ItemState.WAITING,
        "run/older": ItemState.SKIPPED,
    }


def test_an_older_file_of_the_same_size_that_has_taken_the_place_of_another_is_uploaded(
    any_desk: Desk,
) -> None:
    files = write_tree(any_desk.folder / "run", {"renamed": b"12", "replaced": b"12"})
    older = write_tree(any_desk.folder / "elsewhere", {"older": b"21", "renamed": b"12"})
    for path in (*files.iterdir(), *older.iterdir()):
        os.utime(path, (LONG_AGO, LONG_AGO))
    any_desk.fill("run/renamed", "run/replaced", body=b"12")
    (older / "older").rename(files / "replaced")
    (older / "renamed").rename(files / "renamed")
    assert states(any_desk, Conflict.IF_DIFFERENT, files) == {
        "run/renamed": ItemState.SKIPPED,
        "run/replaced": ItemState.WAITING,
    }


def test_only_what_differs_replaces_what_is_there(desk: Desk) -> None:
    files = write_tree(
        desk.folder / "run", {"same": b"12", "newer": b"12", "longer": b"123", "new": b""}
    )
    desk.fill("run/newer", "run/same", "run/longer", body=b"12")
    for name, seconds in (("same", LONG_AGO), ("longer", LONG_AGO), ("newer", 4 * LONG_AGO)):
        os.utime(files / name, (seconds, seconds))
    request = replace(desk.put(files), conflict=Conflict.IF_DIFFERENT)
    kept = planned(desk.store, request)
    assert [key for key, state in kept.states().items() if state is ItemState.SKIPPED] == [
        "run/same"
    ]
    assert kept.counts == SyncCounts(new=1, changed=2, same=1)
    assert kept.notes == ["Compared: 1 new, 2 changed, 1 the same."]


def test_both_are_kept_under_free_names(desk: Desk) -> None:
    files = write_tree(
        desk.folder, {"run/a.nc": b"", "run/a (4).nc": b"", "b.nc": b"", "b (2).nc": b""}
    )
    desk.fill("run/a.nc", "run/a (2).nc", "run/a (3).nc", "b.nc")
    assert kept_both(desk, files / "run", files / "b.nc", files / "b (2).nc") == {
        "b (2).nc": "b (2).nc",
        "b.nc": "b (3).nc",
        "run/a (4).nc": "run/a (4).nc",
        "run/a.nc": "run/a (5).nc",
    }


def test_of_two_sources_with_one_name_the_second_fails(desk: Desk) -> None:
    files = write_tree(desk.folder, {"1/x": b"", "2/x": b"", "1/run/a": b"", "2/run/b": b""})
    sources = [files / name for name in ("1/x", "2/x", "1/run", "2/run")]
    kept = planned(desk.store, desk.put(*sources))
    assert kept.keys == ["run/a", "run", "x", "x"]
    assert [item.path for item in kept.items if item.state is ItemState.FAILED] == [
        str(files / "2/run"),
        str(files / "2/x"),
    ]


def test_two_sources_with_one_name_may_both_be_kept(desk: Desk) -> None:
    files = write_tree(
        desk.folder, {"1/x": b"", "2/x": b"", "x (2)": b"", "1/run/a": b"", "2/run/a": b""}
    )
    sources = [files / name for name in ("1/x", "2/x", "x (2)", "1/run", "2/run")]
    assert kept_both(desk, *sources) == {
        "1/x": "x",
        "2/x": "x (3)",
        "x (2)": "x (2)",
        "1/run/a": "run/a",
        "2/run/a": "run (2)/a",
    }


def test_names_that_no_key_can_have_fail_and_the_others_go_on(desk: Desk) -> None:
    files = write_tree(desk.folder / "run", {"fine": b"", "a" * 250: b""})
    deep = files.joinpath(*(["b" * 200] * 5), "c" * 30)
    write_tree(deep.parent, {deep.name: b""})
    names = {deep.name}
    try:
        Path(os.fsdecode(os.fsencode(files) + b"/latin-\xe9")).write_bytes(b"")
        names.add("latin-\udce9")
    except OSError:
        pass  # this file system takes only UTF-8
    kept = planned(desk.store, desk.put(files))
    assert set(failures(kept)) == names
    assert all(item.key.encode() for item in kept.items)
    assert {item.key for item in kept.items if item.state is ItemState.WAITING} == {
        "run/fine",
        f"run/{'a' * 250}",
    }


def test_what_cannot_be_read_fails_and_the_others_go_on(desk: Desk) -> None:
    with as_ordinary_user() as folder:
        write_tree(folder, {"fine": b"", "locked/x": b"", "secret": b"", "alone": b""})
        for name in ("locked", "secret", "alone"):
            (folder / name).chmod(0)
        kept = planned(desk.store, desk.put(folder, folder / "alone", folder / "gone"))
        (folder / "locked").chmod(0o700)
    assert failures(kept) == ["alone", "gone", "alone", "locked", "secret"]
    assert sum(item.state is ItemState.WAITING for item in kept.items) == 1


def test_what_is_no_file_is_left_out_and_said(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    Path("run").mkdir()
    os.mkfifo("run/pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("run/socket")
        kept = planned(desk.store, desk.put(tmp_path / "run", tmp_path / "run" / "pipe"))
    assert failures(kept) == ["pipe"], "chosen itself"
    assert kept.notes == [
        f"Sockets, pipes and devices are left out: 2, such as {tmp_path}/run/pipe."
    ]


@pytest.mark.parametrize("links", list(Symlinks))
def test_links_are_followed_within_the_folder_or_left_out(desk: Desk, links: Symlinks) -> None:
    files = write_tree(desk.folder, {"root/real/x": b"1", "outside/x": b"secret", "root2/x": b""})
    for name, target in {
        "dir": "real",
        "file": "real/x",
        "out": "../outside",
        "out-file": "../outside/x",
        "similar": "../root2",
        "gone": "nowhere",
        "self": "self",
        "real/up": "..",
    }.items():
        (files / "root" / name).symlink_to(target)
    kept = planned(desk.store, replace(desk.put(files / "root"), symlinks=links))
    if links is Symlinks.SKIP:
        assert kept.keys == ["root/real/x"]
        assert kept.notes == [f"Links are left out: 8, such as {files}/root/dir."]
        return
    assert kept.keys == ["root/dir/x", "root/file", "root/real/x"]
    assert [note.partition(" are left out")[0] for note in kept.notes] == [
        "Links that lead back to a folder around them",
        "Links that lead nowhere",
        "Links that lead out of the folder",
    ]


@pytest.mark.parametrize(
    ("what", "keys"),
    [(EmptyFolders.LEAVE_OUT, []), (EmptyFolders.MARK, ["run/a/empty/", "run/empty/"])],
)
def test_empty_folders_are_left_out_or_marked(
    desk: Desk, what: EmptyFolders, keys: Sequence[str]
) -> None:
    (desk.folder / "run" / "a" / "empty").mkdir(parents=True)
    (desk.folder / "run" / "empty").mkdir()
    desk.fill("run/empty/")
    request = replace(desk.put(desk.folder / "run"), empty_folders=what)
    kept = planned(desk.store, request)
    assert kept.keys == keys
    assert all(item.is_folder for item in kept.items)
    if what is EmptyFolders.LEAVE_OUT:
        assert kept.notes[0].startswith("Empty folders are left out: 2, such as")
    else:
        assert kept.state_of("run/empty/") is ItemState.SKIPPED
        assert kept.state_of("run/a/empty/") is ItemState.WAITING


def test_filters_choose_below_the_folder(desk: Desk) -> None:
    write_tree(
        desk.folder / "run",
        {"a.nc": b"", "b.txt": b"", "cache/c.nc": b"", "x/cache/d.nc": b"", "x/run/e.nc": b""},
    )
    filters = Filters(include=("*.nc",), exclude=("cache", "run/**"))
    kept = planned(desk.store, replace(desk.put(desk.folder / "run"), filters=filters))
    assert kept.keys == ["run/a.nc", "run/x/run/e.nc"]
    assert kept.notes[0].startswith("Files that the filters exclude are left out: 1, such as")
    assert kept.notes[1].startswith("Folders that the filters exclude are left out: 2, such as")


def test_a_locked_folder_that_is_excluded_is_no_failure(desk: Desk) -> None:
    with as_ordinary_user() as folder:
        write_tree(folder, {"fine": b"", "locked/x": b""})
        (folder / "locked").chmod(0)
        request = replace(desk.put(folder), filters=Filters(exclude=("locked/**",)))
        kept = planned(desk.store, request)
        (folder / "locked").chmod(0o700)
    assert failures(kept) == []


def test_uploads_go_to_the_root_of_a_bucket_too(desk: Desk) -> None:
    write_tree(desk.folder / "run", {"a": b""})
    request = PutRequest((str(desk.folder / "run"),), Location(desk.bucket))
    assert planned(desk.store, request).keys == ["run/a"]


def test_what_is_chosen_by_itself_gets_the_name_that_is_kept_beside_it(desk: Desk) -> None:
    write_tree(desk.folder, {"a%0Ab": b"", "%2E%2E/x": b"", "plain": b"", "q": b"", "z": b""})
    lines = [("a%0Ab", "a\nb"), ("%2E%2E", ".."), ("q", "same"), ("z", "same")]
    names = desk.folder / NAMES_FILE
    names.write_text("".join(f"{json.dumps({'here': a, 'there': b})}\n" for a, b in lines))
    chosen = [desk.folder / name for name in ("a%0Ab", "%2E%2E", "plain", "q", "z")]
    request = desk.put(*chosen, prefix="p/")
    kept = planned(desk.store, request)
    assert kept.keys == ["p/../x", "p/a\nb", "p/plain", "p/q", "p/z"]
    assert f"a%0Ab is a␊b in the store, as {NAMES_FILE} beside it says." in kept.notes
    pieces = planned_in_pieces(desk.store, request)
    assert (pieces.keys, pieces.notes) == (kept.keys, kept.notes)
    [named] = planned(desk.store, replace(desk.put(chosen[0]), name="mine")).keys
    assert named == "mine"


def test_a_move_is_planned_on_although_what_was_planned_has_gone_with_its_folders(
    desk: Desk,
) -> None:
    for name in ("up/a", "up/d/b", "up/d/c", "z"):
        path = desk.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    sources = (desk.folder / "up", desk.folder / "z")
    request = replace(desk.put(*sources), originals=Originals.GO)
    emptied, kept = EmptiedFolders(request), Kept()
    while True:
        kept.cancel, kept.stop_after = CancelToken(), len(kept.batches) + 1
        try:
            plan_into(desk.store, request, Outbox(kept, kept.cursor, kept.cancel, 1), kept.cancel)
        except Cancelled:
            for item in kept.items:
                Path(item.path).unlink(missing_ok=True)
                emptied.remove_above(item.path)
        else:
            break
    assert set(kept.states().values()) == {ItemState.WAITING}
    assert kept.keys == ["up/a", "up/d/b", "up/d/c", "z"]
    assert list(desk.folder.iterdir()) == []
