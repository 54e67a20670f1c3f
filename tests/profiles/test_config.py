"""``config.toml``: what it sets holds, and no slip in it takes a brake away."""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.config import Brakes, Config, config_path
from jos_tui.profiles.config_file import parsed, read_config
from jos_tui.profiles.discovery import from_file
from jos_tui.profiles.document import Document
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile, Rights, Trash, Verification
from jos_tui.profiles.wanted import Wanted, resolve
from tests.profiles.support import INSIDE, addresses, names, secret_of, write

S3CFG = "access_key = K\nsecret_key = S\nhost_base = {}.example\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def configure(home: Path, text: str, mode: int = 0o600) -> Path:
    return write(home / ".config" / "jos-tui" / "config.toml", text, mode)


def found_at(home: Path, wanted: Wanted | None = None) -> Found:
    return resolve(wanted or Wanted(), {}, home, home)


def read(text: str) -> Config:
    return parsed(Document("~/c", text), Path("/etc"), Path("/home/me"))


def braked(text: str, name: str = "x") -> Profile:
    return Brakes(read(text)).applied_to(Profile(name, ()))


def test_everything_that_can_be_set() -> None:
    text = """
    [profiles.x]
    read_only = true
    protected = ["prod-*", "bucket/prefix/*"]
    ca_file = "~/ca.pem"
    verify = false
    expires = 2027-03-31
    """
    profile = braked(text)
    assert profile.expires == date(2027, 3, 31)
    assert profile.rights is Rights.READ
    assert profile.protected == ("prod-*", "bucket/prefix/*")
    assert profile.ca_file == "/home/me/ca.pem"
    assert profile.verification is Verification.NONE
    assert braked('[profiles.x]\nca_file = "ca.pem"').ca_file == "/etc/ca.pem"
    assert braked(text, "y") == Profile("y", ())


def test_who_wants_a_trash_gets_one_and_no_other_brake() -> None:
    profile = braked("[profiles.x]\ntrash = true")
    assert profile == Profile("x", (), trash=Trash.ON)


@pytest.mark.parametrize(
    ("text", "title", "hint"),
    [
        ("[profiles.x]\n\nread_onyl = true", "~/c, line 3: read_onyl is not", "mean read_only?"),
        ("[profiles.x]\ncolour = 1", "~/c, line 2: colour is not known", "There are: read_only,"),
        ("profiles.x.verif = false", "~/c, line 1: verif is not known", "mean verify?"),
        ("[profiles.x.read_only]", "~/c, line 1: read_only is wrong", "true or false"),
        ('[profiles.x]\nread_only = "yes"', "~/c, line 2: read_only is wrong", "true or false"),
        ("[profiles.x]\nread_only = 1", "~/c, line 2: read_only is wrong", "true or false"),
        ('[profiles.x]\nprotected = "a"', "~/c, line 2: protected is wrong", "a list of patt"),
        ("[profiles.x]\nprotected = [1]", "~/c, line 2: protected is wrong", "a list of patt"),
        ('[profiles.x]\nprotected = [""]', "~/c, line 2: protected is wrong", "a list of patt"),
        ("# a\n[profiles]\nx = 3", "~/c, line 3: x is no table", "[profiles.x]"),
        ('[profiles]\nx = {verify = "no"}', "~/c, line 2: verify is wrong", "true or false"),
    ],
)
def test_a_table_with_something_wrong_is_for_reading_only_and_says_where(
    text: str, title: str, hint: str
) -> None:
    text = f"{text}\n[profiles.other]\nverify = false\n"
    (problem,) = read(text).problems
    assert title in problem.title
    assert "x is for reading only" in problem.reason
    assert hint in problem.next_step
    assert braked(text).rights is Rights.READ
    assert braked(text).verification is Verification.FULL
    assert braked(text, "other").rights is Rights.ALL
    assert braked(text, "other").verification is Verification.NONE


