"""JSON credentials in every shape they come in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jos_tui.core.errors import ProfileError
from jos_tui.profiles import json_file
from jos_tui.profiles.found import Found
from tests.profiles.support import (
    INSIDE,
    OUTSIDE,
    addresses,
    document,
    json_document,
    only,
    revealed,
    secret_of,
)


def read(content: Any, source: str = "~/file.json") -> Found:
    return json_file.read(json_document(content, source))


@pytest.mark.parametrize(
    "content",
    [
        {"token": "K", "secret": "S", "endpoint_url": INSIDE},
        {"token": "K", "secret": "S", "store_url": "cedadev-o.s3.jc.rl.ac.uk:80"},
        {"token": "K", "secret": "S", "tenancy": "cedadev-o"},
        {"accessKey": "K", "secretKey": "S", "url": INSIDE, "api": "s3v4", "path": "auto"},
        {"access_key": "K", "secret_key": "S", "endpoint": INSIDE},
        {"key": "K", "secret": "S", "endpoint_url": INSIDE},
        {"AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "S", "AWS_URL_ENDPOINT": INSIDE},
        {"aws_access_key_id": "K", "aws_secret_access_key": "S", "AWS_ENDPOINT_URL": INSIDE},
        {"S3_TOKEN": "K", "S3_SECRET": "S", "S3_ENDPOINT_URL": INSIDE},
        {
            "server": {"url": "https://nlds.jasmin.ac.uk", "api": "catalog"},
            "authentication": {"oauth_client_secret": "other", "oauth_token_url": "other"},
            "object_storage": {
                "tenancy": "cedadev-o.s3.jc.rl.ac.uk",
                "access_key": "K",
                "secret_key": "S",
            },
        },
        {
            "version": "9",
            "hosts": {
                "cedadev-o.s3.jc.rl.ac.uk": {
                    "alias": "cedadev-o",
                    "url": INSIDE,
                    "credentials": {"accessKey": "K", "secretKey": "S"},
                    "api": "S3v4",
                }
            },
        },
    ],
    ids=lambda content: "-".join(content)[:40],
)
def test_every_shape_gives_the_same_connection(content: Any) -> None:
    profile = only(read(content))
    assert (profile.name, profile.access_key, secret_of(profile)) == ("cedadev-o", "K", "S")
    assert addresses(profile) == [INSIDE, OUTSIDE]
    assert profile.source == "~/file.json"
    assert not profile.assumed


def test_keys_without_an_address_are_found_and_wait_for_one() -> None:
    profile = only(read({"token": "K", "secret": "S"}, "~/.credentials/jos-credentials.json"))
    assert (profile.name, profile.access_key, secret_of(profile)) == ("jos-credentials", "K", "S")
    assert not profile.complete


def test_an_address_that_cannot_be_used_keeps_the_keys_and_says_why() -> None:
    found = read(
        {"accessKey": "K", "secretKey": "S", "url": "http://h:9001/api/v1/service-accounts"}
    )
    (profile,), (problem,) = found.profiles, found.problems
    assert not profile.complete
    assert profile.access_key == "K"
    assert "~/file.json" in problem.title
    assert "Type only http://h:9001" in problem.reason


def test_region_and_session_token_are_kept() -> None:
    profile = only(
        read(
            {
                "AWS_ACCESS_KEY_ID": "K",
                "AWS_SECRET_ACCESS_KEY": "S",
                "AWS_SESSION_TOKEN": "T",
                "AWS_REGION": "eu-west-2",
                "AWS_URL_ENDPOINT": "https://ami-test-o.s3-ext.jc.rl.ac.uk",
            }
        )
    )
    assert (profile.region, revealed(profile.session_token)) == ("eu-west-2", "T")


def test_a_tenancy_in_the_files_name_is_taken_when_the_file_names_none() -> None:
    keys = {"token": "K", "secret": "S"}
    profile = only(read(keys, "~/.credentials/caringo-credentials.json.cedadev-o"))
    assert addresses(profile) == [INSIDE, OUTSIDE]
    assert profile.assumed
    assert not only(read(keys, "~/.credentials/caringo-credentials.json.old")).complete


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        "token",
        {"installed": {"client_id": "x", "client_secret": "y"}},
        {"token": "ya29.x", "refresh_token": "r", "client_secret": "c"},
        {"secret": "only"},
        {"url": "https://example.org"},
        {"token": 1, "secret": ["S"]},
        {"hosts": [], "object_storage": "x"},
        {"hosts": {"h": "x", "i": {"credentials": "x"}}},
    ],
)
def test_json_of_another_purpose_holds_nothing_and_is_no_problem(content: Any) -> None:
    assert read(content) == Found()


def test_half_a_pair_with_an_address_is_a_problem() -> None:
    found = read({"token": "K", "endpoint_url": INSIDE})
    assert found.profiles == ()
    assert "~/file.json has no secret key" in str(found.problems[0])


@pytest.mark.parametrize(
    "text", ["", "{", '{"token": "a"b", "secret": "c"}', "[" * 100_000, '{"a": ' + "9" * 5000 + "}"]
)
def test_what_is_not_json_is_refused_by_file_and_place(text: str) -> None:
    with pytest.raises(ProfileError, match="~/file is not valid JSON") as caught:
        json_file.read(document(text))
    assert caught.value.reason
    assert caught.value.__context__ is None  # a decoder's error would carry the whole text along


def test_a_day_on_which_the_keys_end_is_read() -> None:
    content = {"token": "K", "secret": "S", "tenancy": "cedadev-o", "expires": "2027-03-31"}
    assert only(read(content)).expires == date(2027, 3, 31)
