from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.errors import Cancelled
from jos_tui.core.location import Location
from jos_tui.jobs.item import Action, ItemState
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.plan import SyncCounts, plan, plan_into
from jos_tui.jobs.request import (
    EmptyFolders,
    Extra,
    Filters,
    GetRequest,
    PutRequest,
    Symlinks,
)
from tests.jobs.bench import as_ordinary_user, write_tree
from tests.jobs.planning.desk import NOW, Desk, Kept, planned, planned_in_pieces


def put(desk: Desk, **changes: object) -> PutRequest:
    request = PutRequest(
        (str(desk.folder / "run"),),
        Location(desk.bucket, "up/"),
        conflict=Conflict.IF_DIFFERENT,
        extra=Extra.DELETE,
    )
    return replace(request, **changes)  # type: ignore[arg-type]


def get(desk: Desk, *keys: str, **changes: object) -> GetRequest:
    selection = desk.select(*keys) if keys else desk.all_below()
    request = GetRequest(
        selection, str(desk.folder), conflict=Conflict.IF_DIFFERENT, extra=Extra.DELETE
    )
    return replace(request, **changes)  # type: ignore[arg-type]


def extras(kept: Kept) -> list[str]:
    """What would be deleted, which must come last."""
    actions = {Action.DELETE, Action.REMOVE_FILE}
    found = [item.key or item.path for item in kept.items if item.action in actions]
    assert all(item.action in actions for item in kept.items[len(kept.items) - len(found) :])
    assert kept.counts.extra == len(found)
    return found


def test_keys_that_no_file_has_are_deleted_last(any_desk: Desk) -> None:
    write_tree(any_desk.folder, {"run/a": b"", "run/sub/b": b"", "run/new": b"", "elsewhere": b""})
    any_desk.fill("up/run/a", "up/run/gone", "up/run/sub/b", "up/run/sub/gone", "up/run/zz/gone")
    any_desk.fill("up/else", "up/run-2/else", "zz", "up/elsewhere")
    kept = planned(any_desk.store, put(any_desk))
    assert extras(kept) == ["up/run/gone", "up/run/sub/gone", "up/run/zz/gone"]
    assert kept.items[-1].etag
    assert kept.items[-1].modified_ns > 0
    assert kept.notes[-1].endswith(", 3 only there and to be deleted.")
    assert kept.counts.new == 1
    pieces = planned_in_pieces(any_desk.store, put(any_desk))
    assert (pieces.items, pieces.notes, pieces.counts) == (kept.items, kept.notes, kept.counts)


def test_keys_go_to_the_trash_last_and_beside_what_is_there(any_desk: Desk) -> None:
    write_tree(any_desk.folder, {"run/a": b""})
    any_desk.fill("up/run/gone", "up/run/sub/gone", "up/run/zz", "bin/up/run/sub/gone", "up/else")
    request = put(any_desk, trash="bin/")
    kept = planned(any_desk.store, request)
    assert [(item.action, item.from_key, item.key) for item in kept.items[1:]] == [
        (Action.COPY, "up/run/gone", "bin/up/run/gone"),
        (Action.COPY, "up/run/sub/gone", "bin/up/run/sub/gone (2)"),
        (Action.COPY, "up/run/zz", "bin/up/run/zz"),
    ]
    assert kept.notes[-1].endswith(", 3 only there and to be moved to the trash.")
    pieces = planned_in_pieces(any_desk.store, request)
    assert (pieces.items, pieces.notes, pieces.counts) == (kept.items, kept.notes, kept.counts)


def test_without_being_asked_nothing_is_deleted(desk: Desk) -> None:
    write_tree(desk.folder, {"run/a": b""})
    desk.fill("up/run/gone")
    assert planned(desk.store, put(desk, extra=Extra.KEEP)).keys == ["up/run/a"]
    request = get(desk, "up/", extra=Extra.KEEP)
    assert planned(desk.store, request).keys == ["up/run/gone"]


def test_no_key_is_deleted_that_the_filters_exclude(desk: Desk) -> None:
    write_tree(desk.folder, {"run/a": b"", "run/cache/x": b""})
    desk.fill("up/run/keep.txt", "up/run/cache/gone", "up/run/gone", "up/run/sub/cache/y")
    filters = Filters(exclude=("*.txt", "cache"))
    assert extras(planned(desk.store, put(desk, filters=filters))) == ["up/run/gone"]


@pytest.mark.parametrize("links", list(Symlinks))
def test_no_key_is_deleted_below_a_link_that_was_not_followed(desk: Desk, links: Symlinks) -> None:
    write_tree(desk.folder, {"run/a": b"", "outside/x": b""})
    (desk.folder / "run" / "link").symlink_to("../outside")
    (desk.folder / "run" / "nowhere").symlink_to("nothing")
    desk.fill("up/run/link/old", "up/run/link-2", "up/run/nowhere", "up/run/link", "up/run/link/")
    request = put(desk, symlinks=links)
    assert extras(planned(desk.store, request)) == ["up/run/link", "up/run/link-2"]
    assert extras(planned_in_pieces(desk.store, request)) == ["up/run/link", "up/run/link-2"]


@pytest.mark.parametrize("folders", list(EmptyFolders))
def test_the_marker_of_a_folder_that_is_here_stays(desk: Desk, folders: EmptyFolders) -> None:
    write_tree(desk.folder, {"run/a": b"", "run/sub/b": b""})
    (desk.folder / "run" / "empty").mkdir()
    desk.fill("up/run/", "up/run/sub/", "up/run/empty/", "up/run/gone/")
    kept = planned(desk.store, put(desk, empty_folders=folders))
    assert extras(kept) == ["up/run/gone/"]