@pytest.mark.parametrize(
    ("text", "title", "reason"),
    [
        ("[profile.x]\nread_only = true", "~/.config/jos-tui/config.toml, line 1: profile is", ""),
        ("profiles = 3", "~/.config/jos-tui/config.toml, line 1: profiles is not known", ""),
        ("[profiles.x\nread_only = true", "is not valid TOML", "Line 1: "),
        ("[profiles.x]\nread_only = yes", "is not valid TOML", "Line 2: "),
        ('[profiles.x]\na = "', "is not valid TOML", ""),
        ("a = " + "[" * 5000, "is not valid TOML", "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_understood_makes_everything_read_only(
    text: str, title: str, reason: str, home: Path
) -> None:
    configure(home, text)
    write(home / ".s3cfg", S3CFG.format("a"))
    found = found_at(home)
    (problem,) = found.problems
    assert title in problem.title
    assert reason in problem.reason
    assert "every connection is for reading only" in problem.reason
    assert [profile.rights for profile in found.profiles] == [Rights.READ]
    assert found.braked(Profile("typed in", ())).rights is Rights.READ
    assert str(problem) in found.urgent


@pytest.mark.parametrize("content", [b"\xff\xfe", b"#" * (1 << 20) + b"\n"])
def test_a_file_that_cannot_be_read_makes_everything_read_only(content: bytes, home: Path) -> None:
    configure(home, "").write_bytes(content)
    config = read_config({}, home)
    assert config.rights is Rights.READ
    assert "for reading only" in config.problems[0].reason


def test_no_file_sets_nothing(home: Path) -> None:
    assert read_config({}, home) == Config()
    assert Brakes(Config()).applied_to(Profile("x", ())) == Profile("x", ())


def test_its_place_follows_the_convention(home: Path) -> None:
    assert config_path({}, home) == home / ".config/jos-tui/config.toml"
    assert config_path({"XDG_CONFIG_HOME": "/c"}, home) == Path("/c/jos-tui/config.toml")
    assert config_path({"XDG_CONFIG_HOME": "c"}, home) == home / ".config/jos-tui/config.toml"


def test_the_name_of_a_host_needs_no_quotation_marks() -> None:
    for text in ("[profiles.a.example]", '[profiles."a.example"]'):
        assert braked(f"{text}\nread_only = true", "a.example").rights is Rights.READ
    text = "[profiles.a]\nverify = false\n[profiles.a.example]\nread_onyl = true\n"
    assert read(text).problems[0].title.startswith("~/c, line 4: read_onyl")
    assert braked(text, "a").rights is Rights.ALL


# -- which connections it is about -----------------------------------------------------------------


def test_it_is_about_the_connection_of_its_name_from_wherever_that_comes(home: Path) -> None:
    write(home / ".s3cfg", S3CFG.format("a"))
    write(home / ".s3cfg-b", S3CFG.format("b").replace("= K", "= L"))
    configure(home, '[profiles."a.example"]\nread_only = true\n')
    rights = {profile.name: profile.rights for profile in found_at(home).profiles}
    assert rights == {"a.example": Rights.READ, "b.example": Rights.ALL}


def test_the_same_keys_from_a_file_that_is_named_keep_their_brakes(home: Path) -> None:
    """Under the name that another tool has for them, which that file does not know."""
    path = write(home / ".s3cfg", S3CFG.format("a"))
    alias = {"url": "https://a.example", "accessKey": "K", "secretKey": "S"}
    write(home / ".mc" / "config.json", {"aliases": {"production": alias}})
    configure(home, "[profiles.production]\nread_only = true\n")
    elsewhere = Wanted(credentials_file=path, endpoint="https://b.example")
    for wanted in (Wanted(), Wanted(credentials_file=path), elsewhere):
        (profile,) = found_at(home, wanted).profiles
        assert profile.rights is Rights.READ, wanted


def test_the_same_usual_keys_for_another_store_are_another_connection(home: Path) -> None:
    """As minioadmin is at home in many stores."""
    write(home / ".s3cfg", S3CFG.format("a"))
    write(home / ".s3cfg-b", S3CFG.format("b"))
    configure(home, '[profiles."a.example"]\nread_only = true\nverify = false\n')
    for wanted in (Wanted(), Wanted(credentials_file=home / ".s3cfg-b")):
        profile = found_at(home, wanted).profiles[-1]
        assert profile.name == "b.example"
        assert (profile.rights, profile.verification) == (Rights.ALL, Verification.FULL)


def test_who_had_to_give_way_to_another_of_the_same_name_keeps_the_brakes(home: Path) -> None:
    for number in range(2):
        write(home / f"{number}-credentials.json", {
            "token": f"K{number}", "secret": "S", "endpoint_url": "https://a.example"
        })  # fmt: skip
    configure(home, '[profiles."a.example"]\nread_only = true\n')
    found = found_at(home)
    assert names(found) == ["a.example", "a.example-2"]
    assert [profile.rights for profile in found.profiles] == [Rights.READ, Rights.READ]


def test_a_connection_without_keys_of_that_name_is_meant_too(home: Path) -> None:
    configure(home, "[profiles.cedadev-o]\nread_only = true\n")
    wanted = Wanted(endpoint="cedadev-o", anonymous=True)
    assert found_at(home, wanted).profiles[0].rights is Rights.READ


def test_a_name_that_fits_nothing_is_pointed_out(home: Path) -> None:
    write(home / ".s3cfg", S3CFG.format("store"))
    configure(home, '[profiles."stroe.example"]\nread_only = true\n[profiles.zzz]\ntrash = true\n')
    found = found_at(home)
    assert found.problems == ()
    assert found.warnings == (
        "~/.config/jos-tui/config.toml [profiles.stroe.example] is about no connection: "
        "did you mean store.example?",
    )
    assert "[profiles.zzz] is about no connection that was found." in found.notes[0]


# -- connections of its own ------------------------------------------------------------------------

OWN = """
[profiles.mine]
endpoint = "https://mine.example"
access_key = "K"
secret_key = 'S=#"%'
region = "eu-1"
"""


def test_a_table_with_keys_is_a_connection(home: Path) -> None:
    path = configure(home, OWN)
    for wanted in (Wanted(), Wanted(credentials_file=path)):
        (profile,) = found_at(home, wanted).profiles
        assert (profile.name, profile.address) == ("mine", "https://mine.example")
        assert (profile.access_key, secret_of(profile)) == ("K", 'S=#"%')
        assert (profile.region, profile.source) == ("eu-1", "~/.config/jos-tui/config.toml")


def test_it_comes_behind_the_environment_and_before_all_files(home: Path) -> None:
    configure(home, OWN)
    write(home / ".s3cfg", S3CFG.format("a"))
    environ = {"AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "S"}
    found = resolve(Wanted(), environ, home, home)
    assert names(found) == ["environment", "mine", "a.example"]


def test_brakes_in_a_file_that_is_named_hold_too(home: Path) -> None:
    path = write(home / "elsewhere.toml", f"{OWN}read_only = true\nprotectde = []\n")
    found = found_at(home, Wanted(credentials_file=path))
    assert [profile.rights for profile in found.profiles] == [Rights.READ]
    (problem,) = found.problems
    assert "protectde" in problem.title


def test_what_is_wrong_is_said_once_though_the_file_is_named_too(home: Path) -> None:
    path = configure(home, f"{OWN}protectde = []\n")
    assert len(found_at(home, Wanted(credentials_file=path)).problems) == 1


def test_keys_need_no_address_under_the_name_of_a_tenancy(home: Path) -> None:
    configure(home, '[profiles.cedadev-o]\naccess_key = "K"\nsecret_key = "S"\n')
    assert INSIDE in addresses(found_at(home).profiles[0])


def test_an_address_alone_is_a_public_store(home: Path) -> None:
    configure(home, '[profiles.open]\nendpoint = "https://open.example"\n')
    (profile,) = found_at(home).profiles
    assert (profile.name, profile.anonymous) == ("open", True)


def test_an_address_for_keys_that_were_found_elsewhere_is_where_they_go(home: Path) -> None:
    write(home / ".credentials" / "jos-credentials.json", {"token": "K", "secret": "S"})
    configure(home, '[profiles.jos-credentials]\nendpoint = "https://b.example"\n')
    (profile,) = found_at(home).profiles
    assert (profile.address, profile.access_key) == ("https://b.example", "K")


def test_half_a_pair_of_keys_or_a_wrong_address_is_a_problem(home: Path) -> None:
    configure(home, '[profiles.a]\naccess_key = "K"\n[profiles.b]\nendpoint = "ftp://x"\n')
    titles = [problem.title for problem in found_at(home).problems]
    assert titles == [
        "~/.config/jos-tui/config.toml [a] has no secret key",
        "The address in ~/.config/jos-tui/config.toml [b] cannot be used",
    ]


def test_keys_that_others_can_read_are_warned_of_with_the_command_to_type(home: Path) -> None:
    configure(home, OWN, 0o644)
    assert found_at(home).warnings == (
        "~/.config/jos-tui/config.toml can be read by other users of this machine: "
        "chmod 600 ~/.config/jos-tui/config.toml",
    )
    configure(home, "[profiles.mine]\nread_only = true\n", 0o644)
    assert "chmod" not in "".join(found_at(home).warnings)


_words = st.sampled_from(
    [
        *("[profiles.x]\n", "[profiles]\n", "[", "]", '"', "'", "\n", "=", " = ", "true\n", ","),
        *("read_only", "protected", "verify", "ca_file", "secret_key", "HIDDEN", "{", "}", "\x00"),
        *("x.y", "#", '"""', "1979-05-27", "inf", "é", "\r\n", "[[profiles]]\n"),
    ]
)


@given(st.one_of(st.text(), st.lists(_words, max_size=30).map("".join)))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(ProfileError):
        config = read(text)
        assert (config.rights is Rights.READ) <= bool(config.problems)


@pytest.mark.parametrize(
    "text",
    [
        '[profiles.x]\nsecret_key = "HIDDEN',
        "[profiles.x]\nsecret_key = HIDDEN\n",
        '[profiles.x]\nsecret_key = ["HIDDEN"]\n',
        '[profiles.x]\nsecret_key = {a = "HIDDEN"}\n',
        '[profiles.x]\nendpoint = "https://HIDDEN@h.example"\naccess_key = "K"\n',
    ],
)
def test_no_complaint_repeats_a_secret(text: str, home: Path) -> None:
    path = configure(home, text)
    found = found_at(home)
    assert found.problems
    assert "HIDDEN" not in "".join(found.remarks) + repr(found)
    with pytest.raises(ProfileError) as caught:
        from_file(path, {}, home)
    assert "HIDDEN" not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
