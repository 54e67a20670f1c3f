"""From what was found to a browser: chooser, straight in, or a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.profiles.found import Found
from jos_tui.profiles.own import OwnConnections
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.wanted import Wanted, resolve
from jos_tui.store.store import Store
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, press, running, said, shown


async def test_one_connection_goes_straight_in(server: S3Server, bucket: str) -> None:
    async with running(None, found=Found((server.profile(),))) as pilot:
        assert browser(pilot).level.model.row_of(bucket) is not None


async def test_several_are_offered_and_enter_takes_one(server: S3Server, bucket: str) -> None:
    found = Found((server.profile("first"), server.profile("second")))
    async with running(None, found=found) as pilot:
        assert "first" in shown(pilot)
        assert "second" in shown(pilot)
        await press(pilot, "j", "enter")
        assert browser(pilot).session.profile.name == "second"

        await press(pilot, "g", "h")
        assert "first" in shown(pilot)


async def test_secrets_are_never_on_screen(server: S3Server) -> None:
    found = Found((server.profile("first"), server.profile("second")))
    async with running(None, found=found) as pilot:
        assert server.secret_key not in shown(pilot)
        assert server.access_key not in shown(pilot) or len(server.access_key) <= 8


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_nothing_found_asks_for_address_and_keys(
    server: S3Server, bucket: str, size: tuple[int, int]
) -> None:
    async with running(None, size=size) as pilot:
        await press(pilot, *server.endpoint.url, "enter")
        await press(pilot, *server.access_key, "enter")
        await press(pilot, *server.secret_key, "enter")
        assert browser(pilot).level.model.row_of(bucket) is not None


async def test_a_bad_address_is_explained_and_nothing_is_lost(server: S3Server) -> None:
    async with running(None) as pilot:
        await press(pilot, *"not an address!", "enter", "enter", "enter")
        assert "not an address!" in shown(pilot)
        assert "address" in shown(pilot).lower()


async def test_keys_without_an_address_ask_only_for_it(server: S3Server, bucket: str) -> None:
    incomplete = replace(server.profile("jos-credentials"), endpoints=())
    async with running(None, found=Found((incomplete,))) as pilot:
        assert "Secret key" not in shown(pilot)
        await press(pilot, *server.endpoint.url, "enter")
        assert browser(pilot).level.model.row_of(bucket) is not None


async def test_of_two_endpoints_the_one_that_answers_is_used(server: S3Server, bucket: str) -> None:
    dead = Endpoint("127.0.0.1:1", secure=False)
    profile = replace(server.profile(), endpoints=(dead, server.endpoint))
    async with running(profile) as pilot:
        assert browser(pilot).level.model.row_of(bucket) is not None


async def test_a_store_that_is_not_there_is_told_in_words_and_keys_work() -> None:
    profile = Profile("gone", (Endpoint("127.0.0.1:1", secure=False),))
    async with running(profile) as pilot:
        text = shown(pilot)
        assert "127.0.0.1" in text
        assert "Traceback" not in text
        await press(pilot, "R")
        await press(pilot, "question_mark")
        assert "Enter and leave" in shown(pilot)


async def test_nothing_found_and_nothing_typed_says_what_can_be_done() -> None:
    async with running(None) as pilot:
        await press(pilot, "escape")
        assert "No credentials were found" in shown(pilot)
        await press(pilot, "n")
        assert "tenancy" in shown(pilot)


async def test_what_was_typed_in_is_offered_again(server: S3Server, bucket: str) -> None:
    async with running(None) as pilot:
        await press(pilot, *server.endpoint.url, "enter")
        await press(pilot, *server.access_key, "enter")
        await press(pilot, *server.secret_key, "enter")
        for _ in range(3):
            await press(pilot, "g", "h")
            assert shown(pilot).count(server.endpoint.url) >= 1
            await press(pilot, "enter")
            assert browser(pilot).level.model.row_of(bucket) is not None


async def test_an_address_pasted_from_a_catalogue_opens_the_place(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "a/deep/x.nc", b"x", CancelToken())
    known = server.profile("known", source="~/.s3cfg")
    async with running(None, found=Found((known, replace(known, name="other")))) as pilot:
        await press(pilot, "n", *f"{server.endpoint.url}/{bucket}/a/deep/")
        assert "leave empty for that of known, from ~/.s3cfg" in shown(pilot)
        await press(pilot, "enter", "enter")
        assert browser(pilot).level.location == Location(bucket, "a/deep/")
        assert browser(pilot).session.profile.access_key == server.access_key


async def test_of_an_s3_address_the_store_is_asked_for(server: S3Server, bucket: str) -> None:
    async with running(None, size=SMALL) as pilot:
        await press(pilot, *f"s3://{bucket}/", "enter")
        assert f"store that holds s3://{bucket}/" in shown(pilot)
        await press(pilot, *server.endpoint.url, "enter")
        await press(pilot, *server.access_key, "enter", *server.secret_key, "enter")
        assert browser(pilot).level.location == Location(bucket)


async def test_what_is_typed_is_kept_only_when_asked_then_edited_and_forgotten(
    server: S3Server, bucket: str
) -> None:
    own = OwnConnections.of_user()
    async with running(None, found=found_now(), find=found_now) as pilot:
        await press(pilot, *server.endpoint.url, "enter")
        await press(pilot, *server.access_key, "enter", *server.secret_key, "enter")
        assert not own.path.exists()

        await press(pilot, "g", "h", "f")
        assert "No credentials were found" in shown(pilot)
        await press(pilot, "n", *server.endpoint.url, "enter")
        await press(pilot, *server.access_key, "enter", *server.secret_key, "tab", "right")
        await press(pilot, "tab", "enter")
        (kept,) = found_now().profiles
        assert (kept.access_key, kept.source) == (server.access_key, own.source)
        assert own.path.stat().st_mode & 0o777 == 0o600

        await press(pilot, "g", "h", "e", "enter", *"2099-03-31", "enter", "enter", "enter")
        assert "expires 2099-03-31" in shown(pilot)
        assert found_now().profiles == (replace(kept, expires=date(2099, 3, 31)),)

        await press(pilot, "f", "y")
        assert found_now().profiles == ()
        assert server.secret_key not in own.path.read_text()


async def test_of_another_programs_file_only_its_name_is_told(server: S3Server) -> None:
    found = Found((server.profile("first", source="~/.s3cfg"), server.profile("second")))
    async with running(None, found=found) as pilot:
        await press(pilot, "f")
        assert "It comes from ~/.s3cfg" in shown(pilot)
        await press(pilot, "e")
        assert "change them there" in shown(pilot)
        assert "Secret key" not in shown(pilot)


async def test_a_store_with_one_address_has_no_other_side(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "g", "o")
        assert said(pilot) == "This store has only one address"


def found_now() -> Found:
    """Return what is in the files of this account."""
    return resolve(Wanted(), {}, Path.home(), Path.home())
