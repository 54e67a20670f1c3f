"""What was before can be seen, saved, brought back and deleted, version by version."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.profiles.profile import Rights
from jos_tui.store.store import Store, connect
from jos_tui.ui.browser.screen import BrowserScreen
from jos_tui.ui.dialogs.confirm import ConfirmDialog
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server
from tests.ui.driving import (
    browser,
    press,
    running,
    said,
    settle,
    shown,
    until,
    until_shown,
)
from tests.ui.versioned_bucket import (
    NOW,
    SIZES,
    content,
    denied,
    lines,
    put,
    versions,
)


@SIZES
async def test_the_versions_of_one_object_are_listed_the_newest_first(
    server: S3Server, kept: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{kept}/", size=size) as pilot:
        await press(pilot, "V")
        assert f"Versions of s3://{kept}/k.txt" in shown(pilot)
        assert "3 versions, 21 B" in shown(pilot)
        assert lines(pilot)[0].split()[0] == "now"
        assert [line.split(" B ")[0].split()[-1] for line in lines(pilot)] == ["9", "7", "5"]
        await press(pilot, "escape")
        assert browser(pilot).level.location == Location(kept)


async def test_a_version_is_looked_at(server: S3Server, kept: str) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "j", "j", "enter")
        assert "first" in shown(pilot)
        await press(pilot, "escape", "k", "f3")
        assert "second!" in shown(pilot)


async def test_a_version_is_saved_beside_the_current_file(
    server: S3Server, kept: str, tmp_path: Path
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "j", "j", "s")
        assert "1 version of k.txt, 5 B" in shown(pilot)
        here = tmp_path / "here"
        here.mkdir()
        (here / "k.txt").write_text("mine")
        dialog = pilot.app.screen
        dialog.query_one("#folder").value = f"{here}/"  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: len(list(here.glob("k.*.txt"))) == 1, "not saved")
        await settle(pilot)
        [saved] = here.glob("k.*.txt")
        assert saved.read_bytes() == b"first"
        assert saved.name.startswith("k.20")
        assert (here / "k.txt").read_text() == "mine"


async def test_one_version_is_deleted_for_good_and_only_when_it_was_said_so(
    server: S3Server, store: Store, kept: str
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "j", "d")
        assert isinstance(pilot.app.screen, ConfirmDialog)
        assert "Delete 1 version, 7 B of k.txt?" in shown(pilot)
        assert "This is for good" in shown(pilot)
        await press(pilot, "n")
        assert len(versions(store, kept)) == 4
        await press(pilot, "d", "y")
        await until(pilot, lambda: len(lines(pilot)) == 2, "it is still listed")
        await settle(pilot)
    left = [(one.key, one.size) for one in versions(store, kept)]
    assert left == [("k.txt", 9), ("k.txt", 5), ("k.txt.bak", 7)]


async def test_very_many_go_only_when_their_number_is_typed(
    server: S3Server, store: Store, bucket: str
) -> None:
    keep_versions(store, bucket)
    put(store, bucket, "k", *[b"x"] * 101)
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "V", "a", "space", "d")
        assert "Delete 100 versions, 100 B of k?" in shown(pilot)
        await press(pilot, "n", "a", "d", *"100", "enter")
        assert "That is not the number. Nothing was deleted." in shown(pilot)
        await press(pilot, "backspace", "1", "enter")
        await until(pilot, lambda: not lines(pilot), "they are still listed")
        await settle(pilot)
    assert versions(store, bucket) == []


async def test_when_the_newest_is_deleted_an_older_one_is_now(
    server: S3Server, store: Store, kept: str
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "d")
        assert "The newest goes" in shown(pilot)
        await press(pilot, "y")
        await until(pilot, lambda: len(lines(pilot)) == 2, "it is still listed")
        await settle(pilot)
        assert lines(pilot)[0].split()[0] == "now"
    assert content(store, kept, "k.txt") == b"second!"


async def test_an_older_version_is_restored_and_nothing_is_lost(
    server: S3Server, store: Store, kept: str
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "r")
        assert "This is what is there now" in shown(pilot)
        await press(pilot, "G", "r")
        assert "Restore k.txt as of " in shown(pilot)
        await press(pilot, "n")
        assert len(versions(store, kept)) == 4
        await press(pilot, "r", "y")
        await until(pilot, lambda: len(lines(pilot)) == 4, "it is not restored")
        await settle(pilot)
        assert lines(pilot)[0].split()[0] == "now"
        assert [line.split(" B ")[0].split()[-1] for line in lines(pilot)] == ["5", "9", "7", "5"]
    assert content(store, kept, "k.txt") == b"first"


async def test_what_is_deleted_is_restored_as_it_once_was(
    server: S3Server, store: Store, kept: str
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V")
        store.delete(kept, "k.txt", NOW)
        await press(pilot, "R", "r")
        assert "This is what is there now" in shown(pilot)
        await press(pilot, "j", "j", "r", "y")
        await until(pilot, lambda: len(lines(pilot)) == 5, "it is not restored")
        await settle(pilot)
    assert content(store, kept, "k.txt") == b"second!"


async def test_a_deletion_is_undone(server: S3Server, store: Store, kept: str) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V")
        store.delete(kept, "k.txt", NOW)
        await press(pilot, "R")
        assert "deleted here" in lines(pilot)[0]
        await press(pilot, "f3")
        assert "This marks a deletion" in shown(pilot)
        await press(pilot, "u")
        await until(pilot, lambda: len(lines(pilot)) == 3, "the marker is still there")
        await settle(pilot)
    assert content(store, kept, "k.txt") == b"the third"


async def test_a_store_without_versions_says_what_that_means(rclone_server: S3Server) -> None:
    store = connect(rclone_server.profile())
    name = f"no-versions-{secrets.token_hex(6)}"
    store.make_bucket(name, NOW)
    put(store, name, "k", b"x")
    store.close()
    async with running(rclone_server.profile(), f"s3://{name}/") as pilot:
        await press(pilot, "V")
        assert "This store keeps no versions" in shown(pilot)
        await press(pilot, "escape")
        # From now on it is known, and the actions say so instead of asking the store again.
        for keys in (["V"], ["L", "d"], ["L", "v"], ["T"]):
            await press(pilot, "R")
            await press(pilot, *keys)
            assert isinstance(pilot.app.screen, BrowserScreen)
            assert "This store keeps no versions" in said(pilot)
            assert browser(pilot).level.location == Location(name)


@pytest.mark.parametrize("keys", [["V"], ["L", "d"], ["L", "v"], ["T", "1", "s", "enter"]])
async def test_whatever_is_asked_first_says_it(rclone_server: S3Server, keys: list[str]) -> None:
    store = connect(rclone_server.profile())
    name = f"no-versions-{secrets.token_hex(6)}"
    store.make_bucket(name, NOW)
    put(store, name, "k", b"x")
    store.close()
    async with running(rclone_server.profile(), f"s3://{name}/") as pilot:
        await press(pilot, *keys)
        assert not isinstance(pilot.app.screen, BrowserScreen)
        assert "This store keeps no versions" in shown(pilot)
        assert "R tries again" not in shown(pilot), "it would say the same"
        assert "only a part" not in shown(pilot)
        await press(pilot, "escape")
        assert browser(pilot).level.location == Location(name)


async def test_a_bucket_that_keeps_none_says_so(
    server: S3Server, store: Store, bucket: str
) -> None:
    put(store, bucket, "k", b"x", b"y")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "V")
        assert "1 version, 1 B. The bucket keeps no other" in shown(pilot)


async def test_names_and_ids_of_others_are_shown_and_not_obeyed(
    server: S3Server, store: Store, bucket: str, proxy: FaultProxy
) -> None:
    key = "[red]\x1b[2J\u202ename"
    put(store, bucket, key, b"x")
    body = (
        "<ListVersionsResult><EncodingType>url</EncodingType><Version><Key>%5Bred%5D%1B%5B2J"
        "%E2%80%AEname</Key><VersionId>[bold]\u202eid</VersionId><IsLatest>true</IsLatest>"
        "<ETag>[b]\u202e</ETag></Version></ListVersionsResult>"
    ).encode()
    xml = {"Content-Type": "application/xml"}
    proxy.inject(Fault(FaultKind.CANNED, "versions", None, status=200, headers=xml, body=body))
    async with running(server.profile(endpoints=(proxy.endpoint,)), f"s3://{bucket}/") as pilot:
        for keys in (["V"], ["escape", "T", "0", "s", "enter"]):
            await press(pilot, *keys)
            text = shown(pilot)
            assert "[red]␛[2J⟨202E⟩name" in text
            assert all(line == printable(line) for line in text.splitlines())
        await press(pilot, "V")
        assert "[bold]⟨202E⟩id" in shown(pilot)


async def test_a_list_is_stopped_with_what_came_and_read_again(
    server: S3Server, kept: str, proxy: FaultProxy
) -> None:
    async with running(server.profile(endpoints=(proxy.endpoint,)), f"s3://{kept}/") as pilot:
        proxy.inject(Fault(FaultKind.STALL_RESPONSE, "versions", None))
        await pilot.press("V")
        await until_shown(pilot, "Esc stops")
        await press(pilot, "escape")
        assert "Stopped before anything came" in shown(pilot)
        proxy.heal()
        await press(pilot, "R")
        assert len(lines(pilot)) == 3


async def test_what_went_wrong_is_said_with_what_to_do(
    server: S3Server, kept: str, proxy: FaultProxy
) -> None:
    async with running(server.profile(endpoints=(proxy.endpoint,)), f"s3://{kept}/") as pilot:
        proxy.inject(denied("versions"))
        await press(pilot, "V")
        assert "R tries again   q closes" in shown(pilot)
        proxy.heal()
        await press(pilot, "R")
        assert len(lines(pilot)) == 3


async def test_on_a_connection_for_reading_only_versions_are_only_looked_at(
    server: S3Server, store: Store, kept: str
) -> None:
    store.delete(kept, "k.txt.bak", NOW)
    profile = replace(server.profile(), rights=Rights.READ)
    before = versions(store, kept)
    async with running(profile, f"s3://{kept}/") as pilot:
        for keys in (["V", "d"], ["escape", "escape", "L", "d", "u"]):
            await press(pilot, *keys)
            assert "This connection is for reading only" in shown(pilot)
    assert versions(store, kept) == before
