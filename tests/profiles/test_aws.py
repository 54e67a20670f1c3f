"""The files of the AWS tools, credentials and config together."""

from __future__ import annotations

import pytest

from jos_tui.profiles import aws
from jos_tui.profiles.found import Found
from tests.profiles.support import (
    INSIDE,
    OUTSIDE,
    SWARM_KEY,
    addresses,
    document,
    names,
    only,
    revealed,
    secret_of,
)

_KEYS = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = S\n"


def read(credentials: str, config: str = "", endpoint_url: str = "") -> Found:
    return aws.read(
        document(credentials, "~/.aws/credentials"), document(config, "~/.aws/config"), endpoint_url
    )


def test_without_an_endpoint_it_is_aws_in_the_configured_region() -> None:
    profile = only(read(f"[default]\n{_KEYS}", "[default]\nregion = eu-west-2\n"))
    assert (profile.name, secret_of(profile)) == ("default", "S")
    assert (profile.address, profile.region) == ("https://s3.eu-west-2.amazonaws.com", "eu-west-2")
    assert profile.assumed
    assert profile.source == "~/.aws/credentials"


def test_the_default_region_and_china() -> None:
    assert only(read(f"[a]\n{_KEYS}")).address == "https://s3.us-east-1.amazonaws.com"
    china = only(read(f"[a]\n{_KEYS}region = cn-north-1\n"))
    assert china.address == "https://s3.cn-north-1.amazonaws.com.cn"


@pytest.mark.parametrize(
    "config",
    [
        f"[profile x]\nendpoint_url = {INSIDE}\n",
        f"[profile 'x']\nendpoint_url = {INSIDE}\n",
        f"[profile x]\nservices = j\n[services j]\ns3 =\n  endpoint_url = {INSIDE}\n",
        f"[profile x]\nservices = j\n[services j]\nec2 =\n  endpoint_url = https://no\ns3 =\n"
        f"    addressing_style = path\n    endpoint_url = {INSIDE}\n",
        f"[profile x]\ns3 =\n    endpoint_url = {INSIDE}\n",
        f"[profile x]\nendpoint_url = https://other\nservices = j\n"
        f"[services j]\ns3 =\n\tendpoint_url = {INSIDE}\n",
    ],
)
def test_an_endpoint_of_the_profile_or_of_its_services_counts(config: str) -> None:
    profile = only(read(f"[x]\n{_KEYS}", config, "https://environment.example"))
    assert addresses(profile) == [INSIDE, OUTSIDE]
    assert not profile.assumed


def test_the_endpoint_of_another_service_does_not_count() -> None:
    config = "[profile x]\nservices = j\n[services j]\nec2 =\n  endpoint_url = https://e.example\n"
    assert only(read(f"[x]\n{_KEYS}", config)).address == "https://s3.us-east-1.amazonaws.com"


def test_a_profile_named_like_a_tenancy_is_that_tenancy() -> None:
    for name in ("cedadev-o", "cedadev_o"):
        profile = only(read(f"[{name}]\n{_KEYS}", endpoint_url="https://environment.example"))
        assert (profile.name, addresses(profile)) == (name, [INSIDE, OUTSIDE])
        assert profile.assumed
    assert only(read(f"[noc_msm]\n{_KEYS}")).address == "https://s3.us-east-1.amazonaws.com"


def test_the_endpoint_of_the_environment_serves_profiles_without_one() -> None:
    profile = only(read(f"[default]\n{_KEYS}", endpoint_url="https://environment.example"))
    assert profile.address == "https://environment.example"
    assert not profile.assumed


def test_a_swarm_token_without_an_endpoint_is_never_sent_to_aws() -> None:
    keys = f"aws_access_key_id = {SWARM_KEY}\naws_secret_access_key = S\n"
    assert not only(read(f"[default]\n{keys}")).complete


def test_temporary_keys_keep_their_session_token() -> None:
    assert revealed(only(read(f"[a]\n{_KEYS}aws_session_token = T==\n")).session_token) == "T=="


def test_keys_may_stand_in_config_and_credentials_win() -> None:
    config = "[profile a]\naws_access_key_id = OLD\naws_secret_access_key = OLD\n"
    assert only(read("", config)).source == "~/.aws/config"
    profile = only(read(f"[a]\n{_KEYS}", config))
    assert (profile.access_key, secret_of(profile)) == ("AKIAEXAMPLE", "S")


@pytest.mark.parametrize(
    "settings",
    [
        "role_arn = arn:aws:iam::1:role/r\nsource_profile = a\n",
        "sso_session = s\n",
        "credential_process = /bin/get\n",
    ],
)
def test_profiles_without_keys_of_their_own_are_skipped_with_a_note(settings: str) -> None:
    found = read("", f"[profile r]\n{settings}")
    assert found.profiles == ()
    (note,) = found.notes
    assert note.startswith("~/.aws/config [r] is skipped")


def test_sections_that_are_no_profiles_are_passed_over() -> None:
    config = "[sso-session s]\nsso_start_url = https://x\n[services j]\ns3 =\n  endpoint_url = y\n"
    assert read("", config + "[default]\nregion = x\n") == Found()


def test_half_a_pair_is_a_problem_and_hides_no_other() -> None:
    found = read(f"[a]\naws_access_key_id = K\n[b]\n{_KEYS}")
    assert names(found) == ["b"]
    assert "~/.aws/credentials [a] has no secret key" in str(found.problems[0])
