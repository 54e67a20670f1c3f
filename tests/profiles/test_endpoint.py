"""What an address people type or configure comes to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.endpoint import (
    is_inside,
    looks_like_tenancy,
    parse_endpoint,
    portal_keys_url,
    tenancy_of,
    with_endpoint,
    with_port,
)
from jos_tui.profiles.profile import Endpoint, Profile


def refusal(text: str) -> str:
    try:
        parse_endpoint(text)
    except ProfileError as error:
        return str(error)
    return ""


def urls(text: str) -> list[str]:
    return [endpoint.url for endpoint in parse_endpoint(text)]


@pytest.mark.parametrize("name", ["cedadev-o", "nlds-cache-01", "x"])
def test_a_bare_tenancy_name_is_tried_inside_first_and_then_outside(name: str) -> None:
    assert urls(name) == [f"http://{name}.s3.jc.rl.ac.uk", f"https://{name}.s3-ext.jc.rl.ac.uk"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://store.example", "https://store.example"),
        ("http://store.example", "http://store.example"),
        ("HTTPS://Store.Example/", "https://store.example"),
        (" https://store.example:9000/ ", "https://store.example:9000"),
        ("https://store.example:443", "https://store.example"),
        ("http://store.example:80", "http://store.example"),
        ("http://store.example:443", "http://store.example:443"),
        ("https://minio_1:9000", "https://minio_1:9000"),
        ("https://cedadev-o", "https://cedadev-o"),
        ("store.example", "https://store.example"),
        ("store.example:443", "https://store.example"),
        ("store.example:80", "http://store.example"),
        ("store.example:9000", "https://store.example:9000"),
        ("minio:9000", "https://minio:9000"),
        ("localhost", "https://localhost"),
        ("localhost:9000", "http://localhost:9000"),
        ("127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("127.8.8.8:9000", "http://127.8.8.8:9000"),
        ("[::1]:9000", "http://[::1]:9000"),
        ("[2001:DB8::1]", "https://[2001:db8::1]"),
        ("10.0.0.1:9000", "https://10.0.0.1:9000"),
        ("cedadev-o.s3-ext.jc.rl.ac.uk", "https://cedadev-o.s3-ext.jc.rl.ac.uk"),
        ("http://cedadev-o.s3-ext.jc.rl.ac.uk", "http://cedadev-o.s3-ext.jc.rl.ac.uk"),
        ("cedadev-o.s3.jc.rl.ac.uk:8080", "http://cedadev-o.s3.jc.rl.ac.uk:8080"),
        ("a.b.s3.jc.rl.ac.uk", "https://a.b.s3.jc.rl.ac.uk"),
    ],
)
def test_one_address_is_one_endpoint(text: str, url: str) -> None:
    assert urls(text) == [url]


@pytest.mark.parametrize(
    "text",
    [
        "cedadev-o.s3.jc.rl.ac.uk",
        "cedadev-o.s3.jc.rl.ac.uk:80",
        "http://cedadev-o.s3.jc.rl.ac.uk/",
        "http://CEDADEV-O.s3.jc.rl.ac.uk:80",
    ],
)
def test_a_host_inside_jasmin_has_its_outside_counterpart_as_second_choice(text: str) -> None:
    assert urls(text) == [
        "http://cedadev-o.s3.jc.rl.ac.uk",
        "https://cedadev-o.s3-ext.jc.rl.ac.uk",
    ]


@pytest.mark.parametrize("text", ["https://x-o.s3.jc.rl.ac.uk", "x-o.s3.jc.rl.ac.uk:443"])
def test_https_inside_jasmin_stays_https(text: str) -> None:
    assert urls(text) == ["https://x-o.s3.jc.rl.ac.uk", "https://x-o.s3-ext.jc.rl.ac.uk"]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "tenancy name"),
        ("   ", "tenancy name"),
        ("https://", "tenancy name"),
        ("s3://bucket", "tenancy name"),
        ("ftp://store.example", "https://"),
        ("https://store.example/bucket/key", "Type only https://store.example, then"),
        ("http://store.example:9000//b", "Type only http://store.example:9000, then"),
        ("https://store.example?x=1", "Type only https://store.example, then"),
        ("https://store.example/#/admin", "Type only https://store.example, then"),
        ("store.example/bucket", "tenancy name"),
        ("https://key:secret@store.example", "behind the @"),
        ("key@store.example", "behind the @"),
        ("http://cedadev-o.s3.jc.rl.ac.uk:81/", "Type cedadev-o, or the address without :81"),
        ("noc-msm-o.s3-ext.jc.rl.ac.uk:81", "Type noc-msm-o"),
        ("store.example:0", "tenancy name"),
        ("store.example:65536", "tenancy name"),
        ("store.example:٣", "tenancy name"),
        ("store.example:", "tenancy name"),
        ("::1", "tenancy name"),
        ("[::1", "tenancy name"),
        ("[host]:9000", "tenancy name"),
        ("store example", "tenancy name"),
        ("store..example", "tenancy name"),
        ("-store.example", "tenancy name"),
        ("bücher.example", "tenancy name"),
        ("store.example\n:80", "tenancy name"),
        ("a" * 64, "tenancy name"),
        (".".join(["a" * 60] * 5), "tenancy name"),
    ],
)
def test_what_is_no_address_is_refused_with_what_to_type(text: str, advice: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_endpoint(text)
    assert advice in caught.value.next_step


@given(st.text())
def test_any_text_is_an_address_or_a_profile_error(text: str) -> None:
    try:
        endpoints = parse_endpoint(text)
    except ProfileError:
        return
    assert endpoints
    assert all(parse_endpoint(endpoint.url)[0] == endpoint for endpoint in endpoints)


@given(st.from_regex(r"[A-Za-z0-9+/]{30,50}", fullmatch=True))
def test_a_secret_pasted_as_an_address_is_not_repeated(secret: str) -> None:
    for text in (secret, f"https://{secret}@host", f"key:{secret}@host", f"host:{secret}"):
        assert secret not in refusal(text)


def test_jasmin_hosts_are_known_by_tenancy_and_side() -> None:
    inside, outside = parse_endpoint("cedadev-o")
    assert (tenancy_of(inside), is_inside(inside)) == ("cedadev-o", True)
    assert (tenancy_of(outside), is_inside(outside)) == ("cedadev-o", False)
    with_port = Endpoint("cedadev-o.s3.jc.rl.ac.uk:8080", secure=False)
    assert (tenancy_of(with_port), is_inside(with_port)) == ("cedadev-o", True)


@pytest.mark.parametrize(
    "host", ["s3.jc.rl.ac.uk", "evil.example", "x.s3.jc.rl.ac.uk.evil.example", "xs3.jc.rl.ac.uk"]
)
def test_other_hosts_have_no_tenancy(host: str) -> None:
    endpoint = Endpoint(host, secure=True)
    assert (tenancy_of(endpoint), is_inside(endpoint)) == ("", False)


def test_the_portal_link_leads_to_the_tenancys_keys() -> None:
    assert (
        portal_keys_url("cedadev-o")
        == "https://s3-portal.jasmin.ac.uk/object-store/cedadev-o/create-keys"
    )


@pytest.mark.parametrize(
    ("name", "tenancy"),
    [
        ("ncas-radar-o", "ncas-radar-o"),
        ("noc_msm_o", "noc-msm-o"),
        ("NOC_MSM_O", "noc-msm-o"),
        ("noc_msm", ""),
        ("default", ""),
        ("radio", ""),
        ("-o", ""),
        ("my profile-o", ""),
    ],
)
def test_only_names_that_end_like_a_tenancy_are_taken_for_one(name: str, tenancy: str) -> None:
    assert looks_like_tenancy(name) == tenancy


def test_an_incomplete_profile_is_completed_with_an_address() -> None:
    incomplete = Profile("jos-credentials", (), "KEY", source="~/.credentials/jos-credentials.json")
    assert not incomplete.complete
    assert incomplete.address == ""
    with pytest.raises(ProfileError, match="no store address"):
        _ = incomplete.endpoint
    complete = with_endpoint(incomplete, "cedadev-o")
    assert complete.complete
    assert complete.address == "http://cedadev-o.s3.jc.rl.ac.uk"
    assert (complete.name, complete.access_key) == ("jos-credentials", "KEY")


@pytest.mark.parametrize(
    ("endpoint", "named"),
    [
        (Endpoint("store.example", secure=True), "store.example:443"),
        (Endpoint("store.example", secure=False), "store.example:80"),
        (Endpoint("store.example:9000", secure=True), "store.example:9000"),
        (Endpoint("[::1]", secure=True), "[::1]:443"),
        (Endpoint("[::1]:9000", secure=True), "[::1]:9000"),
    ],
)
def test_a_port_is_named_also_where_it_is_the_usual_one(endpoint: Endpoint, named: str) -> None:
    assert with_port(endpoint) == named
