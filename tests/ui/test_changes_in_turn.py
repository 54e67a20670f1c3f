"""What a job changes waits while a long listing is sorted, filtered or marked, and is not lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from textual.pilot import Pilot

from jos_tui.browse.steps import Steps
from jos_tui.browse.workbench import Change as RowsChange
from jos_tui.browse.workbench import Landing, Work
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.jobs.model import Change
from jos_tui.store.store import Store
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, settle


def listed(pilot: Pilot[None]) -> list[str]:
    model = browser(pilot).level.model
    return [model.key(row) for row in range(len(model))]


@contextmanager
def busy(pilot: Pilot[None]) -> Iterator[None]:
    """The rows on screen are being computed, for as long as the block takes."""
    go_on = threading.Event()

    def steps() -> Steps[Landing]:
        while not go_on.wait(0.01):
            yield
        return lambda: RowsChange(0, 0)

    browser(pilot).level._bench.do(steps, Work.PREPARING)
    try:
        yield
    finally:
        go_on.set()


async def test_changes_that_come_meanwhile_are_shown_in_their_order(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        with busy(pilot):
            before = listed(pilot)
            for change in (
                Change(filled, deleted="a/one.nc"),
                Change(filled, Entry("a/new", Kind.OBJECT, 1)),
                Change(filled, deleted="a/two.nc"),
            ):
                browser(pilot).take_changes([change])
            await pilot.pause()
            assert listed(pilot) == before
        await settle(pilot)

        assert listed(pilot) == ["a/deep/", "a/new"]


async def test_what_was_found_and_left_before_a_change_was_shown_is_asked_for_again(
    server: S3Server, store: Store, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        await press(pilot, "f", *"*.nc", "enter")
        assert "a/one.nc" in listed(pilot)
        with busy(pilot):
            store.delete(filled, "a/one.nc", CancelToken())
            browser(pilot).take_changes([Change(filled, deleted="a/one.nc")])
            await pilot.pause()
            await press(pilot, "left_square_bracket")

        await press(pilot, "right_square_bracket")

        assert listed(pilot) == ["a/deep/three.nc", "a/two.nc"]
