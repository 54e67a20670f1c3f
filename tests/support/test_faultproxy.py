"""The fault proxy hands everything on unchanged, except for the faults it is given."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse, IncompleteRead, RemoteDisconnected
from pathlib import Path

import pytest
import trustme
import urllib3
from minio import Minio
from minio.error import S3Error

from tests.support.faultproxy import FaultProxy
from tests.support.faults import (
    Fault,
    FaultKind,
    Request,
    error_in_ok,
    expired_token,
    login_page,
    slow_down,
    too_many_requests,
)
from tests.support.servers import S3Server

BODY = bytes(range(256)) * 2000
BUCKET = "/faults"
KEY = f"{BUCKET}/object.bin"


@pytest.fixture
def proxy(ministack: S3Server) -> Iterator[FaultProxy]:
    with FaultProxy(ministack.endpoint) as proxy:
        for target, body in ((BUCKET, b""), (KEY, BODY)):
            assert request(proxy, "PUT", target, body).status in (200, 409)
        yield proxy


@pytest.fixture
def connection(proxy: FaultProxy) -> Iterator[HTTPConnection]:
    connection = connected(proxy)
    yield connection
    connection.close()


def connected(proxy: FaultProxy) -> HTTPConnection:
    return HTTPConnection(proxy.endpoint.host, timeout=60)


def request(proxy: FaultProxy, method: str, target: str, body: bytes = b"") -> HTTPResponse:
    connection = connected(proxy)
    try:
        connection.request(method, target, body)
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    return response


def client(server: S3Server, proxy: FaultProxy, pool: urllib3.PoolManager | None = None) -> Minio:
    return Minio(
        proxy.endpoint.host,
        access_key=server.access_key,
        secret_key=server.secret_key,
        secure=proxy.endpoint.secure,
        region="us-east-1",
        http_client=pool,
    )


def test_without_faults_bytes_pass_unchanged_on_one_connection(connection: HTTPConnection) -> None:
    for _ in range(3):
        connection.request("GET", KEY)
        assert connection.getresponse().read() == BODY


def test_signatures_hold_behind_it(rclone_server: S3Server) -> None:
    with FaultProxy(rclone_server.endpoint) as proxy:
        minio = client(rclone_server, proxy)
        minio.make_bucket("signed")
        minio.put_object("signed", "a b+c.bin", io.BytesIO(BODY), len(BODY))
        with minio.get_object("signed", "a b+c.bin") as response:
            assert response.read() == BODY


def test_requests_are_logged_as_they_came(proxy: FaultProxy) -> None:
    request(proxy, "GET", f"{BUCKET}?list-type=2&prefix=a%2Fb")
    last = proxy.requests[-1]
    assert (last.method, last.path, last.query) == ("GET", BUCKET, "list-type=2&prefix=a%2Fb")
    assert last.headers["host"] == proxy.endpoint.host


def test_chunked_requests_arrive_whole(connection: HTTPConnection, proxy: FaultProxy) -> None:
    pieces = [BODY[:1000], BODY[1000:5000]]
    connection.request("PUT", f"{BUCKET}/chunked", iter(pieces), encode_chunked=True)
    assert connection.getresponse().read() == b""
    connection.request("GET", f"{BUCKET}/chunked")
    assert connection.getresponse().read() == BODY[:5000]


def test_reset_comes_after_so_many_bytes(connection: HTTPConnection, proxy: FaultProxy) -> None:
    fault = proxy.inject(Fault(FaultKind.RESET_RESPONSE, "GET", after_bytes=1000))
    connection.request("GET", KEY)
    response = connection.getresponse()
    assert response.read(1000) == BODY[:1000]
    with pytest.raises(ConnectionResetError):
        response.read()
    assert proxy.struck(fault) == 1


def test_end_comes_after_so_many_bytes(connection: HTTPConnection, proxy: FaultProxy) -> None:
    proxy.inject(Fault(FaultKind.END_RESPONSE, "GET", after_bytes=70_000))
    connection.request("GET", KEY)
    with pytest.raises(IncompleteRead) as caught:
        connection.getresponse().read()
    assert caught.value.partial == BODY[:70_000]


def test_stall_sends_so_many_bytes_and_no_more(
    connection: HTTPConnection, proxy: FaultProxy
) -> None:
    fault = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "GET", after_bytes=1000))
    connection.connect()
    assert connection.sock is not None
    connection.request("GET", KEY)
    response = connection.getresponse()
    assert response.read(1000) == BODY[:1000]
    proxy.wait_until(lambda p: p.struck(fault) == 1)
    connection.sock.settimeout(0.01)
    with pytest.raises(TimeoutError):
        response.read(1)


def test_truncation_looks_like_a_whole_answer(
    connection: HTTPConnection, proxy: FaultProxy
) -> None:
    proxy.inject(Fault(FaultKind.TRUNCATE, "GET", after_bytes=1000))
    connection.request("GET", KEY)
    response = connection.getresponse()
    assert response.getheader("Content-Length") is None
    assert response.read() == BODY[:1000]


def test_one_bit_is_flipped(connection: HTTPConnection, proxy: FaultProxy) -> None:
    proxy.inject(Fault(FaultKind.FLIP_BIT, "GET", after_bytes=300_000))
    connection.request("GET", KEY)
    received = connection.getresponse().read()
    changed = [index for index, byte in enumerate(received) if byte != BODY[index]]
    assert changed == [300_000]
    assert received[300_000] ^ BODY[300_000] == 1


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        (slow_down(retry_after="7"), 503, b"SlowDown"),
        (too_many_requests(), 429, b"TooManyRequests"),
        (expired_token(), 403, b"ExpiredToken"),
        (login_page(), 200, b"<!DOCTYPE html>"),
        (error_in_ok(), 200, b"<Error>"),
    ],
)
def test_canned_answers_come_once_and_spare_the_store(
    connection: HTTPConnection, proxy: FaultProxy, fault: Fault, status: int, text: bytes
) -> None:
    proxy.inject(fault)
    connection.request("PUT", f"{BUCKET}/never-{status}", BODY)
    response = connection.getresponse()
    assert response.status == status
    assert text in response.read()
    connection.request("HEAD", f"{BUCKET}/never-{status}")
    response = connection.getresponse()
    response.read()
    assert response.status == 404


def test_retry_after_is_sent_when_given(connection: HTTPConnection, proxy: FaultProxy) -> None:
    proxy.inject(slow_down(retry_after="7"))
    proxy.inject(slow_down())
    waits = []
    for _ in range(2):
        connection.request("GET", KEY)
        response = connection.getresponse()
        response.read()
        waits.append(response.getheader("Retry-After"))
    assert waits == ["7", None]


def test_a_lost_answer_was_carried_out(connection: HTTPConnection, proxy: FaultProxy) -> None:
    proxy.inject(Fault(FaultKind.LOST_ANSWER, "PUT"))
    connection.request("PUT", f"{BUCKET}/lost", b"kept")
    with pytest.raises(RemoteDisconnected):
        connection.getresponse()
    connection.close()
    connection.request("GET", f"{BUCKET}/lost")
    assert connection.getresponse().read() == b"kept"


def test_an_upload_is_reset_half_way(connection: HTTPConnection, proxy: FaultProxy) -> None:
    fault = proxy.inject(Fault(FaultKind.RESET_REQUEST, "PUT", after_bytes=1000))
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        put_much(connection, f"{BUCKET}/half")
    assert proxy.struck(fault) == 1
    assert request(proxy, "HEAD", f"{BUCKET}/half").status == 404


def test_a_request_that_is_reset_at_once_never_reaches_the_store(
    connection: HTTPConnection, proxy: FaultProxy
) -> None:
    fault = proxy.inject(Fault(FaultKind.RESET_AT_ONCE, "PUT"))
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        put_much(connection, f"{BUCKET}/never")
    assert proxy.struck(fault) == 1
    assert request(proxy, "HEAD", f"{BUCKET}/never").status == 404


def put_much(connection: HTTPConnection, target: str) -> None:
    connection.request("PUT", target, BODY * 40)
    connection.getresponse()


def test_a_stalled_upload_takes_no_more(connection: HTTPConnection, proxy: FaultProxy) -> None:
    fault = proxy.inject(Fault(FaultKind.STALL_REQUEST, "PUT", after_bytes=1000))
    connection.connect()
    assert connection.sock is not None
    connection.request("PUT", f"{BUCKET}/stalled", BODY[:2000])
    proxy.wait_until(lambda p: p.struck(fault) == 1)
    connection.sock.settimeout(0.01)
    with pytest.raises(TimeoutError):
        connection.getresponse()


def test_latency_delays_the_answer(connection: HTTPConnection, proxy: FaultProxy) -> None:
    proxy.inject(Fault(FaultKind.LATENCY, "GET", seconds=0.1))
    started = time.monotonic()
    connection.request("GET", KEY)
    assert connection.getresponse().read() == BODY
    assert time.monotonic() - started >= 0.1


def test_a_slow_link_delivers_everything_slowly(
    connection: HTTPConnection, proxy: FaultProxy
) -> None:
    proxy.inject(Fault(FaultKind.SLOW_LINK, "GET", bytes_per_second=10 * len(BODY)))
    started = time.monotonic()
    connection.request("GET", KEY)
    assert connection.getresponse().read() == BODY
    assert time.monotonic() - started >= 0.1


def test_headers_of_an_answer_are_replaced(connection: HTTPConnection, proxy: FaultProxy) -> None:
    proxy.inject(Fault(FaultKind.OTHER_HEADERS, "GET", headers={"ETag": '"not-an-md5"'}))
    connection.request("GET", KEY)
    response = connection.getresponse()
    assert response.read() == BODY
    assert response.headers.get_all("ETag") == ['"not-an-md5"']


@pytest.mark.parametrize(
    "match", ["GET", "/object.bin", "versions=1", lambda r: r.query.startswith("versions")]
)
def test_only_matching_requests_meet_a_fault(
    proxy: FaultProxy, match: Callable[[Request], bool] | str
) -> None:
    proxy.inject(expired_token(match, times=None))
    assert request(proxy, "GET", f"{KEY}?versions=1").status == 403
    assert request(proxy, "HEAD", f"{BUCKET}").status == 200


def test_times_none_lasts_until_healed(proxy: FaultProxy) -> None:
    fault = proxy.inject(slow_down(times=None))
    assert [request(proxy, "GET", KEY).status for _ in range(5)] == [503] * 5
    proxy.heal()
    assert request(proxy, "GET", KEY).status == 200
    assert proxy.struck(fault) == 5


def test_https_in_front_with_a_ca_of_its_own(ministack: S3Server, tmp_path: Path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with FaultProxy(ministack.endpoint, tls=ca) as proxy:
        pool = urllib3.PoolManager(ca_certs=str(tmp_path / "ca.pem"))
        minio = client(ministack, proxy, pool)
        minio.make_bucket("behind-tls")
        with pytest.raises(S3Error, match="NoSuchKey"):
            minio.get_object("behind-tls", "nothing")
        pool.clear()
        stranger = ssl.create_default_context()
        with (
            socket.create_connection(("127.0.0.1", port_of(proxy))) as plain,
            pytest.raises(ssl.SSLCertVerificationError),
        ):
            stranger.wrap_socket(plain, server_hostname="127.0.0.1")


def test_a_certificate_is_exchanged_until_the_proxy_is_healed(
    ministack: S3Server, tmp_path: Path
) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with FaultProxy(ministack.endpoint, tls=ca) as proxy:
        fault = proxy.inject(Fault(FaultKind.OTHER_CERTIFICATE, "second"))
        with urllib3.PoolManager(ca_certs=str(tmp_path / "ca.pem"), retries=False) as pool:

            def status(path: str) -> int:
                return pool.request("GET", f"{proxy.endpoint.url}/{path}").status

            assert status("first") == 404
            with pytest.raises(urllib3.exceptions.ProtocolError):
                status("second")
            with pytest.raises(urllib3.exceptions.SSLError):
                status("third")
            proxy.heal()
            assert status("fourth") == 404
        assert proxy.struck(fault) == 1
        assert [request.path for request in proxy.requests] == ["/first", "/second", "/fourth"]


def test_nobody_listens_after_the_block(ministack: S3Server) -> None:
    with FaultProxy(ministack.endpoint) as proxy:
        port = port_of(proxy)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def port_of(proxy: FaultProxy) -> int:
    return int(proxy.endpoint.host.rpartition(":")[2])


def test_an_answer_is_held_until_the_proxy_is_healed(
    proxy: FaultProxy, connection: HTTPConnection
) -> None:
    fault = proxy.inject(Fault(FaultKind.HOLD, "GET", None))
    connection.request("GET", KEY)
    proxy.wait_until(lambda proxy: proxy.struck(fault) == 1)
    proxy.heal()
    assert connection.getresponse().read() == BODY
