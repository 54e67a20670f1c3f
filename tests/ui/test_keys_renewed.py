"""Keys that the store refuses, and others that are in their file by then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jos_tui.core.location import Location
from jos_tui.profiles.discovery import from_file
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import TYPED_IN
from jos_tui.ui.app import JosApp
from tests.support.renewing import Renewing
from tests.ui.driving import browser, press, running, said, shown

REFUSED = "The secret key does not fit", "The store does not know this access key"


@pytest.fixture
def renewing(tmp_path: Path) -> Iterator[Renewing]:
    for name in ("a", "b"):
        (tmp_path / "store" / "bucket" / name).mkdir(parents=True)
        (tmp_path / "store" / "bucket" / name / "x").touch()
    with closing(Renewing(tmp_path / "store", tmp_path / "keys.json")) as store, store.proxy:
        store.hand_out()
        yield store


class Files:
    """What the program finds, and how often it has looked."""

    def __init__(self, renewing: Renewing) -> None:
        self._path = renewing.credentials
        self.times_read = 0

    def now(self) -> Found:
        return from_file(self._path, {}, self._path.parent)

    def __call__(self) -> Found:
        self.times_read += 1
        return self.now()


@pytest.fixture
def files(renewing: Renewing) -> Files:
    return Files(renewing)


def is_refused(pilot: Pilot[None]) -> bool:
    return any(words in shown(pilot) for words in REFUSED)


def tabs(pilot: Pilot[None]) -> int:
    assert isinstance(pilot.app, JosApp)
    return len(pilot.app.tabs)


async def test_asking_again_takes_the_keys_that_are_in_the_file_by_then(
    renewing: Renewing, files: Files
) -> None:
    found = files.now()
    async with running(None, "s3://bucket/", found=found, find=files) as pilot:
        await press(pilot, "space", "R")
        assert files.times_read == 0, "the keys were accepted"
        renewing.revoke()
        await press(pilot, "R")
        assert "key" in said(pilot)
        assert files.times_read == 0, "nobody knew until now"
        await press(pilot, "R")
        assert "The store still refuses these keys" in said(pilot)
        assert "keys.json holds no others" in said(pilot)
        renewing.hand_out()
        await press(pilot, "R")
        assert "keys.json now are used" in said(pilot)
        assert browser(pilot).level.location == Location("bucket")
        assert browser(pilot).level.model.marked_count == 1, "in the same place, with its marks"
        assert browser(pilot).session.profile.access_key == renewing.server.access_key
        await press(pilot, "R", "enter")
        assert "x" in shown(pilot)
        assert files.times_read == 2
        assert tabs(pilot) == 1


async def test_the_connection_of_refused_keys_is_opened_in_the_same_tab(
    renewing: Renewing, files: Files
) -> None:
    async with running(None, "s3://bucket/a/", found=files.now(), find=files) as pilot:
        renewing.revoke()
        await press(pilot, "h")
        assert is_refused(pilot)
        renewing.hand_out()
        await press(pilot, "g", "h", "R", "enter")
        assert tabs(pilot) == 1
        assert "keys.json now are used" in said(pilot)
        assert browser(pilot).level.location == Location("bucket")
        assert "b/" in shown(pilot)


async def test_accepted_keys_and_others_of_the_same_name_are_two_tabs(
    renewing: Renewing, files: Files
) -> None:
    [profile] = files.now().profiles
    others = Found((replace(profile, access_key="other"),))
    async with running(None, "s3://bucket/", found=files.now(), find=lambda: others) as pilot:
        await press(pilot, "g", "h", "R", "enter")
        assert tabs(pilot) == 2


async def test_keys_that_no_file_has_are_said_to_be_gone(renewing: Renewing, files: Files) -> None:
    async with running(None, "s3://bucket/", found=files.now(), find=Found) as pilot:
        renewing.revoke()
        await press(pilot, "R", "R")
        assert "There is no connection" in said(pilot)
        assert "keys.json" in said(pilot)
        assert "g h shows" in said(pilot)
    [profile] = files.now().profiles
    typed = Found((replace(profile, source=TYPED_IN),))
    async with running(None, "s3://bucket/", found=typed, find=Found) as pilot:
        assert is_refused(pilot)
        await press(pilot, "R")
        assert "were typed in" in said(pilot)
        assert is_refused(pilot), "it was asked again"
