"""``=`` marks on both sides what differs, and F5 copies just that."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from jos_tui.ui.local.pane import LocalPane
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, said, shown, until


def marked(pilot: Pilot[None]) -> tuple[set[str], set[str]]:
    """Return what is marked on this machine, and in the store."""
    here = browser(pilot).query_one(LocalPane).files.model
    there = browser(pilot).level.model
    return (
        {row.key for row in here.rows() if here.is_marked(row.key)},
        {row.key for row in there.rows() if there.is_marked(row.key)},
    )


async def test_what_differs_is_marked_and_f5_copies_only_that(
    server: S3Server, bucket: str, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "run").mkdir()
    for name in ("same", "changed", "new", "run/new", "run/same"):
        (tmp_path / name).write_text("here")
        os.utime(tmp_path / name, (1, 1))
    for name in ("same", "run/same", "only/there"):
        store.put(bucket, name, b"here", CancelToken())
    store.put(bucket, "changed", b"there", CancelToken())
    before = store.stat(bucket, "run/same", CancelToken())
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "=")
        assert "Show a local folder first: |" in said(pilot)
        await press(pilot, "|", "=")
        assert "2 only here, 1 only in the store, 1 different, 2 the same" in said(pilot)
        assert marked(pilot) == ({"changed", "new", "run/"}, {"changed", "only/"})

        await press(pilot, "f5", "enter")
        assert "To transfer: 3 objects" in shown(pilot)
        await press(pilot, "enter")
        assert store.stat(bucket, "changed", CancelToken()).size == 4
        assert store.stat(bucket, "run/same", CancelToken()) == before

        await press(pilot, "=")
        assert marked(pilot) == (set(), {"only/"})
        await press(pilot, "tab", "f5", "enter", "=")
        assert (tmp_path / "only" / "there").read_text() == "here"
        assert marked(pilot) == (set(), set())


def is_of_all_below(request: Request) -> bool:
    """Whether it lists without a delimiter."""
    return "list-type" in request.query and "delimiter" not in request.query


@pytest.mark.parametrize("key", ["escape", "|"])
async def test_esc_and_hiding_the_folder_stop_it(
    server: S3Server, filled: str, proxy: FaultProxy, key: str
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/") as pilot:
        await press(pilot, "|")
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, is_of_all_below, None))
        await pilot.press("=")
        await until(pilot, lambda: proxy.struck(stall) > 0, "the listing is asked for")
        await press(pilot, key)
        assert "Comparing was stopped" in said(pilot)
        assert marked(pilot) == (set(), set())
