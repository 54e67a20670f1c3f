"""What a shell is told: the place, truly, and no secret that was not there."""

from __future__ import annotations

from jos_tui.browse.shell_environment import shell_environment
from jos_tui.core.location import Location
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret

ENDPOINT = parse_endpoint("https://store:9000")
KEPT = (Keeping(Keeper.AWS, "~/.aws/credentials", "mine"),)
PROFILE = Profile("mine", ENDPOINT, "key", Secret("hush-hush"), kept=KEPT)
HERE = Location("bucket", "a//b ü/")


def test_it_names_place_store_and_profile() -> None:
    told = shell_environment(PROFILE, HERE, {"AWS_PROFILE": "other", "HOME": "/h"})
    assert told["S3_URI"] == "s3://bucket/a//b ü/"
    assert told["AWS_ENDPOINT_URL"] == "https://store:9000"
    assert told["AWS_PROFILE"] == "mine"
    assert told["HOME"] == "/h"
    assert "hush-hush" not in "".join(told.values())


def test_a_profile_of_other_keys_is_not_handed_on() -> None:
    told = shell_environment(Profile("x", ENDPOINT, "key"), HERE, {"AWS_PROFILE": "other"})
    assert "AWS_PROFILE" not in told


def test_what_no_variable_can_hold_is_left_out() -> None:
    for name in ("nul\0/", "half\ud800/"):
        told = shell_environment(PROFILE, Location("bucket", name), {"S3_URI": "s3://before/"})
        assert "S3_URI" not in told
