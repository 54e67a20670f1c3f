"""How much is below a level: measured, remembered, compared, and true after a deletion."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jos_tui.browse.usage import Growth, Usage
from jos_tui.browse.usage_cache import UsageCache
from jos_tui.browse.usage_lines import LineKind, UsageLine
from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from jos_tui.ui.browser.screen import BrowserScreen
from jos_tui.ui.dialogs.delete import DeleteDialog
from jos_tui.ui.usage.rows import Scale, columns_of, heading, line_text
from jos_tui.ui.usage.screen import UsageScreen
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server
from tests.ui.driving import (
    SMALL,
    WIDE,
    browser,
    burst,
    press,
    running,
    settle,
    shown,
    until,
    until_shown,
)

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
LISTING = "list-type=2"


def put(store: Store, bucket: str, sizes: dict[str, int]) -> None:
    for key, size in sizes.items():
        store.put(bucket, key, b"x" * size, CancelToken())


@pytest.fixture
def sized(store: Store, bucket: str) -> str:
    """A bucket whose prefixes are of sizes that are known."""
    sizes = {"run1/a/x": 700, "run1/a/y": 100, "run1/b/x": 50, "run2/x": 100, "top": 50}
    put(store, bucket, sizes)
    return bucket


def usage_screen(pilot: Pilot[None]) -> UsageScreen:
    screen = pilot.app.screen
    assert isinstance(screen, UsageScreen), screen
    return screen


def rows(pilot: Pilot[None]) -> list[list[str]]:
    """The words of each row: bar, size, unit, percent, objects, …, name."""
    return [row.lines[0].split() for row in usage_screen(pilot).list.rows]


def names(pilot: Pilot[None]) -> list[str]:
    return [row.lines[0].rstrip().split("  ")[-1] for row in usage_screen(pilot).list.rows]


@SIZES
async def test_a_level_is_measured_and_one_goes_down_and_up(
    server: S3Server, sized: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{sized}/", size=size) as pilot:
        await press(pilot, "U")
        assert f"Usage of s3://{sized}/" in shown(pilot)
        assert "5 objects, 1.0 kB, newest " in shown(pilot)
        assert [row[-1] for row in rows(pilot)] == ["run1/", "run2/", "here)"]
        assert rows(pilot)[0][1:5] == ["850", "B", "85%", "3"]
        assert rows(pilot)[2][1:5] == ["50", "B", "5%", "1"]
        assert "Measured " in shown(pilot)

        await press(pilot, "enter")
        assert f"Usage of s3://{sized}/run1/" in shown(pilot)
        assert "3 objects, 850 B" in shown(pilot)
        assert names(pilot) == ["a/", "b/"]
        await press(pilot, "l", "l")
        assert isinstance(pilot.app.screen, BrowserScreen), "the objects are in the browser"
        assert browser(pilot).level.location == Location(sized, "run1/a/")

        await press(pilot, "U")
        assert "2 objects, 800 B" in shown(pilot)
        await press(pilot, "h")
        assert "Nothing above is measured" in shown(pilot)
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, BrowserScreen)


async def test_going_up_the_cursor_lies_on_what_was_left(server: S3Server, sized: str) -> None:
    async with running(server.profile(), f"s3://{sized}/") as pilot:
        await press(pilot, "U", "j", "l", "h")
        assert usage_screen(pilot).list.cursor_row == 1
        await press(pilot, "k", "l", "j", "o")
        assert browser(pilot).level.location == Location(sized, "run1/b/")


@SIZES
async def test_it_is_remembered_and_compared(
    server: S3Server, store: Store, sized: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{sized}/", size=size) as pilot:
        await press(pilot, "U", "escape")
        put(store, sized, {"run2/y": 2_000, "run3/x": 10})
        await press(pilot, "U")
        assert "5 objects, 1.0 kB" in shown(pilot), "this is what is remembered"
        assert "grew" not in shown(pilot).lower()

        await press(pilot, "R")
        assert "7 objects, 3.0 kB" in shown(pilot)
        assert "Grew by 2.0 kB (+2 objects) since" in shown(pilot)
        assert "grew by" in shown(pilot).splitlines()[4], "the heading"
        assert [row[-1] for row in rows(pilot)] == ["run2/", "run1/", "here)", "run3/"]
        assert "+2.0 kB" in shown(pilot)
        await press(pilot, "R")
        assert "No change since" in shown(pilot)

    async with running(server.profile(), f"s3://{sized}/", size=size) as pilot:
        await press(pilot, "U")
        assert "7 objects, 3.0 kB" in shown(pilot)
        assert "No change since" in shown(pilot)


async def test_lines_are_sorted_as_one_likes(server: S3Server, sized: str) -> None:
    async with running(server.profile(), f"s3://{sized}/") as pilot:
        await press(pilot, "U")
        await pilot.press("comma")
        await settle(pilot)
        assert "newest" in shown(pilot)
        await press(pilot, "n")
        assert names(pilot) == ["run1/", "run2/", "(objects here)"]
        await press(pilot, "comma", "m")
        assert sorted(names(pilot)) == ["(objects here)", "run1/", "run2/"]
        await press(pilot, "comma", "x", "comma", "o")
        assert names(pilot)[0] == "run1/"


async def test_what_came_is_kept_when_measuring_is_stopped(
    server: S3Server, store: Store, bucket: str, proxy: FaultProxy
) -> None:
    keys = [f"{number:04}/x" for number in range(1_002)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda key: put(store, bucket, {key: 10}), keys))
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{bucket}/") as pilot:
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "continuation-token", None))
        await pilot.press("U")
        await until(pilot, lambda: proxy.struck(stall) > 0, "the second page is asked for")
        await until_shown(pilot, "1,000 objects, 10.0 kB")
        assert "Measuring… Esc stops" in shown(pilot)
        assert "Esc stop" in shown(pilot).splitlines()[-1]
        await pilot.press("d")
        await until_shown(pilot, "Only what was measured to its end")
        await pilot.press("j")
        await press(pilot, "escape")
        assert "only a part" in shown(pilot)
        assert "1,000 objects, 10.0 kB" in shown(pilot)
        assert names(pilot)[-1] == "(500 of the smallest)"
        assert len(rows(pilot)) == 501
        assert usage_screen(pilot).list.cursor_row == 1

        proxy.heal()
        await press(pilot, "R")
        assert "1,002 objects, 10.0 kB" in shown(pilot)
        assert names(pilot)[-1] == "(502 of the smallest)"
        await press(pilot, "G", "enter")
        assert "not remembered one by one" in shown(pilot)


async def test_a_part_is_not_remembered(server: S3Server, sized: str, proxy: FaultProxy) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{sized}/") as pilot:
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, LISTING, None))
        await pilot.press("U")
        await until(pilot, lambda: proxy.struck(stall) > 0, "the listing is asked for")
        await press(pilot, "escape")
        assert "Stopped before anything came" in shown(pilot)
        await press(pilot, "enter", "d", "escape")
        assert isinstance(pilot.app.screen, UsageScreen), "Esc takes the message back first"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, BrowserScreen)
        proxy.heal()
        await press(pilot, "U")
        assert "5 objects, 1.0 kB" in shown(pilot)


async def test_a_refusal_says_what_to_do(server: S3Server, sized: str, proxy: FaultProxy) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{sized}/") as pilot:
        denied = s3_error("AccessDenied", "Access Denied.")
        proxy.inject(Fault(FaultKind.CANNED, LISTING, None, status=403, body=denied))
        await press(pilot, "U")
        assert "Not complete" in shown(pilot)
        assert "R tries again" in shown(pilot)
        proxy.heal()
        await press(pilot, "R")
        assert "5 objects, 1.0 kB" in shown(pilot)


async def test_an_empty_bucket_says_so(server: S3Server, bucket: str) -> None:
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "U")
        assert "Nothing is stored here that a listing shows." in shown(pilot)
        await press(pilot, "j", "enter", "d")
        assert "There is nothing here to delete" in shown(pilot)
        await press(pilot, "U")
        assert isinstance(pilot.app.screen, BrowserScreen)


@SIZES
async def test_a_prefix_is_deleted_and_the_numbers_are_true(
    server: S3Server, store: Store, sized: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{sized}/", size=size) as pilot:
        await press(pilot, "U", "d")
        assert isinstance(pilot.app.screen, DeleteDialog)
        assert "3 objects, 850 B" in shown(pilot)
        await press(pilot, "escape", "l", "d")
        assert "2 objects, 800 B" in shown(pilot)
        await press(pilot, "tab", "enter")
        await until(pilot, lambda: names(pilot) == ["b/"], "the deleted prefix goes")
        await settle(pilot)
        assert "1 object, 50 B" in shown(pilot)
        await press(pilot, "h")
        assert "3 objects, 200 B" in shown(pilot)
        assert names(pilot) == ["run2/", "(objects here)", "run1/"]
        await press(pilot, "k")
        await press(pilot, "d")
        assert "Only a prefix can be deleted" in shown(pilot)
        await press(pilot, "q", "U")
        assert "3 objects, 200 B" in shown(pilot), "also when it is opened again"
        await press(pilot, "q", "R")
        browser(pilot).table.move_cursor_to("run1/")
        await press(pilot, "enter")
        assert [entry.key for entry in browser(pilot).level.model.rows()] == ["run1/b/"]


async def test_the_level_above_is_shown_when_all_of_a_level_is_deleted(
    server: S3Server, sized: str
) -> None:
    async with running(server.profile(), f"s3://{sized}/") as pilot:
        await press(pilot, "U", "l")
        for _ in ("a/", "b/"):
            await press(pilot, "d")
            await press(pilot, "tab", "enter")
        assert f"Usage of s3://{sized}/" in shown(pilot)
        assert "2 objects, 150 B" in shown(pilot)


async def test_what_is_not_true_any_more_is_measured_again_the_next_time(
    server: S3Server, sized: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{sized}/") as pilot:
        await press(pilot, "U", "d")
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "POST", None))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: proxy.struck(stall) > 0, "the deletion is under way")
        await until_shown(pilot, "being deleted")
        await pilot.press("d")
        await until_shown(pilot, "This is being deleted")
        await pilot.press("escape", "q")
        endpoint, location = proxy.endpoint.url, Location(sized)
        remembered = UsageCache.of_user().load
        await until(
            pilot, lambda: remembered(endpoint, location).latest is None, "the result is retired"
        )
        await pilot.press("U")
        await until_shown(pilot, "Shrank by 850 B (-3 objects) since")


async def test_in_the_list_of_buckets_and_in_the_tree_the_cursor_decides(
    server: S3Server, sized: str
) -> None:
    async with running(server.profile()) as pilot:
        browser(pilot).table.move_cursor_to(sized)
        await press(pilot, "U")
        assert f"Usage of s3://{sized}/" in shown(pilot)
        await press(pilot, "o")
        assert browser(pilot).level.location == Location(sized, "run1/")
        await press(pilot, "tab")
        pointed = browser(pilot).tree_pane.cursor_location
        await press(pilot, "U")
        assert usage_screen(pilot).location == pointed


async def test_names_do_nothing_to_the_screen(server: S3Server, store: Store, bucket: str) -> None:
    odd = ["esc\x1b[2J\x1b]0;pwned\x07/", "[@click=app.quit]quit/", "rtl\u202egnp/", " edge /"]
    put(store, bucket, {f"{name}x": 1 for name in odd} | {f"wide{'長' * 60}/x": 1})
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        await press(pilot, "U")
        for word in ("␛[2J", "[@click=app.quit]quit/", "rtl⟨202E⟩gnp/", "␠edge /", "長…長"):
            assert word in shown(pilot)
        assert "\x1b" not in shown(pilot)
        for _ in odd:
            await press(pilot, "l", "h", "j")
        assert isinstance(pilot.app.screen, UsageScreen)


async def test_keys_typed_ahead_find_the_screen(server: S3Server, sized: str) -> None:
    async with running(server.profile(), f"s3://{sized}/") as pilot:
        await burst(pilot, "U", "j", "j", "U")
        assert isinstance(pilot.app.screen, BrowserScreen)
        await press(pilot, "U")
        await burst(pilot, "l", "j", "h", "l", "l", "l")
        assert browser(pilot).level.location == Location(sized, "run1/a/")


async def test_a_result_that_cannot_be_kept_is_shown_all_the_same(
    server: S3Server, sized: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    async with running(server.profile(), f"s3://{sized}/") as pilot:
        await press(pilot, "U")
        assert "5 objects, 1.0 kB" in shown(pilot)
        assert "Name another place with XDG_CACHE_HOME" in shown(pilot)


async def test_an_earlier_result_that_cannot_be_read_is_told(server: S3Server, sized: str) -> None:
    async with running(server.profile(), f"s3://{sized}/") as pilot:
        await press(pilot, "U", "q")
        for path in UsageCache.of_user().folder.iterdir():
            path.write_text("broken")
        await press(pilot, "U")
        assert "An earlier measurement is left out" in shown(pilot)
        assert "5 objects, 1.0 kB" in shown(pilot)


LINE = UsageLine(
    LineKind.PREFIX, "a/ScenarioMIP-ssp585/", Usage(830_400_000, 117_044, 1, 1), Growth(-9, 1)
)


@pytest.mark.parametrize("width", [20, 38, 60, 78, 99, 100, 200])
@pytest.mark.parametrize("compared", [False, True])
def test_a_line_fits_and_keeps_its_name(width: int, compared: bool) -> None:
    columns = columns_of(width, compared=compared)
    text = line_text(LINE, Scale(1_000_000_000, 830_400_000), columns, 2)
    assert len(text) <= width
    assert "830.4 MB" in text
    assert "83%" in text
    assert len(heading(columns)) == len(text)
    if width >= 38:
        assert text.rstrip().endswith("585/")
    if compared and width >= 60:
        assert "-9 B" in text
    if width >= 78:
        assert "#" * columns.bar in text
