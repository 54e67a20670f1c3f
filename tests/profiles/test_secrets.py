"""Secrets come through every format exactly, and out of it only through ``reveal``."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.errors import ProfileError
from jos_tui.profiles import environment, mc
from jos_tui.profiles.discovery import discover, from_file
from jos_tui.profiles.document import Document
from jos_tui.profiles.found import Claim, Found
from jos_tui.profiles.ini import settings
from jos_tui.profiles.secret import Secret
from tests.profiles.support import only, secret_of

_NASTY = "\"'`=%#;:$\\[]{}()<>&|!*?~ ,@/+-_éß€漢😀\u00a0\u2028\x85"
_BLANK = " \t\r\f\v"
_in_one_line = (
    st.text(
        st.one_of(
            st.sampled_from(_NASTY),
            st.characters(codec="utf-8", exclude_characters="\n\r\x00"),
        ),
        min_size=1,
    )
    .filter(lambda text: text.strip(_BLANK) == text)
    .filter(lambda text: not text.startswith("\ufeff"))
)
_any_text = st.text(min_size=1)


def _json(secret: str) -> str:
    return json.dumps({"token": "K", "secret": secret, "endpoint_url": "https://h.example"})


def _json_unescaped(secret: str) -> str:
    content = {"accessKey": "K", "secretKey": secret, "url": "https://h.example"}
    return json.dumps(content, ensure_ascii=False)


def _nlds(secret: str) -> str:
    storage = {"tenancy": "h.example", "access_key": "K", "secret_key": secret}
    return json.dumps({"object_storage": storage})


def _mc(secret: str) -> str:
    alias = {"url": "https://h.example", "accessKey": "K", "secretKey": secret}
    return json.dumps({"aliases": {"h": alias}})


def _s3cfg(secret: str) -> str:
    if secret[0] == secret[-1] == '"':  # s3cmd takes one pair off
        secret = f'"{secret}"'
    return f"[default]\naccess_key = K\nsecret_key = {secret}\nhost_base = h.example\n"


def _rclone(secret: str) -> str:
    if secret[0] in '`"':  # rclone takes one layer of these off
        secret = f'"""{secret}"""'
    return (
        f"[h]\ntype = s3\naccess_key_id = K\nsecret_access_key = {secret}\nendpoint = h.example\n"
    )


def _aws(secret: str) -> str:
    keys = f"aws_access_key_id = K\naws_secret_access_key = {secret}\n"
    return f"[h]\n{keys}endpoint_url = https://h.example\n"


_LINES = [_s3cfg, _rclone, _aws]
_JSONS = [_json, _nlds, _mc]


@contextmanager
def a_home() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


def read_back(text: str) -> Found:
    with a_home() as home:
        path = home / "file"
        path.write_bytes(text.encode())
        return from_file(path, {}, home)


@pytest.mark.parametrize("written", [*_LINES, *_JSONS, _json_unescaped])
@given(secret=_in_one_line)
def test_a_secret_survives_every_format_exactly(written: Callable[[str], str], secret: str) -> None:
    profile = only(read_back(written(secret)))
    assert (profile.access_key, secret_of(profile)) == ("K", secret)


@pytest.mark.parametrize("written", _JSONS)
@given(secret=_any_text)
def test_any_string_at_all_survives_json(written: Callable[[str], str], secret: str) -> None:
    assert secret_of(only(read_back(written(secret)))) == secret


@given(secret=_any_text)
def test_a_secret_survives_the_environment_exactly(secret: str) -> None:
    variables = {"AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": secret}
    assert secret_of(only(environment.read(variables))) == secret
    if ":" not in secret:  # mc takes what is behind a colon for a session token
        alias = {"MC_HOST_h": f"https://K:{secret}@h.example"}
        assert secret_of(only(mc.read_environment(alias))) == secret


_FRAGMENTS = st.sampled_from(
    [
        *('{"', '":', '"', "{", "}", "[", "]", ",", "\n", "\r\n", " ", "=", ":", "\x00", "\ufeff"),
        *("token", "secret", "endpoint_url", "aliases", "hosts", "credentials", "object_storage"),
        *("[default]\n", "[profile x]\n", "[services x]\n", "services = x\n", "s3 =\n  "),
        *("access_key = ", "secret_key = ", "host_base = ", "use_https = ", "type = s3\n"),
        *("access_key_id = ", "secret_access_key = ", "endpoint = ", "env_auth = true\n"),
        *("aws_access_key_id = ", "aws_secret_access_key = ", "role_arn = ", "region = "),
        *("RCLONE_ENCRYPT_V0:", "http://", "https://[", "h.example", "cedadev-o", "%(x)s", "é"),
    ]
)
_JSON_KEYS = st.sampled_from(
    ["token", "secret", "url", "aliases", "hosts", "credentials", "object_storage", "accessKey"]
)
_json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("https://h.io"),
    lambda inner: st.lists(inner) | st.dictionaries(_JSON_KEYS | st.text(), inner),
    max_leaves=12,
)
_contents = st.one_of(
    st.binary(),
    st.lists(_FRAGMENTS, max_size=30).map(lambda parts: "".join(parts).encode()),
    _json_values.map(lambda value: json.dumps(value).encode()),
)
_PLACES = [
    *(".credentials/x.json", "my-credentials.json", ".s3cfg", ".mc/config.json"),
    *(".rclone.conf", ".aws/credentials", ".aws/config", ".nlds-config", ".s3nc.json"),
]


@given(content=_contents)
def test_any_bytes_in_a_named_file_are_profiles_or_a_profile_error(content: bytes) -> None:
    with a_home() as home:
        path = home / "credentials"
        path.write_bytes(content)
        try:
            found = from_file(path, {}, home)
        except ProfileError:
            return
        assert found.profiles


@given(contents=st.lists(_contents, min_size=len(_PLACES), max_size=len(_PLACES)))
def test_any_bytes_anywhere_leave_discovery_unharmed(contents: list[bytes]) -> None:
    with a_home() as home:
        for place, content in zip(_PLACES, contents, strict=True):
            path = home / place
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        found = discover({"AWS_ACCESS_KEY_ID": "K"}, home, home)
        names = [profile.name for profile in found.profiles]
        assert len(names) == len(set(names))
        assert all(str(problem) for problem in found.problems)


@given(values=st.dictionaries(
    st.sampled_from(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL", "AWS_REGION",
                     "MINIO_ENDPOINT", "MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD", "S3_TOKEN",
                     "S3_SECRET", "S3_ENDPOINT_URL", "MC_HOST_x"]),
    st.text() | st.text().map("https://{}".format) | st.just("https://K:S:T@h.example"),
))  # fmt: skip
def test_any_environment_leaves_discovery_unharmed(values: dict[str, str]) -> None:
    with a_home() as home:
        discover(values, home, home)


_HIDDEN = "Hidden-S3cret/With=Every%Thing"
_BROKEN = [
    f'{{"token": "K", "secret": "{_HIDDEN}',
    f'{{"token": "K", "secret": "{_HIDDEN}"quote"}}',
    json.dumps({"token": "K", "secret": _HIDDEN, "url": f"https://{_HIDDEN}@h.example"}),
    json.dumps({"token": "K", "secret": _HIDDEN, "url": f"https://h.example/{_HIDDEN}"}),
    json.dumps({"token": "K", "secret": _HIDDEN, "url": _HIDDEN}),
    json.dumps({"aliases": {"a": {"url": "https://h.example", "secretKey": _HIDDEN}}}),
    f"secret_key = {_HIDDEN}\nhost_base = h.example\n",
    f"access_key = K\nsecret_key = {_HIDDEN}\nhost_base = {_HIDDEN}\n",
    f"[a]\ntype = s3\nsecret_access_key = {_HIDDEN}\nendpoint = {_HIDDEN}\n",
    f"[a]\naws_access_key_id = K\naws_secret_access_key = {_HIDDEN}\nendpoint_url = {_HIDDEN}\n",
    f"[a]\naws_access_key_id = K\naws_session_token = {_HIDDEN}\n",
    f"# {_HIDDEN}\n",
]


@pytest.mark.parametrize("text", [*_BROKEN, *(written(_HIDDEN) for written in [*_LINES, *_JSONS])])
def test_nothing_that_can_be_shown_or_logged_holds_the_secret(text: str) -> None:
    with a_home() as home:
        for place in _PLACES:
            path = home / place
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        found = discover({"MC_HOST_x": f"https://K:{_HIDDEN}"}, home, home)
        assert _HIDDEN not in repr(found)
        assert _HIDDEN not in "".join(map(str, (*found.problems, *found.notes, *found.profiles)))
        for problem in found.problems:
            assert _HIDDEN not in "".join(traceback.format_exception(problem))
        try:
            assert _HIDDEN not in repr(from_file(home / ".s3cfg", {}, home))
        except ProfileError as error:
            shown = "".join(traceback.format_exception(error))
            context = error.__context__
        else:
            return
        assert _HIDDEN not in shown
        assert _HIDDEN not in repr(vars(context) if context else "")


def test_the_values_on_the_way_do_not_show_it_either() -> None:
    secret = Secret(_HIDDEN)
    on_the_way = (
        secret,
        Document("~/file", _HIDDEN),
        Claim("~/file", "K", secret, secret),
        *settings(f"secret_key = {_HIDDEN}"),
    )
    assert _HIDDEN not in repr(on_the_way)
    assert _HIDDEN not in "".join(map(str, on_the_way))
    assert _HIDDEN not in f"{secret} {secret!r}"
