"""Any object can be looked into: its beginning, as text or bytes, and nothing of it is obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jos_tui.core.background import CancelToken
from jos_tui.core.text import printable
from jos_tui.store.store import Store
from jos_tui.ui.preview.wrapping import wrapped
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, browser, press, running, shown, until_shown

NOW = CancelToken()


@pytest.mark.parametrize("key", ["f3", "enter"])
async def test_text_is_shown_with_what_it_is(
    server: S3Server, store: Store, bucket: str, key: str
) -> None:
    store.put(bucket, "notes.txt", "[red]line[/red] one\n\x1b[2Jtwö\n".encode(), NOW)
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        await press(pilot, key)
        lines = shown(pilot).splitlines()
        assert lines[0].strip() == f"s3://{bucket}/notes.txt"
        assert lines[1].strip() == "29 B, UTF-8"
        assert [line.strip() for line in lines[2:4]] == ["[red]line[/red] one", "␛[2Jtwö"]
        await press(pilot, "x")
        assert "00000000  5b 72 65 64 5d 6c 69 6e  65" in shown(pilot)
        await press(pilot, "x")
        assert "[red]line[/red] one" in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is browser(pilot)


async def test_bytes_are_shown_as_bytes_and_only_the_first(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "data.nc", b"CDF\x01" + bytes(200_000), NOW)
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        await press(pilot, "f3")
        assert "the first 65.5 kB of 200.0 kB, no text" in shown(pilot)
        assert "00000000  43 44 46 01" in shown(pilot)
        await press(pilot, "G")
        assert "0000fff0  00" in shown(pilot)


async def test_a_long_line_takes_as_many_rows_as_it_needs(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "one-line.json", b"[" + b"1234567," * 2000 + b"9]", NOW)
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        await press(pilot, "f3", "G")
        assert any(line.endswith("9]") for line in shown(pilot).splitlines())


async def test_reading_that_stalls_is_stopped_and_tried_again(
    server: S3Server, store: Store, bucket: str, proxy: FaultProxy
) -> None:
    store.put(bucket, "notes.txt", b"here it is", NOW)
    async with running(server.profile(endpoints=(proxy.endpoint,)), f"s3://{bucket}/") as pilot:
        proxy.inject(Fault(FaultKind.STALL_RESPONSE, "GET /", None))
        await pilot.press("f3")
        await until_shown(pilot, "Reading")
        await press(pilot, "escape")
        assert "Stopped. R reads it again." in shown(pilot)
        proxy.heal()
        await press(pilot, "R")
        assert "here it is" in shown(pilot)


async def test_an_object_that_is_gone_says_so(server: S3Server, store: Store, bucket: str) -> None:
    store.put(bucket, "notes.txt", b"here it was", NOW)
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        store.delete(bucket, "notes.txt", NOW)
        await press(pilot, "f3")
        assert "R tries again" in shown(pilot)
        await press(pilot, "escape", "escape")
        assert pilot.app.screen is browser(pilot)


@given(st.text(), st.integers(0, 30))
def test_nothing_is_lost_and_nothing_too_wide_where_a_line_is_wrapped(
    text: str, width: int
) -> None:
    line = printable(text)
    rows = list(wrapped([line], width))
    assert "".join(rows) == line
    assert rows
    assert all(sum(cell_len(letter) for letter in row) <= max(2, width) for row in rows)