def test_nothing_is_deleted_if_anything_cannot_be_read(desk: Desk) -> None:
    desk.fill("up/of an ordinary user/gone", "up/of an ordinary user/locked/y")
    with as_ordinary_user() as folder:
        write_tree(folder, {"fine": b"", "locked/x": b""})
        (folder / "locked").chmod(0)
        kept = planned(desk.store, put(desk, sources=(str(folder),)))
        (folder / "locked").chmod(0o700)
    assert extras(kept) == []
    assert "Not everything here can be read" in kept.notes[0]


def test_nothing_is_deleted_for_an_empty_folder(desk: Desk) -> None:
    (desk.folder / "run").mkdir()
    desk.fill("up/run/a")
    kept = planned(desk.store, put(desk))
    assert extras(kept) == []
    assert "No file was found" in kept.notes[0]


def test_nothing_is_deleted_if_the_folder_is_another_one_meanwhile(desk: Desk) -> None:
    write_tree(desk.folder, {"run/a": b"", "other/b": b""})
    desk.fill("up/run/gone", "up/run/gone-2")
    assert len(extras(planned(desk.store, put(desk)))) == 2
    kept = Kept(stop_after=1)
    with pytest.raises(Cancelled):
        plan_into(desk.store, put(desk), Outbox(kept, "", kept.cancel, batch=1), kept.cancel)
    (desk.folder / "run").rename(desk.folder / "was")
    (desk.folder / "other").rename(desk.folder / "run")
    kept.counts = plan(desk.store, put(desk), kept, kept.cursor, NOW)
    assert extras(kept) == []
    assert any("no more is deleted" in note for note in kept.notes)


def test_files_that_no_object_has_are_removed_last(any_desk: Desk) -> None:
    any_desk.fill("run/a", "run/sub/b", "run/n\u00e9w")
    write_tree(any_desk.folder, {"run/a": b"", "run/gone": b"12", "run/sub/b": b"", "run/z/y": b""})
    write_tree(any_desk.folder, {"else": b"", "run-2/x": b"", "run/.hidden": b""})
    request = get(any_desk, "run/")
    kept = planned(any_desk.store, request)
    assert extras(kept) == ["run/.hidden", "run/gone", "run/z/y"]
    item = kept.items[-2]
    status = (any_desk.folder / "run/gone").stat()
    assert (item.size, item.modified_ns, item.inode) == (2, status.st_mtime_ns, status.st_ino)
    pieces = planned_in_pieces(any_desk.store, request)
    assert (pieces.items, pieces.notes, pieces.counts) == (kept.items, kept.notes, kept.counts)


def test_what_was_saved_under_another_name_is_not_left_over(desk: Desk) -> None:
    long = "é" * 200
    desk.fill("a", "a/b", "c//d", "x\n", "..", long)
    kept = planned(desk.store, get(desk))
    write_tree(desk.folder, {item.path: b"" for item in kept.items} | {"x%0a": b"", "c/d": b""})
    assert extras(planned(desk.store, get(desk))) == ["c/d", "x%0a"]


def test_links_stay_and_are_not_followed(desk: Desk, tmp_path: Path) -> None:
    desk.fill("run/a", "out/a")
    home = tmp_path / "home"
    write_tree(home, {"run/a": b"", "elsewhere/x": b""})
    (home / "run" / "dir").symlink_to("../elsewhere")
    (home / "run" / "file").symlink_to("../elsewhere/x")
    (home / "out").symlink_to("elsewhere")
    kept = planned(desk.store, get(desk, "run/", "out/", folder=str(home)))
    assert extras(kept) == []


def test_no_file_is_removed_that_the_filters_exclude_or_that_is_under_way(desk: Desk) -> None:
    desk.fill("a.nc")
    write_tree(desk.folder, {"b.nc": b"", "b.txt": b"", "cache/c.nc": b"", ".a.nc.jos-part": b""})
    filters = Filters(exclude=("*.txt", "cache"))
    assert extras(planned(desk.store, get(desk, filters=filters))) == ["b.nc"]


def test_nothing_is_removed_where_nothing_was_found(desk: Desk) -> None:
    write_tree(desk.folder, {"a": b""})
    kept = planned(desk.store, get(desk))
    assert kept.items == []
    assert "Nothing was found in the store" in kept.notes[0]


def test_a_folder_that_cannot_be_read_is_left_alone(desk: Desk) -> None:
    desk.fill("a")
    with as_ordinary_user() as folder:
        write_tree(folder, {"gone": b"", "locked/x": b""})
        (folder / "locked").chmod(0)
        kept = planned(desk.store, get(desk, folder=str(folder)))
        (folder / "locked").chmod(0o700)
    assert extras(kept) == ["gone"]
    assert "locked" in kept.notes[0]


def test_both_sides_the_same_need_nothing(desk: Desk) -> None:
    write_tree(desk.folder, {"run/a": b"1", "run/b/c": b"1"})
    for path in (desk.folder / "run").rglob("*"):
        os.utime(path, (1e9, 1e9))
    desk.fill("up/run/a", "up/run/b/c", body=b"1")
    kept = planned(desk.store, put(desk))
    assert set(kept.states().values()) == {ItemState.SKIPPED}
    assert kept.counts == SyncCounts(same=2)


def test_the_contents_of_a_folder_are_held_against_the_prefix_itself(any_desk: Desk) -> None:
    write_tree(any_desk.folder, {"run/a": b"", "run/sub/b": b""})
    any_desk.fill("up/a", "up/gone", "up/sub/gone", "elsewhere")
    kept = planned(any_desk.store, put(any_desk, contents=True))
    assert {item.key for item in kept.items} == {"up/a", "up/sub/b", "up/gone", "up/sub/gone"}
    assert extras(kept) == ["up/gone", "up/sub/gone"]
