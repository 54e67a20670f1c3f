"""The new names of several rows, shown before one job gives them; see also end_to_end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from jos_tui.browse.name_list import MOST_NAMES
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.planning.turns import rename_request
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.prompt import Prompt
from jos_tui.ui.dialogs.renames import RenamesDialog, paired
from tests.store.support import all_keys, put_all
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.fuzz import fuzzed, listing
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, press, running, said, settle, shown
from tests.ui.on_the_wire import assert_drawn_safely, assert_sent_safely, drawing

XML = {"Content-Type": "application/xml"}
NAMES = {"1.nc": "2.nc", "2.nc": "3.nc", "a/": "b", "b/": "c", "odd\n": " new\x1b"}


@pytest.fixture
def filled(store: Store, bucket: str) -> str:
    put_all(store, bucket, ["1.nc", "2.nc", "a/x", "b/x", "b/y", "odd\n", "stays"])
    return bucket


async def ask(pilot: Pilot[None], names: dict[str, str]) -> list[int | None]:
    """Ask as ``r`` does once the names were edited; return where the answer will be."""
    screen, answers = browser(pilot), list[int | None]()
    location = screen.level.location
    rows = {row.name: row for row in screen.level.model.rows()}
    changed: list[tuple[Entry, str]] = [(rows[old], new) for old, new in names.items()]
    request = rename_request(location, changed)
    dialog = RenamesDialog(screen.session, request, paired(location, changed))

    def answered(job_id: int | None) -> None:
        answers.append(job_id)
        if job_id is not None:
            screen.background.begun_here(job_id)

    pilot.app.push_screen(dialog, answered)
    await settle(pilot)
    return answers


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_all_new_names_are_shown_beside_the_old_ones_and_given(
    server: S3Server, store: Store, filled: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        await ask(pilot, NAMES)
        assert f"Rename 5 rows of s3://{filled}/" in shown(pilot)
        assert "→ 2.nc" in shown(pilot)
        await press(pilot, "end")
        assert "odd␊" in shown(pilot)
        assert "→ ␠new␛" in shown(pilot)
        await press(pilot, "enter")
        table = [row.name for row in browser(pilot).level.model.rows()]
        assert table == [" new\x1b", "2.nc", "3.nc", "b/", "c/", "stays"]
        assert "6 objects done" in said(pilot)
    assert all_keys(store, Location(filled)) == [
        " new\x1b", "2.nc", "3.nc", "b/x", "c/x", "c/y", "stays"
    ]  # fmt: skip


async def test_what_is_protected_needs_its_typed_name(
    server: S3Server, store: Store, filled: str
) -> None:
    profile = replace(server.profile(), protected=(f"{filled}/b/*",))
    async with running(profile, f"s3://{filled}/") as pilot:
        await ask(pilot, NAMES)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Prompt)
        assert f"Protected: {filled}/b/*" in shown(pilot)
        await press(pilot, *"no", "enter")
        assert "That is not the name" in shown(pilot)
        assert len(all_keys(store, Location(filled))) == 7


async def test_it_can_be_left_to_edit_again_or_for_good(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        for key in ("e", "escape"):
            answers = await ask(pilot, NAMES)
            dialog = pilot.app.screen
            assert isinstance(dialog, RenamesDialog)
            await press(pilot, "j", "x", key)
            assert answers == [None]
            assert dialog.edits_again == (key == "e")


async def test_without_a_terminal_there_is_no_editor(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "a", "r")
        assert "There is no terminal here that an editor could use" in said(pilot)


async def test_so_many_names_cannot_be_edited(server: S3Server, proxy: FaultProxy) -> None:
    many = [f"{number:05}" for number in range(MOST_NAMES + 1)]
    canned = Fault(
        FaultKind.CANNED, "list-type=2", None, status=200, headers=XML, body=listing(many)
    )
    proxy.inject(canned)
    async with running(server.profile(endpoints=(proxy.endpoint,)), "s3://bucket/") as pilot:
        await press(pilot, "a", "r")
        assert said(pilot) == "10,000 names at most can be edited at once, and 10,001 are marked"


async def test_any_names_at_all_are_shown_safely(server: S3Server, bucket: str) -> None:
    words = fuzzed(400, 21)
    async with drawing(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        location = Location(bucket)
        changed = [(Entry(key, Kind.OBJECT, 1), f"new {key}") for key in words if key]
        request = rename_request(location, changed[:1])
        session = browser(pilot).session
        pilot.app.push_screen(RenamesDialog(session, request, paired(location, changed)))
        await settle(pilot)
        for _ in range(len(changed) // 5):
            await pilot.press("pagedown")
            await pilot.pause()
            assert_sent_safely(pilot)
        assert_drawn_safely(pilot)
