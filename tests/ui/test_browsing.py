"""Looking around with the keyboard."""

from __future__ import annotations

from functools import partial

import pytest

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, burst, press, running, said, settle, shown


async def test_it_opens_with_the_list_of_buckets(server: S3Server, filled: str) -> None:
    async with running(server.profile()) as pilot:
        assert browser(pilot).level.location == Location()
        assert browser(pilot).table.move_cursor_to(filled)
        await settle(pilot)
        assert filled in shown(pilot)


async def test_enter_opens_and_h_leaves_with_the_cursor_where_it_was(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to("a/")
        await press(pilot, "enter")
        assert screen.level.location == Location(filled, "a/")
        assert "one.nc" in shown(pilot)

        await press(pilot, "h")
        assert screen.level.location == Location(filled)
        assert screen.table.cursor_entry is not None
        assert screen.table.cursor_entry.key == "a/"


async def test_back_and_forward_return_to_the_same_row(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to("a/two.nc")
        await press(pilot, "~")
        await press(pilot, "[")
        assert screen.level.location == Location(filled, "a/")
        assert screen.table.cursor_entry is not None
        assert screen.table.cursor_entry.key == "a/two.nc"

        await press(pilot, "]")
        assert screen.level.location == Location()


@pytest.mark.parametrize(
    ("target", "prefix", "cursor"),
    [("a/", "a/", ""), ("a", "a/", ""), ("a/two.nc", "a/", "a/two.nc"), ("b//", "b//", "")],
)
async def test_it_starts_where_it_is_told_to(
    server: S3Server, filled: str, target: str, prefix: str, cursor: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/{target}") as pilot:
        screen = browser(pilot)
        assert screen.level.location == Location(filled, prefix)
        entry = screen.table.cursor_entry
        assert entry is not None
        assert not cursor or entry.key == cursor


async def test_go_to_a_path_typed_in_one_go(server: S3Server, filled: str) -> None:
    async with running(server.profile()) as pilot:
        await burst(pilot, "g", "p", *f"s3://{filled}/data/", "enter")

        assert browser(pilot).level.location == Location(filled, "data/")


async def test_a_filter_typed_in_one_go_reaches_the_filter_and_nothing_else(
    server: S3Server, filled: str
) -> None:
    """The letters after / must never act as keys: d would ask to delete."""
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await burst(pilot, "/", *"data")
        assert len(browser(pilot).level.model) == 1
        assert pilot.app.screen is browser(pilot)

        await press(pilot, "escape")
        assert len(browser(pilot).level.model) == browser(pilot).level.model.total


async def test_a_bucket_that_is_not_listed_opens_by_name(server: S3Server, filled: str) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "g", "b", *filled, "enter")

        assert browser(pilot).level.location == Location(filled)


async def test_an_unknown_bucket_says_so_and_every_key_still_works(server: S3Server) -> None:
    async with running(server.profile(), "s3://no-such-bucket-at-all/") as pilot:
        assert "bucket" in shown(pilot).lower()
        assert "R tries again" in shown(pilot)

        await press(pilot, "~")
        assert browser(pilot).level.location == Location()


async def test_refresh_keeps_the_cursor_on_its_key_and_shows_what_is_new(
    server: S3Server, filled: str, store: Store
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to("z-last.csv")
        store.put(filled, "a-new-one.txt", b"", CancelToken())
        store.delete(filled, "README.txt", CancelToken())
        await press(pilot, "R")

        assert screen.table.cursor_entry is not None
        assert screen.table.cursor_entry.key == "z-last.csv"
        assert screen.level.model.row_of("a-new-one.txt") is not None
        assert screen.level.model.row_of("README.txt") is None


async def test_names_that_are_markup_or_escape_sequences_are_shown_as_they_are(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        text = shown(pilot)
        assert "[red]markup" in text
        assert "[@click=app.quit]quit" in text
        assert "esc␛[2J␛]0;pwned␇.txt" in text
        assert "rtl⟨202E⟩gnp.exe" in text
        assert "\x1b" not in text


def _put_chunk(store: Store, bucket: str, number: int, token: CancelToken) -> None:
    store.put(bucket, f"chunks/{number:05d}", b"x", token)


async def test_thousands_of_keys_are_all_there_and_the_end_is_one_key_away(
    server: S3Server, bucket: str, store: Store
) -> None:
    pool = Pool("fill", 16)
    for number in range(2_500):
        pool.submit(partial(_put_chunk, store, bucket, number))
    assert pool.join(120)
    async with running(server.profile(), f"s3://{bucket}/chunks/") as pilot:
        screen = browser(pilot)
        assert len(screen.level.model) == 2_500
        await press(pilot, "G")
        assert screen.table.cursor_entry is not None
        assert screen.table.cursor_entry.key == "chunks/02499"
        await press(pilot, "g", "g")
        assert screen.table.cursor_row == 0


async def test_sorting_by_size_and_back(server: S3Server, filled: str, store: Store) -> None:
    store.put(filled, "huge.bin", b"x" * 5000, CancelToken())
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        model = browser(pilot).level.model
        await press(pilot, "comma", "S")
        sizes = [model.entry(row).size for row in range(len(model))]
        objects = [size for size in sizes if size >= 0]
        assert objects == sorted(objects, reverse=True)

        await press(pilot, "comma", "n")
        keys = [model.entry(row).key for row in range(len(model))]
        assert keys == sorted(keys)


async def test_marks_are_counted_and_escape_clears_them(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        await press(pilot, "a")
        assert "3 marked" in shown(pilot)
        await press(pilot, "space")
        assert "2 marked" in shown(pilot)
        await press(pilot, "escape")
        assert "marked" not in shown(pilot)


async def test_mark_and_unmark_by_glob(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        screen = browser(pilot)
        await press(pilot, "plus", *"t*.nc", "enter")
        assert [entry.key for entry in screen.selection().entries] == ["a/two.nc"]

        await press(pilot, "a")
        await press(pilot, "minus", *"*.nc", "enter")
        assert [entry.key for entry in screen.selection().entries] == ["a/deep/"]


async def test_the_palette_finds_an_action_by_its_words(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await burst(pilot, ":", *"list of buckets", "enter")

        assert browser(pilot).level.location == Location()


async def test_help_finds_a_key_by_its_words_and_does_it(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await burst(pilot, "question_mark", *"list of buckets", "enter")
        assert browser(pilot).level.location == Location()
        await press(pilot, "question_mark", *"cancel a transfer", "enter")
        assert "another screen: List of transfers" in shown(pilot)
        await press(pilot, "escape", "w", "question_mark", *"back to the objects", "enter")
        assert pilot.app.screen is browser(pilot)


async def test_the_palette_has_every_action_and_an_impossible_one_says_why(
    server: S3Server,
) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, ":", "u", "enter")
        assert "Open a bucket first" in said(pilot)


async def test_help_shows_every_group(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "question_mark")
        assert "Enter and leave" in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is browser(pilot)


async def test_an_impossible_action_says_why(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "~")
        await press(pilot, "u")
        assert "Open a bucket first" in said(pilot)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_tab_reaches_the_tree_and_enter_in_it_opens_the_table(
    server: S3Server, filled: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), size=size) as pilot:
        screen = browser(pilot)
        await press(pilot, "tab")
        assert screen.tree_focused
        screen.tree_pane.follow(Location(filled))
        await settle(pilot)
        assert filled in shown(pilot)
        await press(pilot, "enter")
        assert screen.level.location == Location(filled)
        assert screen.table.display


async def test_resizing_keeps_the_place(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=WIDE) as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to("z-last.csv")
        for size in (SMALL, (40, 10), WIDE):
            await pilot.resize_terminal(*size)
            await settle(pilot)
        assert screen.table.cursor_entry is not None
        assert screen.table.cursor_entry.key == "z-last.csv"
        assert "z-last.csv" in shown(pilot)


async def test_starting_at_a_key_of_a_bucket_that_is_not_there_says_so(server: S3Server) -> None:
    async with running(server.profile(), "s3://no-such-bucket-at-all/key") as pilot:
        assert "no-such-bucket-at-all/" in shown(pilot)
        assert "R tries again" in shown(pilot)
        assert "Loading" not in shown(pilot)


async def test_escape_stops_the_search_for_a_key_and_nothing_comes_late(
    server: S3Server, filled: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/") as pilot:
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "max-keys=1"))
        await pilot.press("g", "p", *"data", "enter")
        while not proxy.struck(stall):
            await pilot.pause()
        assert "looking… Esc stops" in shown(pilot)
        await press(pilot, "escape")

        assert browser(pilot).level.location == Location(filled)
        assert "looking" not in shown(pilot)
        assert "README.txt" in shown(pilot)


async def test_a_listing_stopped_before_its_first_row_is_not_called_empty(
    server: S3Server, filled: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile) as pilot:
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "delimiter"))
        browser(pilot).level.open(Location(filled))
        while not proxy.struck(stall):
            await pilot.pause()
        await press(pilot, "escape")

        assert "Stopped before anything came" in shown(pilot)
        await press(pilot, "R")
        assert "README.txt" in shown(pilot)


@pytest.mark.parametrize("typed", ["s3://{}/data/", "{}/data/", "/{}/data/"])
async def test_open_a_bucket_takes_what_people_paste(
    server: S3Server, filled: str, typed: str
) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "g", "b", *typed.format(filled), "enter")

        assert browser(pilot).level.location == Location(filled, "data/")


async def test_an_error_goes_when_the_user_goes_elsewhere(
    server: S3Server, filled: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/") as pilot:
        proxy.inject(
            Fault(FaultKind.CANNED, "delimiter", status=403, body=s3_error("AccessDenied"))
        )
        await press(pilot, "R")
        assert said(pilot)

        await press(pilot, "~")
        assert not said(pilot)


async def test_the_palette_says_when_nothing_matches(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, ":", *"xyzzy", "enter")
        assert "No command has these words" in shown(pilot)


async def test_what_is_typed_behind_enter_is_no_part_of_the_answer(
    server: S3Server, filled: str, store: Store
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await burst(pilot, "g", "p", *"data/", "enter", *"jj")
        assert browser(pilot).level.location == Location(filled, "data/")

        await burst(pilot, "o", *"made", "enter", *"kk")
        assert browser(pilot).level.model.row_of("data/made/") is not None


async def test_a_click_ends_a_sequence_of_keys(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "g")
        assert "bucket by name" in shown(pilot)
        await pilot.click(browser(pilot).table, offset=(5, 4))
        await settle(pilot)
        assert "bucket by name" not in shown(pilot)

        await press(pilot, "r")
        assert browser(pilot).table.cursor_row == 2
        assert browser(pilot).level.location == Location(filled)
