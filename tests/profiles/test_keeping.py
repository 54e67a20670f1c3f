"""Where keys are kept, for other programs: the file, the entry and the fields, never what is in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jos_tui.profiles.discovery import discover
from jos_tui.profiles.endpoint import other_side
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.profile import Endpoint

KEY, SECRET = "0123456789abcdef0123456789abcdef", "s3cr3t"
INSIDE = "http://cedadev-o.s3.jc.rl.ac.uk"

FILES = {
    ".credentials/jos-credentials.json": json.dumps(
        {"token": KEY, "secret": SECRET, "endpoint_url": INSIDE}
    ),
    ".mc/config.json": json.dumps(
        {"aliases": {"ceda": {"url": INSIDE, "accessKey": KEY, "secretKey": SECRET}}}
    ),
    ".nlds-config": json.dumps(
        {
            "object_storage": {
                "tenancy": "cedadev-o.s3.jc.rl.ac.uk",
                "access_key": KEY,
                "secret_key": SECRET,
            }
        }
    ),
    ".s3cfg": f"access_key = {KEY}\nsecret_key = {SECRET}\n"
    "host_base = cedadev-o.s3.jc.rl.ac.uk\nuse_https = False\n",
    ".config/rclone/rclone.conf": f"[my ceda]\ntype = s3\nprovider = Other\nendpoint = {INSIDE}\n"
    f"access_key_id = {KEY}\nsecret_access_key = {SECRET}\n",
    ".aws/credentials": f"[cedadev-o]\naws_access_key_id = {KEY}\n"
    f"aws_secret_access_key = {SECRET}\n",
}
KEPT = {
    ".credentials/jos-credentials.json": Keeping(
        Keeper.JSON, "~/.credentials/jos-credentials.json", "", (), "token", "secret"
    ),
    ".mc/config.json": Keeping(
        Keeper.JSON,
        "~/.mc/config.json",
        "ceda",
        ("aliases", "ceda"),
        "accessKey",
        "secretKey",
        "sessionToken",
    ),
    ".nlds-config": Keeping(
        Keeper.JSON, "~/.nlds-config", "", ("object_storage",), "access_key", "secret_key"
    ),
    ".s3cfg": Keeping(Keeper.S3CMD, "~/.s3cfg"),
    ".config/rclone/rclone.conf": Keeping(Keeper.RCLONE, "~/.config/rclone/rclone.conf", "my ceda"),
    ".aws/credentials": Keeping(Keeper.AWS, "~/.aws/credentials", "cedadev-o"),
}


def write(home: Path, *names: str) -> None:
    for name in names:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[name])
        path.chmod(0o600)


@pytest.mark.parametrize("name", FILES)
def test_each_file_says_where_its_keys_are(name: str, tmp_path: Path) -> None:
    write(tmp_path, name)
    (profile,) = discover({}, tmp_path, tmp_path).profiles
    assert profile.kept == (KEPT[name],)
    assert SECRET not in repr(profile)


def test_keys_found_in_several_files_are_known_to_be_in_all_of_them(tmp_path: Path) -> None:
    write(tmp_path, *FILES)
    (profile,) = discover({}, tmp_path, tmp_path).profiles
    assert set(profile.kept) == set(KEPT.values())


def test_keys_of_the_environment(tmp_path: Path) -> None:
    environ = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    environ["AWS_ENDPOINT_URL"] = INSIDE
    (profile,) = discover(environ, tmp_path, tmp_path).profiles
    assert profile.kept == (Keeping(Keeper.ENVIRONMENT, "environment"),)


def test_without_keys_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".s3cfg").write_text("host_base = hackathon-o.s3-ext.jc.rl.ac.uk\n")
    (profile,) = discover({}, tmp_path, tmp_path).profiles
    assert profile.kept == ()


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (
            Endpoint("a-o.s3.jc.rl.ac.uk", secure=False),
            Endpoint("a-o.s3-ext.jc.rl.ac.uk", secure=True),
        ),
        (
            Endpoint("a-o.s3-ext.jc.rl.ac.uk", secure=True),
            Endpoint("a-o.s3.jc.rl.ac.uk", secure=False),
        ),
        (Endpoint("a-o.s3.jc.rl.ac.uk:8080", secure=False), None),
        (Endpoint("s3.amazonaws.com", secure=True), None),
        (Endpoint("127.0.0.1:9000", secure=False), None),
        (Endpoint("[::1]:9000", secure=False), None),
    ],
)
def test_the_other_side_of_jasmin(here: Endpoint, there: Endpoint | None) -> None:
    assert other_side(here) == there
