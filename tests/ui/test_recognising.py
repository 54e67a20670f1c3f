"""Zarr stores of any name get their badge without being opened, for few requests."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.model import Change
from jos_tui.store.store import Store
from jos_tui.ui.look import Line, Look
from jos_tui.ui.preview.zarr_screen import ZarrScreen
from tests.preview.stores import V2, V3, fill
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error
from tests.support.servers import S3Server
from tests.ui.driving import (
    CURIOUS,
    SMALL,
    browser,
    press,
    running,
    said,
    settle,
    shown,
    until,
    until_shown,
)

NEVER_AT_REST = Look(rest_seconds=3600.0)
MISSES = 24
REQUESTS_EACH = 2


def is_question(request: Request) -> bool:
    """Whether a request asks if something is a Zarr store."""
    return "prefix=" in request.query and (
        request.query.endswith((".z", "zarr.json"))
        or "%2F.z&" in request.query
        or "%2Fzarr.json&" in request.query
    )


def questions(proxy: FaultProxy) -> list[str]:
    return [request.query for request in proxy.requests if is_question(request)]


def about(proxy: FaultProxy, name: str) -> list[str]:
    return [query for query in questions(proxy) if f"prefix={name}" in query]


async def enter(pilot: Pilot[None], bucket: str) -> None:
    """Open a bucket, and wait for nothing."""
    assert browser(pilot).table.move_cursor_to(bucket)
    await pilot.press("enter")


def row(pilot: Pilot[None], name: str) -> list[str]:
    """The words of the row of a name."""
    line = next(line for line in shown(pilot).splitlines() if name in line)
    return line.strip(" │").split()


@pytest.fixture
def mixed(store: Store, bucket: str) -> str:
    """A bucket with Zarr stores that no name tells of, among other things."""
    fill(store, bucket, "era5/", V2)
    fill(store, bucket, "T1m/", V3)
    fill(store, bucket, "plain/", [("notes.txt", b"a prefix"), ("deep/zarr.json", b"{}")])
    fill(store, bucket, "", [("readme.txt", b"an object")])
    return bucket


@pytest.fixture
def plain(store: Store, bucket: str) -> str:
    """A bucket with 500 prefixes that are no Zarr stores."""
    fill(store, bucket, "", [(f"{number:03}/x", b"") for number in range(500)])
    return bucket


async def test_rows_change_in_place_and_enter_shows_what_is_in_them(
    server: S3Server, mixed: str
) -> None:
    async with running(server.profile(), f"s3://{mixed}/", size=SMALL, look=CURIOUS) as pilot:
        assert row(pilot, "era5/") == ["era5/", "zarr", "–"]
        assert row(pilot, "T1m/") == ["T1m/", "zarr", "–"]
        assert "zarr" not in row(pilot, "plain/")

        browser(pilot).table.move_cursor_to("T1m/")
        await press(pilot, "enter")
        assert "Zarr format 3, consolidated metadata: 2 arrays" in shown(pilot)
        await press(pilot, "o")
        assert browser(pilot).level.location == Location(mixed, "T1m/")
        await press(pilot, "h")
        assert row(pilot, "T1m/") == ["T1m/", "zarr", "2", "arrays"]


async def test_they_are_prefixes_to_everything_else(server: S3Server, mixed: str) -> None:
    async with running(server.profile(), f"s3://{mixed}/", size=SMALL, look=CURIOUS) as pilot:
        table = browser(pilot).table
        order = [table.model.key(line) for line in range(len(table.model))]
        assert order == ["T1m/", "era5/", "plain/", "readme.txt"]
        await press(pilot, ",", "s")
        assert "zarr" in row(pilot, "era5/")
        await press(pilot, ",", "n", "slash", "e", "r", "a", "enter")
        assert len(table.model) == 1
        await press(pilot, "escape", "g", "g", "space", "space")
        assert [entry.key for entry in table.selection()] == ["T1m/", "era5/"]

        await press(pilot, "d")
        assert f"{len(V2) + len(V3)} objects" in shown(pilot), "the plan counts every key"
        await press(pilot, "escape", ".")
        assert f"{len(V2) + len(V3)} objects" in said(pilot)


async def test_nothing_is_asked_inside_a_zarr_store(
    server: S3Server, mixed: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{mixed}/era5/", size=SMALL, look=CURIOUS) as pilot:
        assert questions(proxy) == [], "its metadata are listed: it is one itself"
        await press(pilot, "h")
        assert row(pilot, "era5/")[1] == "zarr"
        assert about(proxy, "era5") == []
        assert len(about(proxy, "T1m")) == 2


async def test_many_prefixes_never_cost_a_request_each(
    server: S3Server, plain: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{plain}/", size=SMALL, look=CURIOUS) as pilot:
        rows = len(browser(pilot).table.rows_on_screen)
        assert len(questions(proxy)) == rows * REQUESTS_EACH, "only what is on screen"
        for _ in range(500 // rows + 1):
            await press(pilot, "pagedown")
        assert browser(pilot).table.cursor_row == 499
        assert len(questions(proxy)) == MISSES * REQUESTS_EACH

        await press(pilot, "g", "g")
        await press(pilot, "h", "enter")
        assert len(questions(proxy)) == MISSES * REQUESTS_EACH, "nor when it is come back to"


async def test_nothing_is_asked_before_the_rows_rest(
    server: S3Server, plain: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, size=SMALL, look=NEVER_AT_REST) as pilot:
        await enter(pilot, plain)
        await until_shown(pilot, "000/")
        for _ in range(30):
            await pilot.press("pagedown")
        await pilot.press("slash", "1", "enter")
        await pilot.pause()
        assert not browser(pilot).recognising.idle, "it waits for rest"
        assert questions(proxy) == []


async def test_leaving_a_level_ends_its_questions(
    server: S3Server, plain: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    stalled = proxy.inject(Fault(FaultKind.STALL_RESPONSE, is_question, times=None))
    async with running(profile, size=SMALL, look=CURIOUS) as pilot:
        await enter(pilot, plain)
        await until(pilot, lambda: proxy.struck(stalled) == 2, "two questions are open")
        await pilot.press("h")
        await settle(pilot)
        assert browser(pilot).level.location.is_bucket_list
        assert len(questions(proxy)) == 2
        proxy.heal()
        await settle(pilot)
        assert len(questions(proxy)) == 2


@pytest.mark.parametrize("keys", [["pagedown"], ["slash", "4"], [",", "N"], ["w"]])
async def test_scrolling_filtering_and_other_screens_end_what_is_asked(
    server: S3Server, plain: str, proxy: FaultProxy, keys: list[str]
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    stalled = proxy.inject(Fault(FaultKind.STALL_RESPONSE, is_question, times=2))
    async with running(profile, size=SMALL, look=CURIOUS) as pilot:
        await enter(pilot, plain)
        await until(pilot, lambda: proxy.struck(stalled) == 2, "two questions are open")
        first = len(questions(proxy))
        await pilot.press(*keys)  # the first of two alone leaves the questions open
        await settle(pilot)
        rows = len(browser(pilot).table.rows_on_screen)
        asked = len(questions(proxy)) - first
        assert asked == (0 if keys == ["w"] else rows * REQUESTS_EACH)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.CANNED, is_question, times=None, status=403, body=s3_error("AccessDenied")),
        Fault(FaultKind.CANNED, is_question, times=None, status=400, body=s3_error("Unheard")),
        Fault(FaultKind.CANNED, is_question, times=None, status=200, body=b"<html>log in</html>"),
    ],
)
async def test_a_store_that_refuses_is_left_alone_without_a_word(
    server: S3Server, mixed: str, proxy: FaultProxy, fault: Fault
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    proxy.inject(fault)
    async with running(profile, f"s3://{mixed}/", size=SMALL, look=CURIOUS) as pilot:
        asked = len(questions(proxy))
        assert 1 <= asked <= 2
        assert said(pilot) == ""
        await press(pilot, "j", "h", "enter")
        assert len(questions(proxy)) == asked

        proxy.heal()
        browser(pilot).level.open(Location(mixed))
        await press(pilot, "R")
        assert row(pilot, "era5/")[1] == "zarr", "R asks again"


async def test_r_asks_again(server: S3Server, store: Store, mixed: str) -> None:
    async with running(server.profile(), f"s3://{mixed}/", size=SMALL, look=CURIOUS) as pilot:
        store.put(mixed, "plain/.zgroup", b"{}", CancelToken())
        for key, _ in V3:
            store.delete(mixed, f"T1m/{key}", CancelToken())
        store.put(mixed, "T1m/notes.txt", b"", CancelToken())
        await press(pilot, "R")
        assert row(pilot, "plain/")[1] == "zarr"
        assert "zarr" not in row(pilot, "T1m/")


async def test_what_a_job_writes_and_deletes_tells_without_a_request(
    server: S3Server, store: Store, mixed: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{mixed}/", size=SMALL, look=CURIOUS) as pilot:
        asked = len(questions(proxy))
        written = Entry("plain/zarr.json", Kind.OBJECT, 2)
        browser(pilot).take_changes([Change(mixed, written), Change("", Entry("b", Kind.BUCKET))])
        await settle(pilot)
        assert row(pilot, "plain/")[1] == "zarr"
        assert len(questions(proxy)) == asked

        browser(pilot).take_changes([Change(mixed, deleted="plain/zarr.json")])
        await settle(pilot)
        assert "zarr" not in row(pilot, "plain/")
        assert len(questions(proxy)) == asked + REQUESTS_EACH, "others may be there"


async def test_on_a_slow_line_nothing_is_asked(
    server: S3Server, mixed: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    slow = Look(line=Line.SLOW, rest_seconds=0.001)
    async with running(profile, f"s3://{mixed}/", size=SMALL, look=slow) as pilot:
        await press(pilot, "j", "R")
        assert questions(proxy) == []
        assert "zarr" not in row(pilot, "era5/")


async def test_what_turns_out_to_be_none_when_it_is_opened_loses_its_badge(
    server: S3Server, store: Store, mixed: str
) -> None:
    async with running(server.profile(), f"s3://{mixed}/", size=SMALL, look=CURIOUS) as pilot:
        for key, _ in V3:
            if key.startswith("zarr.json"):
                store.delete(mixed, f"T1m/{key}", CancelToken())
        browser(pilot).table.move_cursor_to("T1m/")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ZarrScreen)
        assert "There are no Zarr metadata here" in shown(pilot)
        await press(pilot, "q")
        assert "zarr" not in row(pilot, "T1m/")
