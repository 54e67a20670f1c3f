"""One line that says where to go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Target
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret
from jos_tui.profiles.typed import known_at, likely_address, read_address, typed_profile

OUTSIDE = "https://cedadev-o.s3-ext.jc.rl.ac.uk"


@pytest.mark.parametrize(
    ("text", "address", "start"),
    [
        ("cedadev-o", "http://cedadev-o.s3.jc.rl.ac.uk", Target("", "")),
        (" store.example:9000 ", "https://store.example:9000", Target("", "")),
        (f"{OUTSIDE}/", OUTSIDE, Target("", "")),
        (f"{OUTSIDE}/bucket/a/b.nc", OUTSIDE, Target("bucket", "a/b.nc")),
        (f"{OUTSIDE}/bucket/a%20b.zarr/?X-Amz-Expires=1", OUTSIDE, Target("bucket", "a b.zarr/")),
        ("HTTPS://store.example/b", "https://store.example", Target("b", "")),
    ],
)
def test_a_tenancy_an_address_and_the_address_of_data(
    text: str, address: str, start: Target
) -> None:
    read = read_address(text)
    assert read.endpoints[0].url == address
    assert read.start == start


def test_an_s3_address_names_a_place_and_no_store() -> None:
    read = read_address("s3://bucket/a//b.nc")
    assert (read.endpoints, read.start) == ((), Target("bucket", "a//b.nc"))


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for typed in (text, f"s3://{text}", f"https://{text}", f"https://store.example/{text}"):
        try:
            read = read_address(typed)
        except ProfileError:
            continue
        assert read.endpoints or read.start.bucket


def test_keys_in_an_address_are_refused_and_not_repeated() -> None:
    with pytest.raises(ProfileError) as raised:
        read_address("https://KEY:SECRET@store.example/bucket")
    assert "SECRET" not in str(raised.value)


def test_keys_that_are_known_for_the_store_are_found_from_either_side() -> None:
    known = Profile("ceda", parse_endpoint("cedadev-o"), "K", Secret("S"))
    public = Profile("public", parse_endpoint("cedadev-o"))
    assert known_at(parse_endpoint(OUTSIDE), (public, known)) is known
    assert known_at(parse_endpoint("other-o"), (public, known)) is None
    assert known_at((), (Profile("homeless", (), "K", Secret("S")),)) is None


def test_what_is_typed_takes_no_name_that_another_has() -> None:
    endpoints = parse_endpoint("cedadev-o")
    assert typed_profile(endpoints, "", "").name == "cedadev-o"
    assert typed_profile(endpoints, "K", "S", ["cedadev-o", "cedadev-o-2"]).name == "cedadev-o-3"


@pytest.mark.parametrize(
    ("name", "tenancy"),
    [
        ("ncas-radar-o", "ncas-radar-o"),
        ("noc_msm", "noc-msm-o"),
        ("jos-credentials", ""),
        ("default", ""),
        ("my profile", ""),
    ],
)
def test_a_name_that_looks_like_a_tenancy_gets_an_address_offered(name: str, tenancy: str) -> None:
    assert likely_address(Profile(name, (), "K", Secret("S"))) == tenancy
