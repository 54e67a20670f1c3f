"""s3cmd's configuration, as documented at JASMIN and as s3cmd writes it."""

from __future__ import annotations

import pytest

from jos_tui.profiles import s3cfg
from jos_tui.profiles.found import Found
from tests.profiles.support import (
    INSIDE,
    OUTSIDE,
    SWARM_KEY,
    addresses,
    document,
    only,
    revealed,
    secret_of,
)

_DOCUMENTED = """\
access_key = K
host_base = cedadev-o.s3.jc.rl.ac.uk
host_bucket = cedadev-o.s3.jc.rl.ac.uk
secret_key = S
use_https = False
signature_v2 = False
"""


def read(text: str) -> Found:
    return s3cfg.read(document(text, "~/.s3cfg"))


@pytest.mark.parametrize(
    "text",
    [
        _DOCUMENTED,
        "[default]\n" + _DOCUMENTED,
        _DOCUMENTED.replace(" = ", "="),
        _DOCUMENTED.replace("\n", "\r\n"),
        "# comment\n\n[default]\nbucket_location = US\n" + _DOCUMENTED + "website_index = i\n",
        "\n".join(f"  {line}" for line in _DOCUMENTED.splitlines()),
        _DOCUMENTED + "junk\n= x\n",
    ],
)
def test_it_is_read_with_and_without_a_header(text: str) -> None:
    profile = only(read(text))
    assert (profile.name, profile.access_key, secret_of(profile)) == ("cedadev-o", "K", "S")
    assert addresses(profile) == [INSIDE, OUTSIDE]
    assert profile.source == "~/.s3cfg"


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        ("host_base = h.example", "https://h.example"),
        ("host_base = h.example\nuse_https = True", "https://h.example"),
        ("host_base = h.example\nuse_https =", "https://h.example"),
        ("host_base = h.example\nuse_https = No", "http://h.example"),
        ("host_base = h.example:9000\nuse_https = False", "http://h.example:9000"),
        ("host_base = localhost:9000", "https://localhost:9000"),
        ("host_base = http://h.example", "http://h.example"),
        ("host_base = s3.amazonaws.com", "https://s3.amazonaws.com"),
    ],
)
def test_use_https_decides_the_scheme_and_defaults_to_https(lines: str, url: str) -> None:
    assert addresses(only(read(f"access_key = K\nsecret_key = S\n{lines}\n"))) == [url]


def test_without_a_host_the_keys_are_for_aws_unless_they_cannot_be() -> None:
    profile = only(read("access_key = AKIAEXAMPLE\nsecret_key = S\n"))
    assert (addresses(profile), profile.assumed) == (["https://s3.us-east-1.amazonaws.com"], True)
    assert not only(read(f"access_key = {SWARM_KEY}\nsecret_key = S\n")).complete


def test_blank_keys_are_anonymous_access_to_a_store_other_than_aws() -> None:
    profile = only(
        read("access_key =\nsecret_key = \nhost_base = hackathon-o.s3-ext.jc.rl.ac.uk\n")
    )
    assert profile.anonymous
    assert profile.secret_key is None
    assert profile.address == "https://hackathon-o.s3-ext.jc.rl.ac.uk"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "access_key =\nsecret_key =\nhost_base = s3.amazonaws.com\n",
        "access_key =\nsecret_key =\n",
        "use_https = True\n",
        "[remote]\ntype = s3\naccess_key_id = K\n",
    ],
)
def test_a_file_without_keys_or_of_another_tool_holds_nothing(text: str) -> None:
    assert read(text) == Found()


def test_half_a_pair_is_a_problem() -> None:
    found = read("access_key = K\nhost_base = h.example\n")
    assert found.profiles == ()
    assert "~/.s3cfg has no secret key" in str(found.problems[0])


def test_quotation_marks_around_a_whole_value_are_s3cmds_own() -> None:
    profile = only(read('access_key = "K"\nsecret_key = "a"b"\nhost_base = "h.example"\n'))
    assert (profile.access_key, secret_of(profile)) == ("K", 'a"b')
    assert profile.address == "https://h.example"


def test_nothing_is_interpolated_or_cut() -> None:
    secret = '%(access_key)s=#;"$HOME 100% [x]'
    assert (
        secret_of(only(read(f"access_key = K\nsecret_key = {secret}\nhost_base = h.io\n")))
        == secret
    )


def test_an_access_token_is_the_session_token() -> None:
    profile = only(read("access_key = K\nsecret_key = S\naccess_token = T\nhost_base = h.io\n"))
    assert revealed(profile.session_token) == "T"
