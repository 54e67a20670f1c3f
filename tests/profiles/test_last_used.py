"""When connections were used: kept from start to start, private, and never in the way."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.last_used import LastUsed
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret

CEDA = Profile("ceda", parse_endpoint("cedadev-o"), "ACCESSKEY", Secret("SECRETKEY"))
OTHER = Profile("other", parse_endpoint("https://store.example"))
CEDA_TEXT, OTHER_TEXT = "ceda at cedadev-o", "other at store.example"
"""As they stand in the files of earlier versions."""


def test_the_last_time_counts_and_nothing_else_is_lost(tmp_path: Path) -> None:
    for profile, time in ((CEDA, 1), (OTHER, 2), (CEDA, 3)):
        LastUsed(tmp_path / "state").note(profile, time)
    assert LastUsed(tmp_path / "state").times() == {CEDA_TEXT: 3, OTHER_TEXT: 2}


def test_programs_that_write_at_once_lose_nothing_of_one_another(tmp_path: Path) -> None:
    together = threading.Barrier(4)

    def program(number: int) -> None:
        for time in range(1, 11):
            together.wait()
            used = Profile(f"{number}-{time}", parse_endpoint("cedadev-o"))
            LastUsed(tmp_path).note(used, time)

    programs = [threading.Thread(target=program, args=(number,)) for number in range(4)]
    for one in programs:
        one.start()
    for one in programs:
        one.join()
    assert len(LastUsed(tmp_path).times()) == 40


def test_the_file_is_private_and_holds_no_key(tmp_path: Path) -> None:
    LastUsed(tmp_path).note(CEDA, 1)
    file = tmp_path / "last-used.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "KEY" not in file.read_text()


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"a": "b", "c": true}', "[" * 100_000])
def test_a_file_of_something_else_counts_as_never(tmp_path: Path, content: str) -> None:
    LastUsed(tmp_path).note(CEDA, 1)
    file = tmp_path / "last-used.json"
    file.write_text(content)
    assert LastUsed(tmp_path).times() == {}
    LastUsed(tmp_path).note(CEDA, 2)
    assert LastUsed(tmp_path).times() == {CEDA_TEXT: 2}
