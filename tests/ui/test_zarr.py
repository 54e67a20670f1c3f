"""A Zarr store is one row; Enter shows what is in it, and the raw keys are one key further."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.preview import zarr_v2
from jos_tui.store.store import Store
from jos_tui.ui.preview.columns import Column, Side, lay_out
from jos_tui.ui.preview.zarr_screen import ZarrScreen
from jos_tui.ui.preview.zarr_text import detail_text, facts_text, table
from tests.preview.stores import ANYTHING, V2, V3, ZARRAY, fill
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server
from tests.ui.driving import (
    CURIOUS,
    SMALL,
    browser,
    burst,
    press,
    running,
    settle,
    shown,
    until_shown,
)


@pytest.fixture
def zarrs(store: Store, bucket: str) -> str:
    """A bucket with a Zarr store of each format, and one that is none."""
    fill(store, bucket, "v2.zarr/", V2)
    fill(store, bucket, "v3.zarr/", V3)
    fill(store, bucket, "empty.zarr/", [("notes.txt", b"nothing of Zarr")])
    fill(store, bucket, "plain/", [("notes.txt", b"a prefix")])
    return bucket


async def open_row(pilot: Pilot[None], key: str) -> None:
    assert browser(pilot).table.move_cursor_to(key)
    await press(pilot, "enter")


async def test_its_row_has_a_badge_that_costs_no_request(
    server: S3Server, zarrs: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{zarrs}/", size=SMALL) as pilot:
        lines = shown(pilot).splitlines()
        assert [line.split()[-3:-1] for line in lines if "v2.zarr" in line] == [["zarr", "–"]]
        assert not [line for line in lines if "plain/" in line and "zarr" in line]
        about = [request for request in proxy.requests if "zarr" in request.target]
        assert about == []


@pytest.mark.parametrize("version", [2, 3])
async def test_enter_shows_the_arrays_and_o_enters_the_raw_keys(
    server: S3Server, zarrs: str, version: int
) -> None:
    async with running(server.profile(), f"s3://{zarrs}/", size=SMALL) as pilot:
        await open_row(pilot, f"v{version}.zarr/")
        text = shown(pilot)
        assert f"Zarr format {version}, consolidated metadata: 2 arrays" in text
        assert "up to 5 chunks" in text
        assert "lat 6, time 4" in text
        assert "4×6" in text
        assert browser(pilot).level.location == Location(zarrs), "nothing was entered"

        await press(pilot, "o")
        assert browser(pilot).level.location == Location(zarrs, f"v{version}.zarr/")
        assert not isinstance(pilot.app.screen, ZarrScreen)


async def test_enter_on_an_array_enters_its_keys(server: S3Server, zarrs: str) -> None:
    async with running(server.profile(), f"s3://{zarrs}/") as pilot:
        await open_row(pilot, "v2.zarr/")
        await press(pilot, "j")
        assert "time 4 × lat 6" in shown(pilot)
        await press(pilot, "enter")
        assert browser(pilot).level.location == Location(zarrs, "v2.zarr/tas/")


async def test_a_store_of_any_name_is_known_by_its_metadata_and_then_by_its_row(
    server: S3Server, store: Store, bucket: str
) -> None:
    fill(store, bucket, "any-name/", V3)
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        await open_row(pilot, "any-name/")
        assert browser(pilot).level.location == Location(bucket, "any-name/")
        await open_row(pilot, "any-name/zarr.json")
        assert "Zarr format 3" in shown(pilot)
        await press(pilot, "o")
        assert browser(pilot).level.location == Location(bucket, "any-name/")

        await press(pilot, "h")
        row = next(line for line in shown(pilot).splitlines() if "any-name/" in line)
        assert row.strip(" │").split() == ["any-name/", "zarr", "2", "arrays"]
        await press(pilot, "enter")
        assert "Zarr format 3" in shown(pilot)


@pytest.mark.parametrize("key", ["escape", "q", "h"])
async def test_it_is_left_with_the_cursor_where_it_was(
    server: S3Server, zarrs: str, key: str
) -> None:
    async with running(server.profile(), f"s3://{zarrs}/") as pilot:
        await open_row(pilot, "v3.zarr/")
        await press(pilot, key)
        assert pilot.app.screen is browser(pilot)
        entry = browser(pilot).table.cursor_entry
        assert entry is not None
        assert entry.key == "v3.zarr/"


async def test_keys_typed_ahead_reach_the_summary(server: S3Server, zarrs: str) -> None:
    async with running(server.profile(), f"s3://{zarrs}/") as pilot:
        browser(pilot).table.move_cursor_to("v2.zarr/")
        await burst(pilot, "enter", "o")
        assert browser(pilot).level.location == Location(zarrs, "v2.zarr/")


async def test_a_prefix_that_is_only_named_so_can_be_entered_all_the_same(
    server: S3Server, zarrs: str
) -> None:
    async with running(server.profile(), f"s3://{zarrs}/", size=SMALL) as pilot:
        await open_row(pilot, "empty.zarr/")
        assert "There are no Zarr metadata here" in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ZarrScreen), "Enter has no array to enter"
        await press(pilot, "o")
        assert browser(pilot).level.location == Location(zarrs, "empty.zarr/")


async def test_metadata_that_may_not_be_read_are_said_and_the_raw_keys_stay_open(
    server: S3Server, zarrs: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{zarrs}/", size=SMALL) as pilot:
        body = s3_error("AccessDenied")
        proxy.inject(Fault(FaultKind.CANNED, "GET", times=None, status=403, body=body))
        await open_row(pilot, "v3.zarr/")
        assert "Ask the owner for permission" in shown(pilot)
        assert "o enters the raw keys, R tries again." in shown(pilot)
        proxy.heal()
        await press(pilot, "R")
        assert "Zarr format 3" in shown(pilot)


async def test_broken_metadata_are_said_and_leave_the_row_what_it_is(
    server: S3Server, store: Store, bucket: str
) -> None:
    fill(store, bucket, "broken/", [("zarr.json", b'{"zarr_format": ')])
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL, look=CURIOUS) as pilot:
        await open_row(pilot, "broken/")
        assert "These are no valid Zarr metadata" in shown(pilot)
        await press(pilot, "enter", "escape", "escape")
        assert "zarr" in next(line for line in shown(pilot).splitlines() if "broken/" in line)
        await press(pilot, "enter", "o")
        assert browser(pilot).level.location == Location(bucket, "broken/")


async def test_esc_stops_reading_and_r_reads_again(
    server: S3Server, zarrs: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{zarrs}/", size=SMALL) as pilot:
        proxy.inject(Fault(FaultKind.STALL_RESPONSE, "zmetadata", times=1))
        browser(pilot).table.move_cursor_to("v2.zarr/")
        await pilot.press("enter")
        await until_shown(pilot, "Reading the metadata…")
        await press(pilot, "escape")
        assert "Stopped." in shown(pilot)

        await press(pilot, "R")
        assert "2 arrays" in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is browser(pilot)


async def test_it_can_be_left_while_it_reads(
    server: S3Server, zarrs: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{zarrs}/") as pilot:
        proxy.inject(Fault(FaultKind.STALL_RESPONSE, "zmetadata", times=1))
        browser(pilot).table.move_cursor_to("v2.zarr/")
        await pilot.press("enter")
        await until_shown(pilot, "Reading the metadata…")
        await press(pilot, "q")
        assert pilot.app.screen is browser(pilot)
        await press(pilot, "enter")
        assert "2 arrays" in shown(pilot)


async def test_hostile_metadata_are_shown_and_do_nothing(
    server: S3Server, store: Store, bucket: str
) -> None:
    array = {"zarr_format": 2, "shape": [3], "chunks": [3], "dtype": "<f4", "fill_value": "\x1b[2J"}
    metadata = {
        "esc\x1b]0;pwned\x07/.zarray": array,
        "[red]b/.zarray": array | {"compressor": {"id": "[@click=app.quit]\x1b[31m"}},
        "bad/.zarray": {"zarr_format": "\x1b[2J"},
        ".zattrs": {"title\x1b": "[bold]\u202e"},
    }
    fill(store, bucket, "x.zarr/", [(".zmetadata", json.dumps({"metadata": metadata}).encode())])
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await open_row(pilot, "x.zarr/")
        text = shown(pilot)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[red]b" in text
        assert "esc␛]0;pwned␇" in text
        await press(pilot, "end")
        assert "no valid Zarr metadata" in shown(pilot)


async def test_many_arrays_scroll_and_a_resize_shares_the_columns_out_anew(
    server: S3Server, store: Store, bucket: str
) -> None:
    array = {"zarr_format": 2, "shape": [30, 40], "chunks": [3, 4], "dtype": "<f4"}
    metadata = {f"a{number:04}/.zarray": array for number in range(300)}
    fill(store, bucket, "x.zarr/", [(".zmetadata", json.dumps({"metadata": metadata}).encode())])
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        await open_row(pilot, "x.zarr/")
        await press(pilot, "G")
        assert "a0299" in shown(pilot)
        await pilot.resize_terminal(30, 12)
        await settle(pilot)
        assert "a0299" in shown(pilot)
        await press(pilot, "enter")
        assert browser(pilot).level.location == Location(bucket, "x.zarr/a0299/")


@given(
    st.dictionaries(st.sampled_from(sorted(ZARRAY)), ANYTHING),
    st.dictionaries(st.text(max_size=5), ANYTHING, max_size=3),
    st.text(max_size=5),
    st.integers(1, 130),
)
def test_any_dataset_can_be_put_into_words(
    changes: dict[str, object], attributes: dict[str, object], path: str, width: int
) -> None:
    nodes = {f"{path}/.zarray": ZARRAY | changes, f"{path}/.zattrs": attributes, "a/.zarray": 1}
    metadata = nodes | {".zattrs": attributes}
    dataset = zarr_v2.consolidated(json.dumps({"metadata": metadata}).encode())

    titles, rows = table(dataset, width)
    text = facts_text(dataset)
    for number, row in enumerate(rows):
        text += titles + row.lines[0] + detail_text(dataset, number)
    assert printable(text.replace("\n", "")) == text.replace("\n", "")
    assert len(rows) == len(dataset.paths)


TEXTS = st.lists(st.text(max_size=30), min_size=3, max_size=3)


@given(TEXTS, TEXTS, TEXTS, st.integers(0, 100))
def test_columns_never_take_more_than_the_line(
    first: list[str], second: list[str], third: list[str], width: int
) -> None:
    columns = (
        Column("Name", first, 1000),
        Column("Type", second, 10, 2),
        Column("Size", third, 8, 1, Side.RIGHT),
    )
    lines = lay_out(columns, width)
    assert len(lines) == 4
    assert all(cell_len(line) <= width for line in lines)
