"""Keys and addresses in environment variables."""

from __future__ import annotations

import pytest

from jos_tui.profiles import environment
from jos_tui.profiles.found import Found
from tests.profiles.support import (
    INSIDE,
    OUTSIDE,
    SWARM_KEY,
    addresses,
    only,
    revealed,
    secret_of,
)

_AWS = {"AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "S"}


@pytest.mark.parametrize(
    "environ",
    [
        {**_AWS, "AWS_ENDPOINT_URL_S3": INSIDE, "AWS_ENDPOINT_URL": "https://other"},
        {**_AWS, "AWS_ENDPOINT_URL": INSIDE, "S3_ENDPOINT_URL": "https://other"},
        {**_AWS, "S3_ENDPOINT_URL": INSIDE},
        {**_AWS, "AWS_ENDPOINT_URL": "cedadev-o"},
        {"MINIO_ENDPOINT": INSIDE, "MINIO_ACCESS_KEY": "K", "MINIO_SECRET_KEY": "S"},
        {"MINIO_ENDPOINT": INSIDE, "MINIO_ROOT_USER": "K", "MINIO_ROOT_PASSWORD": "S"},
        {"S3_ENDPOINT_URL": INSIDE, "S3_ACCESS_KEY": "K", "S3_SECRET_KEY": "S"},
        {"S3_ENDPOINT_URL": INSIDE, "S3_TOKEN": "K", "S3_SECRET": "S"},
    ],
    ids="-".join,
)
def test_every_family_of_variables_gives_the_same_connection(environ: dict[str, str]) -> None:
    profile = only(environment.read(environ))
    assert (profile.name, profile.access_key, secret_of(profile)) == ("environment", "K", "S")
    assert addresses(profile) == [INSIDE, OUTSIDE]
    assert profile.source == "environment"


def test_a_minio_endpoint_may_lack_its_scheme() -> None:
    keys = {"MINIO_ACCESS_KEY": "K", "MINIO_SECRET_KEY": "S"}
    found = environment.read({**keys, "MINIO_ENDPOINT": "localhost:9000"})
    assert only(found).address == "http://localhost:9000"
    assert not only(environment.read(keys)).complete


def test_aws_keys_without_an_address_are_for_aws_unless_they_cannot_be() -> None:
    profile = only(environment.read({**_AWS, "AWS_DEFAULT_REGION": "eu-west-2"}))
    assert (profile.address, profile.region) == ("https://s3.eu-west-2.amazonaws.com", "eu-west-2")
    assert profile.assumed
    assert not only(environment.read({**_AWS, "AWS_ACCESS_KEY_ID": SWARM_KEY})).complete


def test_region_and_session_token_are_kept() -> None:
    variables = {"AWS_REGION": "r1", "AWS_DEFAULT_REGION": "r2", "AWS_SESSION_TOKEN": "T"}
    profile = only(environment.read(_AWS | variables))
    assert (profile.region, revealed(profile.session_token)) == ("r1", "T")


@pytest.mark.parametrize(
    "environ",
    [{}, {"AWS_ENDPOINT_URL": INSIDE}, {"S3_TOKEN": "x"}, {"MINIO_ROOT_USER": "x"}, {"HOME": "/h"}],
)
def test_variables_without_keys_hold_nothing(environ: dict[str, str]) -> None:
    assert environment.read(environ) == Found()


def test_half_a_pair_of_aws_variables_is_a_problem() -> None:
    found = environment.read({"AWS_ACCESS_KEY_ID": "K"})
    assert "environment has no secret key" in str(found.problems[0])
