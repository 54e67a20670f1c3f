"""rclone's remotes: read as rclone itself reads them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jos_tui.core.errors import ProfileError
from jos_tui.profiles import rclone
from jos_tui.profiles.found import Found
from tests.profiles.support import addresses, document, names, only, revealed, secret_of, write

_RCLONE = str(Path(sys.executable).with_name("rclone"))
_REMOTE = """\
[cedadev-o]
type = s3
provider = Other
access_key_id = K
secret_access_key = S
endpoint = cedadev-o.s3-ext.jc.rl.ac.uk
acl = private
"""


def read(text: str, **environ: str) -> Found:
    return rclone.read(document(text, "~/rclone.conf"), environ)


def test_an_endpoint_without_a_scheme_is_https() -> None:
    profile = only(read(_REMOTE))
    assert (profile.name, profile.access_key, secret_of(profile)) == ("cedadev-o", "K", "S")
    assert addresses(profile) == ["https://cedadev-o.s3-ext.jc.rl.ac.uk"]
    assert profile.source == "~/rclone.conf"


def test_an_endpoint_with_a_scheme_keeps_it() -> None:
    text = _REMOTE.replace("endpoint = ", "endpoint = http://")
    assert only(read(text)).address == "http://cedadev-o.s3-ext.jc.rl.ac.uk"


def test_remotes_of_other_types_are_passed_over() -> None:
    text = "[drive]\ntype = drive\n[a]\nprovider = Other\nendpoint = x.example\n" + _REMOTE
    assert names(read(text)) == ["cedadev-o"]


def test_blank_keys_are_anonymous_access() -> None:
    profile = only(
        read(
            "[pub]\ntype = s3\naccess_key_id =\nendpoint = https://hackathon-o.s3-ext.jc.rl.ac.uk\n"
        )
    )
    assert profile.anonymous
    assert profile.address == "https://hackathon-o.s3-ext.jc.rl.ac.uk"


def test_keys_for_aws_need_no_endpoint() -> None:
    text = "[a]\ntype = s3\nprovider = AWS\naccess_key_id = K\nsecret_access_key = S\n"
    profile = only(read(text + "region = eu-west-2\n"))
    assert (profile.address, profile.region) == ("https://s3.eu-west-2.amazonaws.com", "eu-west-2")
    assert profile.assumed
    assert not only(read(text.replace("AWS", "Ceph"))).complete


def test_the_word_for_old_signatures_is_no_region() -> None:
    assert only(read(_REMOTE + "region = other-v2-signature\n")).region == "us-east-1"


def test_env_auth_takes_the_keys_of_the_environment() -> None:
    text = "[a]\ntype = s3\nenv_auth = true\nendpoint = h.example\n"
    keys = {"AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": "T"}
    profile = only(read(text, **keys))
    assert (profile.access_key, secret_of(profile)) == ("K", "S")
    assert revealed(profile.session_token) == "T"
    assert read(text) == Found(
        notes=(
            "~/rclone.conf [a] is skipped: it takes its keys from the environment (env_auth), "
            "and AWS_ACCESS_KEY_ID is not set",
        )
    )


def test_an_encrypted_file_is_refused_with_what_to_do() -> None:
    text = "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n"
    with pytest.raises(ProfileError, match="is encrypted") as caught:
        read(text)
    assert "rclone config show" in caught.value.next_step


@pytest.mark.parametrize(
    "written",
    [
        'a=b:c#d"e;f',
        '"quoted"',
        "'quoted'",
        "`in backticks`",
        "`in ` backticks`",
        '"""in three"""',
        '"""',
        '"""x',
        "back\\slash",
        "two  spaces # and more",
        "#first",
        "[section]",
        "é€",
    ],
)
def test_a_value_is_read_as_rclone_reads_it(written: str, tmp_path: Path) -> None:
    text = _REMOTE.replace("secret_access_key = S", f"secret_access_key = {written}")
    path = write(tmp_path / "rclone.conf", text)
    dump = subprocess.run(
        [_RCLONE, "--config", str(path), "config", "dump"], capture_output=True, check=True
    )
    expected = json.loads(dump.stdout)["cedadev-o"]["secret_access_key"]
    assert secret_of(only(read(text))) == expected
