"""What is found on a machine, in which order, and what is said about it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.discovery import discover, from_file
from tests.profiles.support import INSIDE, OUTSIDE, addresses, names, only, secret_of, write


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def cwd(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def keys(host: str, access_key: str = "K") -> dict[str, str]:
    return {"token": access_key, "secret": "S", "endpoint_url": f"https://{host}.example"}


def s3cfg(host: str, access_key: str = "K") -> str:
    return f"access_key = {access_key}\nsecret_key = S\nhost_base = {host}.example\n"


def rclone_conf(host: str) -> str:
    keys = "access_key_id = K\nsecret_access_key = S\n"
    return f"[{host}]\ntype = s3\n{keys}endpoint = {host}.example\n"


def mc_config(host: str) -> dict[str, object]:
    return {
        "aliases": {host: {"url": f"https://{host}.example", "accessKey": "K", "secretKey": "S"}}
    }


def test_nothing_is_found_on_an_empty_machine(home: Path, cwd: Path) -> None:
    found = discover({}, home, cwd)
    assert (found.profiles, found.problems, found.notes) == ((), (), ())
    assert discover({}, home / "missing", cwd / "missing") == found


def test_every_place_is_looked_at_in_order(home: Path, cwd: Path) -> None:
    write(home / ".credentials" / "jos-credentials.json", {"token": "J", "secret": "S"})
    write(home / ".credentials" / "other.json.cedadev-o", {"token": "C", "secret": "S"})
    write(home / "my_credentials.json", keys("home-json"))
    write(cwd / "jasmin_object_store_credentials.json", keys("cwd-json"))
    write(home / "elsewhere.cfg", s3cfg("s3cmd-config"))
    write(home / ".s3cfg", s3cfg("s3cfg"))
    write(home / ".s3cfg-noc", s3cfg("s3cfg-noc"))
    write(home / ".mc" / "config.json", mc_config("mc-file"))
    write(cwd / "r.conf", rclone_conf("rclone-env"))
    write(home / "xdg" / "rclone" / "rclone.conf", rclone_conf("rclone-xdg"))
    write(home / ".config" / "rclone" / "rclone.conf", rclone_conf("rclone"))
    write(home / ".rclone.conf", rclone_conf("rclone-old"))
    write(home / ".aws" / "credentials", "[aws]\naws_access_key_id=A\naws_secret_access_key=S\n")
    write(home / ".aws" / "config", "[profile aws]\nendpoint_url = https://aws.example\n")
    storage = {"tenancy": "nlds-cache-01.s3.jc.rl.ac.uk", "access_key": "K", "secret_key": "S"}
    write(home / ".nlds-config", {"object_storage": storage})
    host = {"alias": "s3nc", "url": INSIDE, "credentials": {"accessKey": "N", "secretKey": "S"}}
    write(home / ".s3nc.json", {"hosts": {"h": host}})
    environ = {
        "AWS_ACCESS_KEY_ID": "E",
        "AWS_SECRET_ACCESS_KEY": "S",
        "AWS_ENDPOINT_URL": "https://environment.example",
        "S3CMD_CONFIG": "~/elsewhere.cfg",
        "MC_HOST_mc-env": "https://K:S@mc-env.example",
        "RCLONE_CONFIG": "r.conf",
        "XDG_CONFIG_HOME": str(home / "xdg"),
    }
    found = discover(environ, home, cwd)
    assert found.problems == ()
    assert found.notes == ()
    assert [(profile.name, profile.source) for profile in found.profiles] == [
        ("environment", "environment"),
        ("jos-credentials", "~/.credentials/jos-credentials.json"),
        ("cedadev-o", "~/.credentials/other.json.cedadev-o"),
        ("home-json.example", "~/my_credentials.json"),
        ("cwd-json.example", str(cwd / "jasmin_object_store_credentials.json")),
        ("s3cmd-config.example", "~/elsewhere.cfg"),
        ("s3cfg.example", "~/.s3cfg"),
        ("s3cfg-noc.example", "~/.s3cfg-noc"),
        ("mc-env", "MC_HOST_mc-env"),
        ("mc-file", "~/.mc/config.json"),
        ("rclone-env", str(cwd / "r.conf")),
        ("rclone-xdg", "~/xdg/rclone/rclone.conf"),
        ("rclone", "~/.config/rclone/rclone.conf"),
        ("rclone-old", "~/.rclone.conf"),
        ("aws", "~/.aws/credentials"),
        ("nlds-cache-01", "~/.nlds-config"),
        ("s3nc", "~/.s3nc.json"),
    ]


def test_the_files_of_the_aws_tools_may_be_elsewhere(home: Path, cwd: Path) -> None:
    write(home / ".aws" / "credentials", "[no]\naws_access_key_id=N\naws_secret_access_key=S\n")
    write(home / "c", "[yes]\naws_access_key_id=Y\naws_secret_access_key=S\n")
    write(home / "d", "[profile yes]\nendpoint_url = https://yes.example\n")
    environ = {"AWS_SHARED_CREDENTIALS_FILE": "~/c", "AWS_CONFIG_FILE": str(home / "d")}
    profile = only(discover(environ, home, cwd))
    assert (profile.name, profile.address) == ("yes", "https://yes.example")


def test_the_same_keys_for_the_same_store_are_one_profile(home: Path, cwd: Path) -> None:
    write(home / ".s3cfg", "access_key=K\nsecret_key=S\nhost_base=cedadev-o.s3-ext.jc.rl.ac.uk\n")
    write(home / ".mc" / "config.json", {
        "aliases": {"ceda": {"url": INSIDE, "accessKey": "K", "secretKey": "S"}}
    })  # fmt: skip
    profile = only(discover({}, home, cwd))
    assert (profile.name, profile.source) == ("cedadev-o", "~/.s3cfg")
    assert profile.also_in == ("~/.mc/config.json",)
    assert profile.also_named == ("ceda",)
    assert addresses(profile) == [OUTSIDE, INSIDE]


@pytest.mark.parametrize("other", [keys("a", "L"), keys("a") | {"secret": "T"}, keys("b")])
def test_other_keys_or_another_store_are_another_profile(
    other: dict[str, str], home: Path, cwd: Path
) -> None:
    write(home / "1-credentials.json", keys("a"))
    write(home / "2-credentials.json", other)
    assert len(discover({}, home, cwd).profiles) == 2


def test_keys_without_an_address_take_the_one_found_with_the_same_keys(
    home: Path, cwd: Path
) -> None:
    write(home / ".credentials" / "jos-credentials.json", {"token": "K", "secret": "S"})
    write(home / ".s3cfg", s3cfg("store"))
    profile = only(discover({}, home, cwd))
    assert (profile.name, profile.address) == ("store.example", "https://store.example")
    assert profile.also_in == ("~/.credentials/jos-credentials.json",)


def test_names_are_unique(home: Path, cwd: Path) -> None:
    for number in range(3):
        write(home / f"{number}-credentials.json", keys("a", f"K{number}"))
    assert names(discover({}, home, cwd)) == ["a.example", "a.example-2", "a.example-3"]


def test_a_file_is_read_once(home: Path) -> None:
    write(home / "my-credentials.json", keys("a"))
    (home / "link-credentials.json").symlink_to(home / "my-credentials.json")
    profile = only(discover({}, home, cwd=home))
    assert profile.also_in == ()


def test_a_broken_file_is_named_and_hides_no_other(home: Path, cwd: Path) -> None:
    write(home / "1-credentials.json", '{"token": "a"b"}')
    (home / "2-credentials.json").write_bytes(b"\xff\xfe")
    (home / "3-credentials.json").write_bytes(b" " * (1 << 20) + b"{}")
    write(home / ".rclone.conf", "RCLONE_ENCRYPT_V0:\nAAAA\n")
    write(home / ".aws" / "config", "[default]\n")
    (home / ".aws" / "credentials").write_bytes(b"\xff")
    write(home / ".s3cfg", s3cfg("good"))
    found = discover({}, home, cwd)
    assert names(found) == ["good.example"]
    assert [problem.title for problem in found.problems] == [
        "~/1-credentials.json is not valid JSON",
        "~/2-credentials.json is not a text file",
        "~/3-credentials.json is larger than 1 MiB",
        "~/.rclone.conf is encrypted",
        "~/.aws/credentials is not a text file",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_problem(home: Path, cwd: Path) -> None:
    write(home / ".s3cfg", s3cfg("a"), mode=0)
    (problem,) = discover({}, home, cwd).problems
    assert "~/.s3cfg cannot be read" in problem.title


def test_folders_pipes_and_backups_are_passed_over(home: Path, cwd: Path) -> None:
    (home / "old-credentials.json").mkdir()
    os.mkfifo(home / ".s3cfg")
    write(home / ".s3cfg~", s3cfg("a"))
    write(home / ".s3cfg.bak", s3cfg("b"))
    write(home / ".mc", "a file")
    found = discover({}, home, cwd)
    assert (found.profiles, found.problems) == ((), ())


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_others_can_read_is_noted_with_the_command_to_type(
    mode: int, home: Path, cwd: Path
) -> None:
    write(home / ".s3cfg", s3cfg("a"), mode)
    assert discover({}, home, cwd).warnings == (
        "~/.s3cfg can be read by other users of this machine: chmod 600 ~/.s3cfg",
    )


def test_a_name_the_shell_would_split_is_quoted_in_the_command(home: Path, cwd: Path) -> None:
    path = write(cwd / "my credentials.json", keys("a"), 0o644)
    assert discover({}, home, cwd).warnings[0].endswith(f": chmod 600 '{path}'")


def test_a_file_without_secrets_may_be_read_by_all(home: Path, cwd: Path) -> None:
    write(home / ".s3cfg", "access_key =\nsecret_key =\nhost_base = public.example\n", 0o644)
    write(home / ".aws" / "config", "[default]\nregion = x\n", 0o644)
    write(home / ".aws" / "credentials", "[a]\naws_access_key_id=A\naws_secret_access_key=S\n")
    found = discover({}, home, cwd)
    assert names(found) == ["public.example", "a"]
    assert found.warnings == ()


@pytest.mark.parametrize(
    "content",
    [
        keys("a"),
        s3cfg("a"),
        "[default]\n" + s3cfg("a"),
        rclone_conf("a"),
        mc_config("a"),
        "[a]\naws_access_key_id = K\naws_secret_access_key = S\nendpoint_url = https://a.example\n",
        {"hosts": {"a.example": {"url": "https://a.example", "accessKey": "K", "secretKey": "S"}}},
        {"object_storage": {"tenancy": "a.example", "access_key": "K", "secret_key": "S"}},
    ],
)
def test_a_named_file_is_recognised_by_its_content(content: object, home: Path) -> None:
    profile = only(from_file(write(home / "anything", content), {}, home))
    assert (profile.address, profile.access_key, secret_of(profile)) == (
        "https://a.example",
        "K",
        "S",
    )
    assert profile.source == "~/anything"


def test_beside_named_aws_credentials_their_config_is_read(home: Path) -> None:
    text = "[a]\naws_access_key_id = K\naws_secret_access_key = S\n"
    write(home / "config", "[profile a]\nendpoint_url = https://a.example\n")
    path = write(home / "credentials", text)
    assert only(from_file(path, {}, home)).address == "https://a.example"


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("", "holds no keys"),
        ("hello\n", "holds no keys"),
        ({"installed": {}}, "holds no keys"),
        ("{", "is not valid JSON"),
        ("access_key = K\nhost_base = h.example\n", "has no secret key"),
        ("RCLONE_ENCRYPT_V0:\n", "is encrypted"),
    ],
)
def test_a_named_file_that_holds_no_profile_says_so(
    content: object, title: str, home: Path
) -> None:
    with pytest.raises(ProfileError, match=f"~/file {title}"):
        from_file(write(home / "file", content), {}, home)


def test_a_named_file_that_is_not_there_or_no_file_says_so(home: Path) -> None:
    with pytest.raises(ProfileError, match=r"~/missing\.json cannot be read"):
        from_file(home / "missing.json", {}, home)
    with pytest.raises(ProfileError, match="is not a file"):
        from_file(home, {}, home)
