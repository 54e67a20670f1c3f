"""What is wrong between here and the store is told in words, soon, and without the secret."""

from __future__ import annotations

import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import trustme
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NameResolutionError

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import BadCredentials, NotAStore, StoreError, Unreachable
from jos_tui.core.location import Location
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret
from jos_tui.store.request import Request
from jos_tui.store.store import Store, Timeouts, connect
from jos_tui.store.wire_errors import explain_wire
from tests.store.support import QUICK, all_keys, content, put_all
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, login_page
from tests.support.process import free_port
from tests.support.servers import S3Server

SECRET = "s3cr3t+/never=shown"


def profile_at(host: str, *, secure: bool = False, source: str = "~/.s3cfg") -> Profile:
    return Profile("p", (Endpoint(host, secure),), "ACCESS", Secret(SECRET), source=source)


def failure_at(host: str, *, secure: bool = False, timeouts: Timeouts = QUICK) -> StoreError:
    with closing(connect(profile_at(host, secure=secure), timeouts)) as store:
        return failure_of(store)


def failure_of(store: Store) -> StoreError:
    with pytest.raises(StoreError) as caught:
        store.buckets(CancelToken())
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert SECRET not in told
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


@contextmanager
def talker(words: bytes) -> Iterator[Endpoint]:
    """A port that says the same to everybody and hangs up, whatever it is asked."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                if ended.is_set():
                    return
                connection.recv(1 << 16)
                connection.sendall(words)

    thread = threading.Thread(target=serve)
    thread.start()
    endpoint = Endpoint(f"127.0.0.1:{listener.getsockname()[1]}", secure=False)
    try:
        yield endpoint
    finally:
        ended.set()
        host, _, port = endpoint.host.partition(":")
        with socket.create_connection((host, int(port))):
            thread.join()
        listener.close()


def test_a_port_nobody_listens_on() -> None:
    host = f"127.0.0.1:{free_port()}"
    error = failure_at(host)
    assert isinstance(error, Unreachable)
    assert error.title == f"{host} cannot be reached"
    assert "Nothing listens" in error.reason


def test_a_host_that_does_not_exist() -> None:
    error = failure_at("no-such-host.invalid")
    assert isinstance(error, Unreachable)
    assert error.title == "There is no host named no-such-host.invalid"


def test_a_host_inside_jasmin_seen_from_outside() -> None:
    error = failure_at("no-such-tenancy-for-tests-o.s3.jc.rl.ac.uk:1")
    assert isinstance(error, Unreachable)
    assert ".s3-ext.jc.rl.ac.uk" in error.next_step


@pytest.mark.parametrize(
    ("host", "advice"),
    [
        ("nobody-o.s3-ext.jc.rl.ac.uk", "Check the name of the tenancy, nobody-o."),
        ("nobody-o.s3.jc.rl.ac.uk", "Check the name of the tenancy, nobody-o. Hosts named"),
        ("no-such-host.invalid", "Check the address of the store"),
    ],
)
def test_a_name_that_leads_nowhere_is_to_be_checked_first(host: str, advice: str) -> None:
    failure = NameResolutionError(host, HTTPConnection(host), socket.gaierror())
    error = explain_wire(failure, Endpoint(host, secure=False), Request("GET"))
    assert error.title == f"There is no host named {host}"
    assert error.next_step.startswith(advice)


def test_a_host_that_never_answers() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        host, port = listener.getsockname()
        waiting = []
        try:
            for _ in range(4):  # fill the queue that nobody empties
                client = socket.socket()
                client.setblocking(False)
                client.connect_ex((host, port))
                waiting.append(client)
            error = failure_at(f"{host}:{port}", timeouts=Timeouts(connect=0.1))
        finally:
            for client in waiting:
                client.close()
    assert isinstance(error, Unreachable)
    assert "does not answer" in error.title


def test_a_tls_handshake_that_never_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        error = failure_at(f"{host}:{port}", secure=True, timeouts=Timeouts(connect=0.1))
    assert isinstance(error, Unreachable)
    assert "does not answer" in error.title


def test_https_to_a_plain_port(server: S3Server) -> None:
    error = failure_at(server.endpoint.host, secure=True)
    assert isinstance(error, Unreachable)
    assert error.title == f"{server.endpoint.host} does not speak https"
    assert f"http://{server.endpoint.host}" in error.next_step


@pytest.mark.parametrize(
    "words",
    [
        b"\x15\x03\x03\x00\x02\x02\x0a",
        b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
        b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>"
        b"<center>The plain HTTP request was sent to HTTPS port</center></html>",
        b"HTTP/1.1 301 Moved Permanently\r\nLocation: https://127.0.0.1/\r\n"
        b"Content-Length: 0\r\nConnection: close\r\n\r\n",
    ],
)
def test_plain_http_to_a_tls_port(words: bytes) -> None:
    with talker(words) as endpoint:
        error = failure_at(endpoint.host)
    assert isinstance(error, Unreachable)
    assert error.title == f"{endpoint.host} wants https"
    assert f"https://{endpoint.host}" in error.next_step


def test_plain_http_to_a_tls_port_that_just_hangs_up(server: S3Server) -> None:
    with FaultProxy(server.endpoint, tls=trustme.CA()) as proxy:
        error = failure_at(proxy.endpoint.host)
    assert isinstance(error, Unreachable)
    assert "https" in error.title + error.next_step


def test_a_tls_port_that_hangs_up_is_no_matter_of_certificates() -> None:
    with talker(b"") as port:
        error = failure_at(port.host, secure=True)
    assert isinstance(error, Unreachable)
    assert error.title == f"The connection to {port.host} broke"
    assert "wants http." in error.next_step


def test_a_certificate_nobody_vouches_for(server: S3Server) -> None:
    with FaultProxy(server.endpoint, tls=trustme.CA()) as proxy:
        error = failure_at(proxy.endpoint.host, secure=True)
    assert isinstance(error, Unreachable)
    assert "not trusted" in error.title
    assert "SSL_CERT_FILE" in error.next_step


def test_a_file_of_certificates_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    error = failure_at("localhost:1", secure=True)
    assert "/no/such/file.pem" in error.reason


def test_an_own_authority_works_by_ssl_cert_file(
    rclone_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cancel: CancelToken
) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with FaultProxy(rclone_server.endpoint, tls=ca) as proxy:
        profile = rclone_server.profile(endpoints=(proxy.endpoint,))
        with closing(connect(profile, QUICK)) as store:
            store.make_bucket("over-tls", cancel)
            put_all(store, "over-tls", ["a", "b", "c d/é"])
            upload_id = store.start_upload("over-tls", "big", cancel)
            parts = [bytes(5 << 20), b"end"]
            etags = [
                store.put_part("over-tls", "big", upload_id, number, part, cancel)
                for number, part in enumerate(parts, 1)
            ]
            size = (5 << 20) + 3
            found = store.complete_upload("over-tls", "big", upload_id, etags, size, cancel)
            assert found.size == size
            broken = proxy.inject(
                Fault(FaultKind.RESET_RESPONSE, "GET /over-tls/big", after_bytes=3_000_000)
            )
            assert content(store, "over-tls", "big") == b"".join(parts)
            assert proxy.struck(broken) == 1
            assert store.delete_many("over-tls", ["a", "b", "big"], cancel) == []
            assert all_keys(store, Location("over-tls")) == ["c d/é"]
        puts = [request for request in proxy.requests if request.method == "PUT"]
    assert all("content-md5" in put.headers for put in puts if "key" in put.target)
    unsigned = {put.headers["x-amz-content-sha256"] for put in puts}
    assert unsigned == {"UNSIGNED-PAYLOAD"}


def test_a_login_page_instead_of_a_store(faulty: Store, proxy: FaultProxy) -> None:
    proxy.inject(login_page(times=None))
    error = failure_of(faulty)
    assert isinstance(error, NotAStore)
    assert "web page" in error.reason


@pytest.mark.parametrize(
    "words",
    [
        b"HTTP/1.1 302 Found\r\nLocation: https://login.example.org/?next=1\r\n"
        b"Content-Length: 0\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
        b"<!DOCTYPE HTML><html>Not here</html>",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{}",
    ],
)
def test_something_else_listens_there(words: bytes) -> None:
    with talker(words) as endpoint:
        assert isinstance(failure_at(endpoint.host), NotAStore)


def test_keys_without_a_secret() -> None:
    profile = Profile("p", (Endpoint("localhost:1", secure=False),), "ACCESS", source="~/.s3cfg")
    error = failure_of(connect(profile))
    assert isinstance(error, BadCredentials)
    assert "~/.s3cfg" in error.next_step


def test_an_address_that_is_none() -> None:
    error = failure_at("host/with/path")
    assert isinstance(error, Unreachable)
