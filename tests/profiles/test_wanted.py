"""What the options of the command line come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.wanted import Wanted, anonymous, only_profile, resolve, select
from tests.profiles.support import INSIDE, OUTSIDE, addresses, names, only, secret_of, write

_ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "ES"}
_ALIASES = {
    "ceda": {"url": INSIDE, "accessKey": "C", "secretKey": "CS"},
    "noc": {"url": "https://noc-msm-o.s3-ext.jc.rl.ac.uk", "accessKey": "N", "secretKey": "NS"},
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def two_aliases(home: Path) -> Path:
    return write(home / ".mc" / "config.json", {"aliases": _ALIASES})


@pytest.fixture
def bare_keys(home: Path) -> Path:
    path = home / ".credentials" / "jos-credentials.json"
    return write(path, {"token": "J", "secret": "JS"})


def ask(home: Path, wanted: Wanted, **environ: str) -> Found:
    return resolve(wanted, environ, home, home)


def test_without_a_wish_everything_found_is_offered(two_aliases: Path, home: Path) -> None:
    assert names(ask(home, Wanted())) == ["ceda", "noc"]


def test_a_named_file_is_the_only_source(two_aliases: Path, home: Path) -> None:
    path = write(home / "x", {"token": "X", "secret": "XS", "endpoint_url": "https://x.example"})
    found = ask(home, Wanted(credentials_file=path), **_ENVIRONMENT)
    assert only(found).access_key == "X"


def test_a_profile_is_chosen_by_name(two_aliases: Path, home: Path) -> None:
    assert only(ask(home, Wanted(profile="noc"))).access_key == "N"
    assert only(ask(home, Wanted(profile="noc", credentials_file=two_aliases))).access_key == "N"


def test_a_name_that_only_the_repeat_of_a_profile_has_chooses_it(
    two_aliases: Path, home: Path
) -> None:
    write(home / ".s3cfg", "access_key=C\nsecret_key=CS\nhost_base=cedadev-o.s3.jc.rl.ac.uk\n")
    found = ask(home, Wanted())
    assert names(found) == ["cedadev-o", "noc"]
    assert select(found, "ceda") == select(found, "cedadev-o")


def test_an_unknown_name_lists_the_known_ones(two_aliases: Path, home: Path) -> None:
    with pytest.raises(ProfileError, match="There is no profile named x") as caught:
        ask(home, Wanted(profile="x"))
    assert "ceda (~/.mc/config.json), noc (~/.mc/config.json)" in caught.value.reason
    with pytest.raises(ProfileError, match="No credentials were found"):
        select(Found(), "x")


def test_an_endpoint_completes_the_keys_of_a_named_file(bare_keys: Path, home: Path) -> None:
    profile = only(ask(home, Wanted(credentials_file=bare_keys, endpoint="cedadev-o")))
    assert addresses(profile) == [INSIDE, OUTSIDE]
    assert (profile.access_key, secret_of(profile)) == ("J", "JS")
    assert only(ask(home, Wanted(endpoint="cedadev-o"))).access_key == "J"


def test_an_endpoint_beats_the_address_in_a_named_file_and_of_a_named_profile(
    two_aliases: Path, home: Path
) -> None:
    path = write(home / "x", {"token": "X", "secret": "XS", "endpoint_url": "https://x.example"})
    by_file = only(ask(home, Wanted(credentials_file=path, endpoint="localhost:9000")))
    assert by_file.address == "http://localhost:9000"
    by_name = only(ask(home, Wanted(profile="noc", endpoint="localhost:9000")))
    assert (by_name.address, by_name.access_key) == ("http://localhost:9000", "N")


def test_an_endpoint_picks_the_keys_found_for_the_same_tenancy(
    two_aliases: Path, bare_keys: Path, home: Path
) -> None:
    profile = only(ask(home, Wanted(endpoint=OUTSIDE), **_ENVIRONMENT))
    assert (profile.access_key, addresses(profile)) == ("C", [OUTSIDE])
    in_file = ask(home, Wanted(endpoint=OUTSIDE, credentials_file=two_aliases))
    assert only(in_file).access_key == "C"


def test_keys_that_belong_to_another_store_are_not_sent_to_an_endpoint(
    two_aliases: Path, home: Path
) -> None:
    found = ask(home, Wanted(endpoint="https://new.example"))
    profile = only(found)
    assert profile.anonymous
    assert addresses(profile) == ["https://new.example"]
    assert "No keys were found for new.example" in found.notes[0]


@pytest.mark.parametrize("address", [{}, {"AWS_ENDPOINT_URL": "https://old.example"}])
def test_keys_of_the_environment_go_to_the_endpoint_before_those_of_files(
    address: dict[str, str], two_aliases: Path, bare_keys: Path, home: Path
) -> None:
    wanted = Wanted(endpoint="https://new.example")
    profile = only(ask(home, wanted, **_ENVIRONMENT, **address))
    assert (profile.access_key, profile.address) == ("AKIAEXAMPLE", "https://new.example")
    assert not profile.assumed


def test_keys_are_preferred_to_an_anonymous_remote_of_the_same_store(
    two_aliases: Path, home: Path
) -> None:
    write(home / ".rclone.conf", f"[public]\ntype = s3\nendpoint = {OUTSIDE}\n")
    assert only(ask(home, Wanted(endpoint=OUTSIDE))).access_key == "C"
    assert names(ask(home, Wanted())) == ["ceda", "noc", "public"]


def test_anonymous_with_an_endpoint_needs_nothing_else(home: Path) -> None:
    write(home / "broken-credentials.json", "{")
    profile = only(ask(home, Wanted(endpoint="hackathon-o", anonymous=True)))
    assert profile == anonymous("hackathon-o")
    assert profile.name == "hackathon-o"
    assert profile.anonymous


def test_anonymous_alone_offers_the_known_stores_without_keys(
    two_aliases: Path, bare_keys: Path, home: Path
) -> None:
    found = ask(home, Wanted(anonymous=True))
    assert [(p.name, p.anonymous, p.secret_key) for p in found.profiles] == [
        ("ceda", True, None),
        ("noc", True, None),
    ]
    named = only(ask(home, Wanted(anonymous=True, profile="noc")))
    assert named.address == "https://noc-msm-o.s3-ext.jc.rl.ac.uk"


def test_an_unusable_endpoint_is_refused(home: Path) -> None:
    with pytest.raises(ProfileError, match="ends behind the host"):
        ask(home, Wanted(endpoint="https://h.example/bucket"))


def test_the_only_profile_is_the_one_to_use(two_aliases: Path, home: Path) -> None:
    assert only_profile(ask(home, Wanted(profile="noc"))).name == "noc"


def test_of_several_profiles_that_of_the_environment_is_used(two_aliases: Path, home: Path) -> None:
    environ = _ENVIRONMENT | {"AWS_ENDPOINT_URL": "https://e.example"}
    assert only_profile(ask(home, Wanted(), **environ)).name == "environment"


def test_where_nobody_can_be_asked_several_or_none_or_half_is_an_error(
    two_aliases: Path, home: Path
) -> None:
    with pytest.raises(ProfileError, match=r"Several profiles were found\. ceda .*--profile"):
        only_profile(ask(home, Wanted()))
    with pytest.raises(ProfileError, match="No credentials for an object store were found"):
        only_profile(Found())
    incomplete = Profile("jos-credentials", (), "K", source="~/f.json")
    with pytest.raises(ProfileError, match=r"jos-credentials has keys .*Add --endpoint"):
        only_profile(Found((incomplete,)))


def test_what_was_wrong_with_the_files_is_said_when_nothing_is_left(home: Path) -> None:
    write(home / "my-credentials.json", "{")
    with pytest.raises(ProfileError, match=r"my-credentials\.json is not valid JSON"):
        only_profile(ask(home, Wanted()))
