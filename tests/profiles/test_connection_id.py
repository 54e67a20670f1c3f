"""A connection is found again from what is written down of it."""

from __future__ import annotations

from dataclasses import replace

from jos_tui.profiles.connection_id import ConnectionId
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret

MINE = Profile("mine", parse_endpoint("cedadev-o"), "ACCESSKEY", Secret("S"), source="~/a.json")


def test_a_tenancy_is_one_place_inside_and_outside() -> None:
    outside = replace(MINE, endpoints=MINE.endpoints[1:])
    assert ConnectionId.of(MINE) == ConnectionId.of(outside) == ConnectionId("mine", "cedadev-o")


def test_it_is_found_by_name_and_store_wherever_its_keys_are_by_now() -> None:
    known = ConnectionId.of(MINE)
    moved = replace(MINE, source="~/b.json", access_key="OTHER")
    assert known.among([replace(MINE, name="other"), moved]) == moved
    elsewhere = replace(MINE, endpoints=parse_endpoint("https://store.example"))
    assert known.among([elsewhere]) is None, "the name leads to another store now"
    assert known.among([]) is None


def test_one_that_had_to_take_another_name_is_found_by_its_source() -> None:
    known = ConnectionId.of(MINE)
    renamed = replace(MINE, name="mine-2", also_named=("mine",))
    other = replace(renamed, source="~/b.json", access_key="OTHER")
    first = replace(MINE, endpoints=parse_endpoint("https://store.example"), source="environment")
    assert known.among([first, other, renamed]) == renamed
    assert known.among([first, replace(renamed, source="x", also_in=("~/a.json",))]) is not None
    assert known.among([first, other]) is None
    assert ConnectionId("mine", "cedadev-o").among([renamed]) is None


def test_no_key_is_in_it() -> None:
    assert "ACCESSKEY" not in repr(ConnectionId.of(MINE))
