"""From what was found to a browser: chooser, straight in, or a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Endpoint, Profile
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, press, running, shown


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
