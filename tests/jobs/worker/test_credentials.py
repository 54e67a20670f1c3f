"""Keys are taken from clients, or read again from where they came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ProfileError, Unreachable
from jos_tui.jobs.codec import dumps, loads
from jos_tui.jobs.worker.credentials import Credentials
from jos_tui.jobs.worker.messages import Keys
from jos_tui.jobs.worker.store_ref import ref_of
from jos_tui.profiles.discovery import from_file
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret
from tests.jobs.worker.conftest import NOWHERE
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server


@pytest.fixture
def credentials() -> Iterator[Credentials]:
    credentials = Credentials()
    yield credentials
    credentials.close()


@pytest.fixture
def file() -> Path:
    return Path.home() / "keys.json"


def _written(file: Path, secret: str, endpoint: str = "https://store.example") -> Profile:
    keys = {"token": "ACCESS", "secret": secret, "endpoint_url": endpoint}
    file.write_text(json.dumps(keys), encoding="utf-8")
    file.chmod(0o600)
    return from_file(file, {}, Path.home()).profiles[0]


def test_a_reference_holds_no_secret_and_a_file_only_if_there_is_one(file: Path) -> None:
    profile = _written(file, "hush-hush")
    ref = ref_of(profile)
    assert ref.source == str(file)
    assert ref.endpoint == "https://store.example"
    assert not ref.anonymous
    assert "hush-hush" not in repr(ref)
    assert "ACCESS" not in repr(ref)
    for source in ("environment", "typed in", "demo", "MC_HOST_x"):
        assert ref_of(replace(profile, source=source)).source == ""


def test_what_a_client_has_sent_is_used(credentials: Credentials) -> None:
    ref = ref_of(NOWHERE)
    credentials.learn(ref, NOWHERE)
    assert credentials.store_for(ref).profile.secret_key == NOWHERE.secret_key
    assert credentials.store_for(ref) is credentials.store_for(ref)


def test_without_a_client_the_file_is_read(credentials: Credentials, file: Path) -> None:
    ref = ref_of(_written(file, "one"))
    assert credentials.store_for(ref).profile.secret_key == Secret("one")


def test_keys_read_again_go_where_the_job_goes(credentials: Credentials, file: Path) -> None:
    ref = replace(ref_of(_written(file, "one")), endpoint="http://127.0.0.1:9000", region="here")
    profile = credentials.store_for(ref).profile
    assert profile.endpoint.url == "http://127.0.0.1:9000"
    assert profile.region == "here"


def test_keys_that_nobody_has_are_waited_for(credentials: Credentials) -> None:
    with pytest.raises(ProfileError, match="Waiting for keys"):
        credentials.store_for(ref_of(NOWHERE))


def test_a_file_that_is_gone_is_said(credentials: Credentials, file: Path) -> None:
    ref = ref_of(_written(file, "one"))
    file.unlink()
    with pytest.raises(ProfileError, match=r"keys\.json cannot be read"):
        credentials.store_for(ref)


def test_without_keys_none_are_needed(credentials: Credentials) -> None:
    public = replace(NOWHERE, access_key="", secret_key=None)
    assert credentials.store_for(ref_of(public)).profile.anonymous


def test_refused_keys_are_read_again(credentials: Credentials, file: Path) -> None:
    ref = ref_of(_written(file, "old"))
    old = credentials.store_for(ref)
    assert not credentials.refused(ref)
    assert credentials.store_for(ref) is old
    _written(file, "new")
    assert credentials.refused(ref)
    assert credentials.store_for(ref).profile.secret_key == Secret("new")
    assert not credentials.refused(ref)


def test_a_client_with_other_keys_helps_when_some_were_refused(credentials: Credentials) -> None:
    ref = ref_of(NOWHERE)
    credentials.learn(ref, NOWHERE)
    credentials.store_for(ref)
    assert not credentials.refused(ref)
    credentials.learn(ref, replace(NOWHERE, secret_key=Secret("renewed")))
    assert credentials.refused(ref)
    assert credentials.store_for(ref).profile.secret_key == Secret("renewed")


def test_the_right_one_of_many_is_taken(credentials: Credentials) -> None:
    file = Path.home() / "rclone.conf"
    entries = (
        f"[{name}]\ntype = s3\nprovider = Other\naccess_key_id = {name}\n"
        f"secret_access_key = secret-{name}\nendpoint = https://{name}.example\n"
        for name in ("one", "two", "three")
    )
    file.write_text("".join(entries), encoding="utf-8")
    two = from_file(file, {}, Path.home()).profiles[1]
    assert credentials.store_for(ref_of(two)).profile.secret_key == Secret("secret-two")


def test_jobs_trust_whom_the_client_trusts_and_not_whom_the_worker_did(
    server: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The worker has the environment of whoever started it first."""
    mine, other = trustme.CA(), trustme.CA()
    mine.cert_pem.write_to_path(tmp_path / "mine.pem")
    other.cert_pem.write_to_path(tmp_path / "other.pem")
    with FaultProxy(server.endpoint, mine) as proxy, closing(Credentials()) as credentials:
        profile = server.profile(endpoints=(proxy.endpoint,))
        ref = ref_of(profile)
        for trusted, works in (("mine.pem", True), ("other.pem", False), ("", False)):
            monkeypatch.chdir(tmp_path)
            monkeypatch.setenv("SSL_CERT_FILE", trusted)
            keys = loads(Keys, dumps(Keys.of(profile)))
            monkeypatch.chdir("/")
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mine.pem"))
            credentials.learn(ref, keys.profile)
            store = credentials.store_for(ref)
            if works:
                store.buckets(CancelToken())
            else:
                with pytest.raises(Unreachable):
                    store.buckets(CancelToken())
