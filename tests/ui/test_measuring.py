"""``.`` says in the status line how much is below something."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.model import Selection
from jos_tui.store.store import Store
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, browser, press, running, said, settle, shown, until, until_shown

BELOW_A = "prefix=a%2F"


async def test_a_prefix_is_measured_without_being_opened(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("a/")
        await press(pilot, ".")
        assert said(pilot).startswith("prefix a/: 3 objects, 64 B, newest ")
        await press(pilot, "U")
        assert "Usage of" in shown(pilot)


async def test_marked_rows_are_measured_together(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        for key in ("README.txt", "a/", "data/"):
            browser(pilot).table.move_cursor_to(key)
            await press(pilot, "space")
        await press(pilot, ".")
        assert said(pilot).startswith("3 rows of s3://jos-test-")
        assert "/: 5 objects, 107 B, newest " in said(pilot)


async def test_a_bucket_is_measured_in_the_list_and_in_the_tree(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile()) as pilot:
        browser(pilot).table.move_cursor_to(filled)
        await press(pilot, ".")
        words = f"bucket {filled}: 11 objects, "
        assert said(pilot).startswith(words)
        await press(pilot, "enter", "tab", "escape", ".")
        assert said(pilot).startswith(words)


async def test_an_object_and_an_empty_bucket_are_measured_too(
    server: S3Server, store: Store, bucket: str
) -> None:
    async with running(server.profile()) as pilot:
        browser(pilot).table.move_cursor_to(bucket)
        await press(pilot, ".")
        assert said(pilot) == f"bucket {bucket}: nothing is stored there"
        await press(pilot, "enter", ".")
        assert said(pilot) == "There is nothing here to measure"
        store.put(bucket, "one", b"12345", CancelToken())
        await press(pilot, "R", ".")
        assert said(pilot).startswith("object one: 1 object, 5 B, newest ")


async def test_measuring_is_stopped_with_esc_and_blocks_nothing(
    server: S3Server, filled: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/", size=SMALL) as pilot:
        browser(pilot).table.move_cursor_to("a/")
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, BELOW_A, None))
        await pilot.press(".")
        await until(pilot, lambda: proxy.struck(stall) > 0, "the listing is asked for")
        await until_shown(pilot, "Measuring prefix a/: 0 objects, 0 B… Esc stops")
        await pilot.press("j", ".")
        await until_shown(pilot, "1 more to measure… Esc stops")
        await press(pilot, "escape")
        assert said(pilot) == "prefix a/: stopped at 0 objects, 0 B"
        assert not browser(pilot).measuring.active

        proxy.heal()
        await press(pilot, ".")
        assert said(pilot).startswith("prefix b/: 1 object, 23 B, newest ")


async def test_several_are_measured_in_turn(
    server: S3Server, filled: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/") as pilot:
        denied = s3_error("AccessDenied", "Access Denied.")
        proxy.inject(Fault(FaultKind.CANNED, BELOW_A, None, status=403, body=denied))
        for prefix in ("a/", "b/", "data/"):
            selection = Selection(Location(filled), (Entry(prefix, Kind.PREFIX),))
            browser(pilot).measuring.begin(selection)
        assert "2 more to measure… Esc stops" in said(pilot)
        await settle(pilot)
        refused, *measured = said(pilot).splitlines()
        assert refused.startswith("prefix a/: ")
        assert "object" not in refused
        assert measured[0].startswith("prefix b/: 1 object, 23 B")
        assert measured[1].startswith("prefix data/: 1 object, 22 B")


async def test_a_refusal_says_what_to_do(server: S3Server, filled: str, proxy: FaultProxy) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("a/")
        denied = s3_error("AccessDenied", "Access Denied.")
        proxy.inject(Fault(FaultKind.CANNED, BELOW_A, None, status=403, body=denied))
        await press(pilot, ".")
        assert len(said(pilot).splitlines()) > 1
        assert "objects" not in said(pilot)
