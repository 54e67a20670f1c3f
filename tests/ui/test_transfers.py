"""The transfers: seen wherever they were begun, and handled with the keyboard."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import JobKind, JobSnapshot, JobState, Selection
from jos_tui.jobs.request import DeleteRequest, Options, PutRequest
from jos_tui.jobs.transfer_host import TransferHost
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.jobs.worker.store_ref import ref_of
from jos_tui.store.store import Store
from jos_tui.ui.transfers.job_screen import JobScreen
from jos_tui.ui.transfers.screen import TransfersScreen
from jos_tui.ui.widgets.job_bar import bar_text
from jos_tui.ui.widgets.line_list import LineList
from tests.jobs.worker.handling import kill, worker_pid
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server
from tests.survival.rig import keys_in
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
from tests.ui.stuck import saving

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])


@SIZES
async def test_a_transfer_is_paused_resumed_cancelled_tried_again_and_forgotten(
    server: S3Server,
    proxy: FaultProxy,
    store: Store,
    bucket: str,
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    async with saving(server, proxy, store, bucket, size=size) as pilot:
        assert "↓ 1 download" in shown(pilot)
        await pilot.press("w")
        await until_shown(pilot, "running")
        assert "p pause" in shown(pilot)
        assert "F forget ended" not in shown(pilot)
        await pilot.press("p")
        await until_shown(pilot, "p resume")
        assert "paused" in shown(pilot)
        await pilot.press("p")
        await until_shown(pilot, "running")

        await pilot.press("x")
        await until_shown(pilot, "Cancel Download stuck.bin?")
        await pilot.press("n")
        await until_shown(pilot, "running")
        await pilot.press("x", "y")
        await until_shown(pilot, "cancelled")
        assert not list(tmp_path.rglob("*stuck*"))

        proxy.heal()
        await pilot.press("r")
        await until_shown(pilot, "100%  done")
        assert (tmp_path / "stuck.bin").stat().st_size == 100_000
        await press(pilot, "f")
        assert "Nothing has been transferred" in shown(pilot)
        await press(pilot, "q")
        assert pilot.app.screen is browser(pilot)


async def test_what_has_failed_is_read_and_tried_again(
    server: S3Server, proxy: FaultProxy, filled: str, tmp_path: Path
) -> None:
    body, match = s3_error("AccessDenied", "Not this one."), f"GET /{filled}/a/two.nc"
    proxy.inject(Fault(FaultKind.CANNED, match, None, status=403, body=body))
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("a/")
        await press(pilot, "s", "enter")
        assert "1 failed" in said(pilot)

        await press(pilot, "w", "enter")
        assert "‹failed›" in shown(pilot)
        assert "two.nc" in shown(pilot)
        assert "one.nc" not in shown(pilot)
        assert "2 of 3 objects" in shown(pilot)
        assert "Ask the owner for permission" in shown(pilot)

        proxy.heal()
        await press(pilot, "r", "a")
        assert "done  100%  3 of 3 objects" in shown(pilot)
        assert "one.nc" in shown(pilot)
        assert (tmp_path / "a" / "two.nc").exists()
        await press(pilot, "w")
        assert pilot.app.screen is browser(pilot)


@SIZES
async def test_names_that_are_taken_are_decided_one_by_one_and_all_at_once(
    server: S3Server, store: Store, bucket: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        store.put(bucket, f"in/{name}", b"there", CancelToken())
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(f"here {name}")
    async with running(server.profile(), f"s3://{bucket}/", size=size) as pilot:
        await press(pilot, "u", "tab", "left", "u")
        assert said(pilot) == "4 names are taken: w shows them"

        await press(pilot, "w", "enter")
        assert "‹held›" in shown(pilot)
        assert "o overwrite" in shown(pilot)
        await press(pilot, "o")
        await press(pilot, "b")
        assert "d.txt" in shown(pilot)
        await press(pilot, "S")
        assert "There are none of these" in shown(pilot)
        assert "done  100%" in shown(pilot)

    sizes = {
        name: store.stat(bucket, f"in/{name}", CancelToken()).size
        for name in ("a.txt", "b.txt", "c.txt", "d.txt")
    }
    assert sizes == {"a.txt": 10, "b.txt": 5, "c.txt": 5, "d.txt": 5}
    assert store.stat(bucket, "in/b (2).txt", CancelToken()).size == 10


async def test_a_transfer_begun_elsewhere_appears(
    server: S3Server, store: Store, bucket: str, tmp_path: Path, home: StateHome
) -> None:
    (tmp_path / "esc\x1b[2J.nc").write_text("elsewhere")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "w")
        with closing(JobsClient(server.profile(), home=home)) as other:
            other.start(PutRequest((str(tmp_path / "esc\x1b[2J.nc"),), Location(bucket)))
            await until_shown(pilot, "100%  done")
        assert "Upload esc␛[2J.nc" in shown(pilot)
        await press(pilot, "escape")
        assert "esc␛[2J.nc" in shown(pilot), "the table takes the changes of others too"


async def test_what_a_worker_has_left_goes_on_when_the_program_is_opened(
    server: S3Server, bucket: str, tmp_path: Path, home: StateHome
) -> None:
    (tmp_path / "left.nc").write_text("left")
    request = PutRequest((str(tmp_path / "left.nc"),), Location(bucket))
    home.prepare()
    with closing(Journal(home.journal)) as journal:
        journal.add_job(
            request, ref_of(server.profile()), Options(), "Upload left.nc", JobState.WAITING
        )
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await until_shown(pilot, "left.nc")


async def test_a_deletion_of_what_is_protected_by_now_is_paused_and_asks_for_the_name(
    server: S3Server, store: Store, bucket: str, home: StateHome
) -> None:
    store.put(bucket, "a.nc", b"1", CancelToken())
    request = DeleteRequest(Selection(Location(bucket), (Entry("a.nc", Kind.OBJECT, 1),)))
    home.prepare()
    with closing(Journal(home.journal)) as journal:
        journal.add_job(
            request, ref_of(server.profile()), Options(), "Delete a.nc", JobState.WAITING
        )
    profile = replace(server.profile(), protected=(bucket,))
    async with running(profile, f"s3://{bucket}/", size=SMALL) as pilot:
        await pilot.press("w")
        await until_shown(pilot, "p resume")
        await pilot.press("p")
        await until_shown(pilot, "Protected by now")
        await press(pilot, *"a.nc", "enter")
        await until_shown(pilot, "done")
    assert keys_in(store, bucket) == []


async def test_a_worker_that_is_killed_is_replaced_and_the_screen_goes_on(
    server: S3Server, proxy: FaultProxy, store: Store, bucket: str, home: StateHome, tmp_path: Path
) -> None:
    async with saving(server, proxy, store, bucket) as pilot:
        await pilot.press("w")
        await until_shown(pilot, "running")
        killed = worker_pid(home)
        proxy.heal()
        kill(killed)
        await until_shown(pilot, "100%  done")
        assert worker_pid(home) not in {0, killed}
    assert (tmp_path / "stuck.bin").read_bytes() == b"x" * 100_000


async def test_the_items_of_a_large_transfer_come_as_the_cursor_moves(
    server: S3Server, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "many").mkdir()
    for number in range(450):
        (tmp_path / "many" / f"{number:03}").write_text("x")
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        await press(pilot, "u", "u")
        await press(pilot, "w", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, JobScreen)
        assert len(screen.list.rows) == 200
        await press(pilot, "G")
        await press(pilot, "G")
        await press(pilot, "G")
        assert len(screen.list.rows) == 450
        assert "many/449" in shown(pilot)
        assert "many/000" not in shown(pilot)


def job(number: int, **more: object) -> JobSnapshot:
    """Return a job at work."""
    plain = JobSnapshot(
        number, JobKind.PUT, f"Upload {number}", JobState.RUNNING, 100, 50, 0, 0,
        1000, 500, 100.0, 5.0, "", endpoint="http://elsewhere",
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


@SIZES
async def test_of_hundreds_of_jobs_only_what_has_moved_is_drawn_again(
    server: S3Server, home: StateHome, size: tuple[int, int]
) -> None:
    jobs = [job(number) for number in range(500)]
    async with running(server.profile(), size=size) as pilot:
        await press(pilot, "w")
        screen = pilot.app.screen
        assert isinstance(screen, TransfersScreen)
        await until(pilot, lambda: worker_pid(home) != 0, "a worker is there")
        screen.session.look_for_worker()
        await settle(pilot)  # what it tells first has come
        screen.take_jobs(jobs)
        await settle(pilot)
        assert "Upload 499  (http://elsewhere)" in shown(pilot)
        await press(pilot, "G")
        assert "Upload 0  " in shown(pilot)
        await press(pilot, "g", "g")

        drawn = count_lines(screen.list)
        screen.take_jobs(list(jobs))
        await settle(pilot)
        assert drawn == []

        jobs[498] = job(498, items_done=51)
        screen.take_jobs(jobs)
        await settle(pilot)
        assert drawn == [3]
        assert "51 of 100 objects" in shown(pilot)


def count_lines(rows: LineList) -> list[int]:
    """Return a list that gets the number of each line that is drawn from now on."""
    drawn: list[int] = []
    render_line = rows.render_line

    def counted(y: int) -> object:
        drawn.append(y)
        return render_line(y)

    rows.render_line = counted  # type: ignore[method-assign, assignment]
    return drawn


def test_the_bar_sums_jobs_up() -> None:
    assert bar_text([], "w") == ""
    assert bar_text([job(1, state=JobState.DONE)], "w") == ""
    waiting = job(3, kind=JobKind.GET, state=JobState.WAITING)
    text = bar_text([job(1), job(2, bytes_done=1000, seconds_left=1.0), waiting], "w")
    assert text == " ↑ 2 uploads  75%  200 B/s  0:05 left   ↓ 1 waiting   w transfers"
    assert "50 of 100+" in bar_text([job(1, planned=False)], "w")


async def test_a_sci_machine_says_once_that_big_transfers_belong_elsewhere(
    server: S3Server, store: Store, bucket: str, tmp_path: Path
) -> None:
    store.put(bucket, "big.nc", b"0123456789", CancelToken())
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        browser(pilot).session.transfer_host = TransferHost("sci-vm-01", big_bytes=10)
        await press(pilot, "s")
        assert "xfer machine" in shown(pilot)
        await press(pilot, *"saved", "enter")
        assert list(tmp_path.rglob("big.nc"))
        await press(pilot, "s")
        assert "xfer machine" not in shown(pilot)
