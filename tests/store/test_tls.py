"""Whom the store may prove to be, who vouches for it, and what is said when nobody does."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import traceback
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Unreachable
from jos_tui.profiles.profile import Endpoint, Profile, Verification
from jos_tui.store.store import connect
from jos_tui.store.tls import tls_context
from tests.store.support import QUICK
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server

NOW = CancelToken()
A_DAY = timedelta(days=1)


@pytest.fixture
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(ca: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "own-ca.pem"
    ca.cert_pem.write_to_path(path)
    return str(path)


def buckets(profile: Profile) -> None:
    with closing(connect(profile, QUICK)) as store:
        store.buckets(NOW)


def refusal(server: S3Server, tls: trustme.CA | trustme.LeafCert, **how: object) -> Unreachable:
    with FaultProxy(server.endpoint, tls) as proxy:
        profile = replace(server.profile(endpoints=(proxy.endpoint,)), **how)  # type: ignore[arg-type]
        with pytest.raises(Unreachable) as caught:
            buckets(profile)
        assert proxy.requests == []  # not a byte of a request has left
    assert server.secret_key not in "".join(traceback.format_exception(caught.value))
    return caught.value


def works(server: S3Server, tls: trustme.CA | trustme.LeafCert, **how: object) -> bool:
    with FaultProxy(server.endpoint, tls) as proxy:
        buckets(replace(server.profile(endpoints=(proxy.endpoint,)), **how))  # type: ignore[arg-type]
        return bool(proxy.requests)


def test_the_ca_file_of_a_profile_is_trusted(
    server: S3Server, ca: trustme.CA, ca_file: str
) -> None:
    assert works(server, ca, ca_file=ca_file)


def test_who_names_a_ca_file_trusts_no_other(
    server: S3Server, ca: trustme.CA, ca_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    assert works(server, ca)
    assert "not trusted" in refusal(server, ca, ca_file=str(tmp_path / "other.pem")).title


@pytest.mark.skipif(shutil.which("openssl") is None, reason="it makes such folders")
@pytest.mark.parametrize("more", ["", ":/no/such/folder"])
def test_the_folders_of_ssl_cert_dir_are_trusted(
    server: S3Server, ca: trustme.CA, ca_file: str, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    folder = Path(ca_file).parent
    subprocess.run(["openssl", "rehash", folder], check=True)
    monkeypatch.setenv("SSL_CERT_DIR", f"{folder}{more}")
    assert works(server, ca)


def test_a_folder_of_certificates_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", "/no/such/folder")
    with pytest.raises(Unreachable) as caught:
        buckets(Profile("p", (Endpoint("localhost:1", secure=True),)))
    assert "/no/such/folder" in caught.value.reason
    assert "SSL_CERT_DIR" in caught.value.next_step


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_ca_file_that_is_none(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    profile = Profile("p", (Endpoint("localhost:1", secure=True),), ca_file=str(path))
    with pytest.raises(Unreachable) as caught:
        buckets(profile)
    assert str(path) in caught.value.reason
    assert "ca_file" in caught.value.next_step


def test_an_authority_that_nobody_knows(server: S3Server, ca: trustme.CA) -> None:
    error = refusal(server, ca)
    assert error.title.endswith("is not trusted")
    assert "ca_file" in error.next_step


def test_a_certificate_that_has_expired(server: S3Server, ca: trustme.CA, ca_file: str) -> None:
    then = datetime.now(UTC) - A_DAY
    old = ca.issue_cert("127.0.0.1", not_before=then - A_DAY, not_after=then)
    error = refusal(server, old, ca_file=ca_file)
    assert error.title.endswith("has expired")


def test_a_certificate_from_the_future(server: S3Server, ca: trustme.CA, ca_file: str) -> None:
    then = datetime.now(UTC) + A_DAY
    early = ca.issue_cert("127.0.0.1", not_before=then, not_after=then + A_DAY)
    error = refusal(server, early, ca_file=ca_file)
    assert error.title.endswith("is not valid yet")
    assert "clock" in error.next_step


@pytest.mark.parametrize("name", ["store.example", "127.0.0.2"])
def test_a_certificate_of_another_host(
    server: S3Server, ca: trustme.CA, ca_file: str, name: str
) -> None:
    error = refusal(server, ca.issue_cert(name), ca_file=ca_file)
    assert error.title.startswith("The certificate is of another host than 127.0.0.1")


def test_a_certificate_that_is_not_to_be_checked_is_not(server: S3Server, ca: trustme.CA) -> None:
    then = datetime.now(UTC) - A_DAY
    wrong = ca.issue_cert("store.example", not_before=then - A_DAY, not_after=then)
    assert works(server, wrong, verification=Verification.NONE)


def test_everything_is_checked_unless_somebody_says_otherwise() -> None:
    context = tls_context(Profile("p", ()))
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
