"""The last day of keys: read from where it stands, and said in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.expiry import Urgency, expiry_of, expiry_sentence, read_date
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret

TODAY = date(2026, 11, 26)
KEYS = Profile("ceda", parse_endpoint("cedadev-o"), "K", Secret("S"))


@pytest.mark.parametrize(
    "text",
    ["2027-03-31", " 2027-03-31 ", "2027-03-31T00:00:00Z", "Wed, 31 Mar 2027 00:00:00 GMT"],
)
def test_a_day_is_read_in_every_form_it_comes_in(text: str) -> None:
    assert read_date(text) == date(2027, 3, 31)


@pytest.mark.parametrize("text", ["", "soon", "31.3.2027", "2027-13-01", "1"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("last", "words", "urgency"),
    [
        (date(2027, 3, 31), "expires 2027-03-31", Urgency.FAR),
        (date(2026, 12, 11), "expires 2026-12-11", Urgency.FAR),
        (date(2026, 12, 10), "expires in 14 days", Urgency.EARLY),
        (date(2026, 11, 29), "expires in 3 days", Urgency.LATE),
        (date(2026, 11, 27), "expires tomorrow", Urgency.LATE),
        (date(2026, 11, 26), "expires today", Urgency.OVER),
        (date(2026, 11, 25), "expired on 2026-11-25", Urgency.OVER),
    ],
)
def test_the_end_is_told_at_14_3_and_0_days(last: date, words: str, urgency: Urgency) -> None:
    expiry = expiry_of(replace(KEYS, expires=last), TODAY)
    assert expiry is not None
    assert (expiry.words, expiry.urgency) == (words, urgency)


def test_the_page_that_makes_new_keys_is_that_of_the_tenancy() -> None:
    sentence = expiry_sentence(replace(KEYS, expires=TODAY), TODAY)
    assert "https://s3-portal.jasmin.ac.uk/object-store/cedadev-o/create-keys" in sentence
    elsewhere = replace(KEYS, expires=TODAY, endpoints=parse_endpoint("https://store.example"))
    assert "jasmin" not in expiry_sentence(elsewhere, TODAY)
    assert expiry_sentence(KEYS, TODAY) == ""
