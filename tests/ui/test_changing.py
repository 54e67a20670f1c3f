"""Upload, save, delete and make, with the keyboard alone."""

from __future__ import annotations

import gc
from pathlib import Path
from weakref import ref

import pytest
from textual import events

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import EntriesInOrder
from jos_tui.core.location import Location
from jos_tui.jobs.model import JobState
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.delete import DeleteDialog
from tests.jobs.worker.handling import kill, worker_pid
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server
from tests.ui.driving import (
    SMALL,
    WIDE,
    browser,
    press,
    running,
    said,
    settle,
    shown,
    until,
    until_shown,
)

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])


def keys_of(store: Store, bucket: str) -> list[str]:
    pages = store.pages(Location(bucket), Depth.TREE, CancelToken())
    return [key for page in pages for key in page.keys]


@pytest.fixture
def local_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to upload, below the working directory."""
    folder = tmp_path / "work" / "run-1"
    (folder / "deep").mkdir(parents=True)
    (folder / "[b]odd[b].txt").write_text("odd")
    (folder / "deep" / "two.nc").write_bytes(b"2" * 1000)
    (tmp_path / "work" / "single.csv").write_text("a,b\n")
    monkeypatch.chdir(tmp_path / "work")
    return folder


@SIZES
async def test_a_folder_is_uploaded_and_seen_at_once(
    server: S3Server, store: Store, bucket: str, local_tree: Path, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{bucket}/", size=size) as pilot:
        await press(pilot, "u")
        assert "run-1/" in shown(pilot)
        await press(pilot, "u")

        assert keys_of(store, bucket) == ["run-1/[b]odd[b].txt", "run-1/deep/two.nc"]
        assert "run-1/" in shown(pilot)
        assert browser(pilot).level.model.row_of("run-1/") is not None


async def test_marked_files_and_a_glob_are_uploaded(
    server: S3Server, store: Store, bucket: str, local_tree: Path
) -> None:
    for name in ("x1.nc", "x2.nc", "y.txt"):
        (local_tree / name).write_text(name)
    async with running(server.profile(), f"s3://{bucket}/in/") as pilot:
        await press(pilot, "u", "enter")
        await press(pilot, "shift+tab")
        await press(pilot, *"x*.nc", "enter")
        await press(pilot, "u")

        assert keys_of(store, bucket) == ["in/x1.nc", "in/x2.nc"]


@SIZES
async def test_a_prefix_is_saved_with_its_tree(
    server: S3Server, filled: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        browser(pilot).table.move_cursor_to("a/")
        await press(pilot, "s")
        await press(pilot, "ctrl+u", *str(tmp_path / "out"), "enter")

    saved = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.nc"))
    assert saved == ["out/a/deep/three.nc", "out/a/one.nc", "out/a/two.nc"]
    assert (tmp_path / "out/a/one.nc").read_text() == "content of a/one.nc"
    assert not list(tmp_path.rglob("*.jos-part"))


@SIZES
async def test_one_object_is_deleted_after_a_yes(
    server: S3Server, store: Store, filled: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        browser(pilot).table.move_cursor_to("README.txt")
        await press(pilot, "d")
        assert "1 object" in shown(pilot)
        await press(pilot, "tab", "enter")

        assert "README.txt" not in keys_of(store, filled)
        assert browser(pilot).level.model.row_of("README.txt") is None


async def test_very_many_marked_objects_are_deleted_and_not_kept_in_memory(
    server: S3Server, store: Store, bucket: str
) -> None:
    names = [f"m/{number:04}" for number in range(1_101)]
    for name in (*names, "m/stays"):
        store.put(bucket, name, b"x", CancelToken())
    async with running(server.profile(), f"s3://{bucket}/m/") as pilot:
        screen = browser(pilot)
        await press(pilot, "a")
        screen.table.move_cursor_to("m/stays")
        await press(pilot, "space")
        rows = ref(screen.selection().entries)
        assert rows() is None
        await press(pilot, "d")
        assert "1,101 rows" in shown(pilot)
        assert "1,101 objects" in shown(pilot)
        await press(pilot, *"1101", "enter")

        assert keys_of(store, bucket) == ["m/stays"]
        assert [screen.level.model.key(row) for row in range(len(screen.level.model))] == [
            "m/stays"
        ]
        gc.collect()
        assert not [kept for kept in gc.get_objects() if isinstance(kept, EntriesInOrder)]


async def test_enter_alone_deletes_nothing(server: S3Server, store: Store, filled: str) -> None:
    before = keys_of(store, filled)
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "d", "enter")
        await press(pilot, "a", "d", "enter")
        await press(pilot, "d", "escape")

    assert keys_of(store, filled) == before


@SIZES
async def test_a_bucket_goes_only_when_its_name_is_typed(
    server: S3Server, store: Store, filled: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), size=size) as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to(filled)
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, DeleteDialog)
        await press(pilot, *"wrong", "enter")
        assert "Nothing was deleted" in shown(pilot)
        assert len(keys_of(store, filled)) == 11

        await press(pilot, "ctrl+u", *filled, "enter")
        assert screen.level.model.row_of(filled) is None
        assert filled not in [entry.key for entry in store.buckets(CancelToken())]


async def test_a_prefix_that_was_deleted_leaves_table_and_tree(
    server: S3Server, store: Store, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("a/")
        await press(pilot, "d")
        await press(pilot, "tab", "enter")

        assert browser(pilot).level.model.row_of("a/") is None
        assert not [key for key in keys_of(store, filled) if key.startswith("a/")]


async def test_new_bucket_and_new_folder(server: S3Server, store: Store) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "f7", *"made-by-hand", "enter")
        entry = browser(pilot).table.cursor_entry
        assert entry is not None
        assert entry.key == "made-by-hand"

        await press(pilot, "enter", "f7", *"drafts", "enter")
        assert "drafts/" in shown(pilot)
        assert keys_of(store, "made-by-hand") == ["drafts/"]


async def test_a_bucket_name_that_is_not_allowed_is_explained(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "f7", *"No_Good", "enter")

        assert "lower" in said(pilot).lower()


async def test_transfers_show_what_came_of_them(
    server: S3Server, bucket: str, local_tree: Path
) -> None:
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "u", "u")
        await press(pilot, "w")
        assert "done" in shown(pilot)
        assert "2 of 2 objects" in shown(pilot)
        await press(pilot, "enter")
        for words in ("checked  2 by", "run-1/deep/two.nc", str(local_tree), bucket):
            assert words in shown(pilot)
        await press(pilot, "escape", "escape")
        assert pilot.app.screen is browser(pilot)


async def test_an_enter_from_before_the_plan_was_shown_deletes_nothing(
    server: S3Server, store: Store, filled: str
) -> None:
    early = events.Key("enter", "\r")
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        browser(pilot).table.move_cursor_to("a/one.nc")
        await press(pilot, "d")
        await press(pilot, "tab")
        pilot.app.post_message(early)
        await settle(pilot)
        assert isinstance(pilot.app.screen, DeleteDialog)
        assert "a/one.nc" in keys_of(store, filled)

        await press(pilot, "enter")
        assert "a/one.nc" not in keys_of(store, filled)


async def test_a_plan_that_is_not_wanted_is_forgotten(
    server: S3Server, store: Store, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        jobs = browser(pilot).session.jobs
        await press(pilot, "d")
        assert [job.state for job in jobs.snapshots()] == [JobState.DRAFT]
        await press(pilot, "escape")
        assert jobs.snapshots() == ()
        await press(pilot, "w")
        assert "Nothing has been transferred" in shown(pilot)


async def test_a_plan_that_was_lost_with_its_worker_says_so_and_deletes_nothing(
    server: S3Server, proxy: FaultProxy, store: Store, filled: str, home: StateHome
) -> None:
    before = keys_of(store, filled)
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("a/")
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, f"GET /{filled}", None))
        await pilot.press("d")
        await until(pilot, lambda: proxy.struck(stall) > 0, "it is counted")
        kill(worker_pid(home))
        await until_shown(pilot, "There is no such job")
        await pilot.press("escape")
        proxy.heal()
        await settle(pilot)
    assert keys_of(store, filled) == before
