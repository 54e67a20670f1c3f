"""Finding below a prefix: what is found is a list like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.local_names import NAMES_FILE
from jos_tui.core.location import Location
from jos_tui.jobs.model import Change
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.find import FindPrompt
from jos_tui.ui.words import described
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, burst, press, running, said, shown, until_shown

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
NC = ["a/deep/three.nc", "a/one.nc", "a/two.nc", "b//double.nc", "data/tas.nc"]


def listed(pilot: Pilot[None]) -> list[str]:
    model = browser(pilot).level.model
    return [model.key(row) for row in range(len(model))]


def cursor_key(pilot: Pilot[None]) -> str:
    entry = browser(pilot).table.cursor_entry
    return entry.key if entry else ""


@pytest.fixture
def paged(store: Store, bucket: str) -> str:
    """A bucket whose listing has two pages, with something to be found on each."""
    for number in range(1001):
        store.put(bucket, f"p/{number:04}", b"", CancelToken())
    for key in ("p/0000.nc", "p/9999.nc"):
        store.put(bucket, key, b"12345", CancelToken())
    return bucket


@SIZES
async def test_what_fits_is_listed_with_paths_and_what_was_asked_is_said(
    server: S3Server, filled: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        await press(pilot, "f")
        assert f"Find below {filled}/" in shown(pilot)
        assert ">1G" in shown(pilot)
        await press(pilot, *"*.nc !three*", "enter")

        assert listed(pilot) == [key for key in NC if "three" not in key]
        assert "a/one.nc" in shown(pilot)
        assert ": *.nc !three*" in shown(pilot)
        assert "4 found, 11 looked at" in shown(pilot)


async def test_names_are_relative_to_the_level_that_was_searched(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        await press(pilot, "f", *"*.nc", "enter")

        assert listed(pilot) == NC[:3]
        assert "deep/three.nc" in shown(pilot)
        assert "a/deep/three.nc" not in shown(pilot)
        assert f"found below {filled}/a/: *.nc" in shown(pilot)


async def test_keys_typed_ahead_find_too(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await burst(pilot, *"fthree", "enter")
        assert listed(pilot) == ["a/deep/three.nc"]


@SIZES
async def test_a_query_that_cannot_be_read_stays_with_the_cursor_at_the_wrong_word(
    server: S3Server, filled: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        await press(pilot, "f", *"<1x *.nc", "enter")

        assert isinstance(pilot.app.screen, FindPrompt)
        assert "The query cannot be read at <1x" in shown(pilot)
        typed = pilot.app.screen.query_one(Input)
        assert (typed.value, typed.cursor_position) == ("<1x *.nc", 3)
        await press(pilot, "backspace", "d", "enter")
        assert listed(pilot) == NC


async def test_there_is_nothing_to_find_below_the_list_of_buckets(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "f")
        assert "Open a bucket first" in said(pilot)


async def test_below_the_node_of_the_tree(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/a/", size=SMALL) as pilot:
        await press(pilot, "tab", "f")
        node = browser(pilot).tree_pane.cursor_location
        assert node is not None
        assert f"Find below {node.bucket}/{node.prefix}" in shown(pilot)
        await press(pilot, *"*.nc", "enter")
        assert not browser(pilot).tree_focused
        assert browser(pilot).level.location == node
        assert listed(pilot) == [key for key in NC if key.startswith(node.prefix)]


@SIZES
async def test_nothing_found_says_what_to_do_and_the_query_can_be_changed(
    server: S3Server, filled: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/", size=size) as pilot:
        await press(pilot, "f", *"nosuch", "enter")
        assert f"Nothing below {filled}/a/ fits nosuch" in shown(pilot)
        assert "3 objects looked at" in shown(pilot)
        assert "f changes the query" in shown(pilot)

        await press(pilot, "f")
        assert pilot.app.screen.query_one(Input).value == "nosuch"
        await press(pilot, "ctrl+u", *"one", "enter")
        assert listed(pilot) == ["a/one.nc"]
        await press(pilot, "h")
        assert browser(pilot).level.query is None
        assert browser(pilot).level.location == Location(filled, "a/")


async def test_a_prefix_without_objects_is_said_to_be_one(server: S3Server, bucket: str) -> None:
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "f", *"x", "enter")
        assert f"There is nothing below {bucket}/" in shown(pilot)


async def test_the_way_back_to_the_level_and_forward_again(
    server: S3Server, filled: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/") as pilot:
        level = listed(pilot)
        browser(pilot).table.move_cursor_to("data/")
        await press(pilot, "f", *"*.nc", "enter", "j", "j")
        assert cursor_key(pilot) == "a/two.nc"

        await press(pilot, "h")
        assert listed(pilot) == level
        assert cursor_key(pilot) == "data/"
        before = len(proxy.requests)
        await press(pilot, "]")
        assert listed(pilot) == NC
        assert cursor_key(pilot) == "a/two.nc"
        assert "5 found, 11 looked at" in shown(pilot)
        assert len(proxy.requests) == before, "to look at everything again takes an order"
        await press(pilot, "[")
        assert listed(pilot) == level
        assert cursor_key(pilot) == "data/"


async def test_a_hit_opens_its_level_with_the_cursor_on_it(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "f", *"two", "enter", "enter")
        assert browser(pilot).level.location == Location(filled, "a/")
        assert browser(pilot).level.query is None
        assert listed(pilot) == ["a/deep/", "a/one.nc", "a/two.nc"]
        assert cursor_key(pilot) == "a/two.nc"

        await press(pilot, "[")
        assert listed(pilot) == ["a/two.nc"]
        await press(pilot, "[", "enter", "h")
        assert browser(pilot).level.query is None


async def test_the_same_level_is_not_taken_for_what_was_found_below_it(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        await press(pilot, "f", *"one", "enter", "enter")
        assert browser(pilot).level.location == Location(filled, "a/")
        assert listed(pilot) == ["a/deep/", "a/one.nc", "a/two.nc"]
        await press(pilot, "f", *"two", "enter")
        assert listed(pilot) == ["a/two.nc"]
        await press(pilot, "f", "enter")
        assert listed(pilot) == ["a/two.nc"]


async def test_asking_again_finds_what_has_come(
    server: S3Server, filled: str, store: Store
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "f", *"*.nc", "enter", "end")
        assert cursor_key(pilot) == "data/tas.nc"
        store.put(filled, "a/new.nc", b"", CancelToken())
        store.delete(filled, "a/one.nc", CancelToken())

        await press(pilot, "R")
        assert listed(pilot) == sorted({*NC, "a/new.nc"} - {"a/one.nc"})
        assert cursor_key(pilot) == "data/tas.nc"
        store.delete(filled, "a/two.nc", CancelToken())
        await press(pilot, "f", "enter")
        assert "a/two.nc" not in listed(pilot)


async def test_sort_filter_marks_and_copied_text(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "f", *"*.nc", "enter")
        await press(pilot, "comma", "N")
        assert listed(pilot) == NC[::-1]
        await press(pilot, "slash", *"deep", "enter")
        assert listed(pilot) == ["a/deep/three.nc"]
        assert "1 of 5 found" in shown(pilot)
        assert "object a/deep/three.nc" in described(browser(pilot).selection())
        await press(pilot, "space", "escape", "+", *"*tas.nc", "enter")
        assert browser(pilot).level.model.marked_count == 2
        await press(pilot, "escape")
        browser(pilot).table.move_cursor_to("b//double.nc")
        await press(pilot, "c", "c")
        assert f"s3://{filled}/b//double.nc" in shown(pilot)


@SIZES
async def test_hits_are_saved_with_their_paths_and_none_takes_the_place_of_another(
    server: S3Server, store: Store, filled: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    store.put(filled, "a/again/one.nc", b"another one", CancelToken())
    store.put(filled, "a/one.nc/o.nc", b"in a folder named as a file", CancelToken())
    async with running(server.profile(), f"s3://{filled}/a/", size=size) as pilot:
        await press(pilot, "f", *"o*.nc", "enter")
        assert listed(pilot) == ["a/again/one.nc", "a/one.nc", "a/one.nc/o.nc"]
        await press(pilot, "a", "s")
        await press(pilot, "ctrl+u", *str(tmp_path / "out"), "enter")

    files = {
        str(path.relative_to(tmp_path)): path.read_text()
        for path in tmp_path.rglob("*")
        if path.is_file() and path.name != NAMES_FILE
    }
    assert files == {
        "out/again/one.nc": "another one",
        "out/one.nc": "content of a/one.nc",
        "out/one.nc%2F/o.nc": "in a folder named as a file",
    }


@SIZES
async def test_deleted_hits_leave_the_list_without_being_asked_for_again(
    server: S3Server, store: Store, filled: str, proxy: FaultProxy, size: tuple[int, int]
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/", size=size) as pilot:
        await press(pilot, "f", *"*.nc", "enter", "space", "space")
        before = len(proxy.requests)
        await press(pilot, "d")
        await press(pilot, "tab", "enter")

        assert listed(pilot) == NC[2:]
        assert "3 found, 11 looked at" in shown(pilot)
        assert not [one for one in proxy.requests[before:] if "list-type" in one.query]
        await press(pilot, "h")
        await press(pilot, "f", *"*.nc", "enter")
        assert listed(pilot) == NC[2:]


async def test_what_jobs_write_is_shown_in_the_rows_there_are(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "f", *"two", "enter")
        written = [Entry(key, Kind.OBJECT, 77) for key in ("a/two.nc", "a/more/two.nc")]
        browser(pilot).level.take_changes([Change(filled, entry) for entry in written])
        await press(pilot)
        assert browser(pilot).level.model.rows() == (written[0],)


@SIZES
async def test_a_find_that_is_stopped_keeps_what_came_and_says_that_it_is_partial(
    server: S3Server, paged: str, proxy: FaultProxy, size: tuple[int, int]
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{paged}/", size=size) as pilot:
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "continuation-token"))
        await pilot.press("f", *"*.nc", "enter")
        while not (proxy.struck(stall) and listed(pilot)):
            await pilot.pause()
        await until_shown(pilot, "1 found, 1,000 looked at… Esc stops")

        await press(pilot, "escape")
        assert listed(pilot) == ["p/0000.nc"]
        assert "1 found, partial: stopped after 1,000, R asks again" in shown(pilot)
        proxy.heal()
        await press(pilot, "R")
        assert listed(pilot) == ["p/0000.nc", "p/9999.nc"]
        assert "2 found, 1,003 looked at" in shown(pilot)


async def test_a_find_that_is_left_on_its_way_is_partial_when_one_comes_back(
    server: S3Server, paged: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{paged}/") as pilot:
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "continuation-token"))
        await pilot.press("f", *"*.nc", "enter")
        while not (proxy.struck(stall) and listed(pilot)):
            await pilot.pause()
        proxy.heal()
        await press(pilot, "enter")
        assert browser(pilot).level.location == Location(paged, "p/")
        assert cursor_key(pilot) == "p/0000.nc"
        assert browser(pilot).level.model.total == 1003

        await press(pilot, "[")
        assert listed(pilot) == ["p/0000.nc"]
        assert "partial: stopped after 1,000" in shown(pilot)


async def test_stopped_before_anything_came_or_refused(
    server: S3Server, filled: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/") as pilot:
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "list-type"))
        await pilot.press("f", *"*.nc", "enter")
        while not proxy.struck(stall):
            await pilot.pause()
        await until_shown(pilot, "nothing found yet")
        await press(pilot, "escape")
        assert "Stopped after 0 objects" in shown(pilot)
        proxy.heal()

        refusal = s3_error("AccessDenied")
        proxy.inject(Fault(FaultKind.CANNED, "list-type", None, status=403, body=refusal))
        await press(pilot, "R")
        assert "partial: failed after 0" in shown(pilot)
        assert "R tries again" in shown(pilot)
        proxy.heal()
        await press(pilot, "R")
        assert listed(pilot) == NC


async def test_hostile_names_and_queries_are_shown_harmless(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "f", *"[red]", "enter")
        assert ": [red]" in shown(pilot)
        await press(pilot, "f", "ctrl+u", *"esc*", "enter")
        assert "esc␛[2J" in shown(pilot)
