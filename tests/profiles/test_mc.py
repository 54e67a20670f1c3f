"""mc's aliases, from its configuration and from the environment."""

from __future__ import annotations

from typing import Any

import pytest

from jos_tui.profiles import json_file, mc
from jos_tui.profiles.found import Found
from tests.profiles.support import (
    INSIDE,
    OUTSIDE,
    addresses,
    json_document,
    names,
    only,
    revealed,
    secret_of,
)

_ALIAS = {"url": INSIDE, "accessKey": "K", "secretKey": "S", "api": "S3v4", "path": "auto"}


def read(content: Any) -> Found:
    return mc.read(json_document(content, "~/.mc/config.json"))


@pytest.mark.parametrize(
    "content",
    [{"version": "10", "aliases": {"ceda": _ALIAS}}, {"version": "9", "hosts": {"ceda": _ALIAS}}],
)
def test_aliases_are_read_in_both_versions(content: Any) -> None:
    profile = only(read(content))
    assert (profile.name, profile.access_key, secret_of(profile)) == ("ceda", "K", "S")
    assert addresses(profile) == [INSIDE, OUTSIDE]
    assert profile.source == "~/.mc/config.json"


def test_what_mc_presets_is_no_connection_of_anybody() -> None:
    preset = {
        "gcs": {"url": "https://storage.googleapis.com", "accessKey": "", "secretKey": ""},
        "local": {"url": "http://localhost:9000", "accessKey": "", "secretKey": ""},
        "s3": {
            "url": "https://s3.amazonaws.com",
            "accessKey": "YOUR-ACCESS-KEY-HERE",
            "secretKey": "YOUR-SECRET-KEY-HERE",
        },
        "play": {"url": "https://play.min.io", "accessKey": "PUBLIC", "secretKey": "PUBLIC"},
    }
    assert read({"version": "10", "aliases": preset}) == Found()
    filled_in = preset | {"s3": {**preset["s3"], "accessKey": "K"}, "ceda": _ALIAS}
    assert names(read({"version": "10", "aliases": filled_in})) == ["s3", "ceda"]


def test_an_alias_without_keys_is_anonymous() -> None:
    profile = only(read({"aliases": {"pub": {"url": OUTSIDE, "accessKey": "", "secretKey": ""}}}))
    assert profile.anonymous
    assert profile.address == OUTSIDE


def test_one_bad_alias_hides_no_other() -> None:
    found = read(
        {"aliases": {"bad": {"url": "ftp://x", "accessKey": "A", "secretKey": "B"}, "good": _ALIAS}}
    )
    assert [(p.name, p.complete) for p in found.profiles] == [("bad", False), ("good", True)]
    assert "~/.mc/config.json [bad]" in found.problems[0].title


@pytest.mark.parametrize("content", [{}, [], {"aliases": []}, {"aliases": {"x": "y", "z": {}}}])
def test_json_without_aliases_holds_nothing(content: Any) -> None:
    assert read(content) == Found()


def test_files_of_s3_netcdf_are_not_taken_for_mcs() -> None:
    content = {"hosts": {"h": {"url": INSIDE, "credentials": {"accessKey": "K", "secretKey": "S"}}}}
    assert read(content) == Found()
    assert only(json_file.read(json_document(content))).access_key == "K"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://K:S@store.example", ("https://store.example", "K", "S", None)),
        ("http://K:S@store.example:9000/", ("http://store.example:9000", "K", "S", None)),
        ("https://K:S:T@store.example:9000", ("https://store.example:9000", "K", "S", "T")),
        ("https://K:a@b/c#d%40@store.example", ("https://store.example", "K", "a@b/c#d%40", None)),
        ("https://K:S:t:u@v@store.example", ("https://store.example", "K", "S", "t:u@v")),
        ("https://store.example", ("https://store.example", "", None, None)),
    ],
)
def test_an_alias_in_the_environment(value: str, expected: tuple[str, ...]) -> None:
    profile = only(mc.read_environment({"MC_HOST_mine": value, "OTHER": "x", "MC_HOST_": value}))
    assert (profile.name, profile.source) == ("mine", "MC_HOST_mine")
    assert (
        profile.address,
        profile.access_key,
        secret_of(profile),
        revealed(profile.session_token),
    ) == expected


def test_a_bad_alias_in_the_environment_is_a_problem_without_its_secret() -> None:
    found = mc.read_environment({"MC_HOST_mine": "https://KEY:hidden-secret"})
    assert found.profiles == ()
    assert "MC_HOST_mine" in str(found.problems[0])
    assert "hidden" not in str(found.problems[0])
