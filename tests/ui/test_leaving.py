"""Leaving: never by accident, and the transfers go on, pause or end as the user wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jos_tui.jobs.model import JobSnapshot, JobState
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import Lifetime, StateHome
from jos_tui.store.store import Store
from jos_tui.ui.app import JosApp
from jos_tui.ui.browser.screen import BrowserScreen
from jos_tui.ui.dialogs.quit import EndDialog, QuitDialog
from tests.jobs.worker.handling import end_worker, worker_pid
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, settle, shown, until, until_shown
from tests.ui.stuck import saving


async def leave_with(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until the program has ended."""
    await pilot.press(*keys)
    await until(pilot, lambda: pilot.app._exit, "the program ends")


def jobs_of(home: StateHome) -> list[JobSnapshot]:
    """Return the jobs as another program sees them."""
    with closing(JobsClient(None, home=home)) as client:
        assert client.attach()
        return list(client.snapshots())


@pytest.fixture
def tied(tmp_path: Path) -> Iterator[StateHome]:
    """A state folder whose worker ends with the program, as in the demo."""
    home = StateHome(tmp_path / "tied", Lifetime.TIED)
    yield home
    end_worker(home)


async def test_ctrl_q_belongs_to_the_terminal_and_leaves_nothing(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "ctrl+q", "ctrl+s")

        assert pilot.app.is_running
        assert pilot.app.screen is browser(pilot)


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
@pytest.mark.parametrize("stay", ["s", "escape"])
async def test_leaving_while_a_transfer_is_at_work_asks_and_staying_changes_nothing(
    server: S3Server, proxy: FaultProxy, store: Store, bucket: str, key: str, stay: str
) -> None:
    async with saving(server, proxy, store, bucket) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, QuitDialog), "it asks")
        assert "1 transfer is at work" in shown(pilot)

        await pilot.press(stay)
        await until(pilot, lambda: pilot.app.screen is browser(pilot), "it stays")
        assert pilot.app.is_running
        assert browser(pilot).session.at_work()


@pytest.mark.parametrize("key", ["l", "enter"])
async def test_left_alone_transfers_go_on_without_the_program(
    server: S3Server, proxy: FaultProxy, store: Store, bucket: str, home: StateHome, key: str
) -> None:
    async with saving(server, proxy, store, bucket) as pilot:
        await leave_with(pilot, "q", key)
    (job,) = jobs_of(home)
    assert job.state is JobState.RUNNING


async def test_paused_transfers_wait_for_the_next_time(
    server: S3Server, proxy: FaultProxy, store: Store, bucket: str, home: StateHome
) -> None:
    async with saving(server, proxy, store, bucket) as pilot:
        await leave_with(pilot, "q", "p")
    (job,) = jobs_of(home)
    with closing(JobsClient(None, home=home)) as client:
        assert client.attach()
        client.wait(job.id, 60)
        assert client.snapshot(job.id).state is JobState.PAUSED


async def test_what_ends_with_the_program_is_asked_about_and_leaves_nothing_half_written(
    server: S3Server, proxy: FaultProxy, store: Store, bucket: str, tied: StateHome, tmp_path: Path
) -> None:
    async with saving(server, proxy, store, bucket, home=tied) as pilot:
        assert not (tmp_path / "stuck.bin").exists()
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, EndDialog), "it asks")
        await pilot.press("s")
        await until(pilot, lambda: pilot.app.screen is browser(pilot), "it stays")

        await leave_with(pilot, "q", "e", "q", "ctrl+c")
    assert worker_pid(tied) == 0
    assert not list(tmp_path.rglob("*stuck*"))


async def test_another_connection_is_chosen_without_a_question_and_transfers_go_on(
    server: S3Server, proxy: FaultProxy, store: Store, bucket: str, home: StateHome
) -> None:
    async with saving(server, proxy, store, bucket) as pilot:
        await pilot.press("g", "h")
        await until_shown(pilot, "connections: 1")
        (job,) = jobs_of(home)
        assert job.state is JobState.RUNNING


async def test_a_connection_chosen_twice_opens_one_browser(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "g", "h")
        app = pilot.app
        assert isinstance(app, JosApp)
        app.browse(server.profile())
        app.browse(server.profile())
        await settle(pilot)

        browsers = [screen for screen in app.screen_stack if isinstance(screen, BrowserScreen)]
        assert len(browsers) == 1
