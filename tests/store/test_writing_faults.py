"""A write that is reported as done is done, and one that was done is not reported as failed."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import closing

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    IntegrityError,
    NotAStore,
    NotFound,
    ServerTrouble,
    StoreError,
    StoreFull,
    Unreachable,
)
from jos_tui.core.location import Location
from jos_tui.profiles.profile import Endpoint
from jos_tui.store.checksums import md5_of, multipart_etag
from jos_tui.store.store import Store, Timeouts, connect
from tests.store.support import QUICK, XML, all_keys, content
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, error_in_ok, login_page, s3_error
from tests.support.servers import S3Server

PARTS = [os.urandom(5 << 20), b"the end"]
SIZE = sum(map(len, PARTS))


def is_complete(request: Request) -> bool:
    return request.method == "POST" and "uploadId=" in request.query


def begin(store: Store, bucket: str, key: str, cancel: CancelToken) -> tuple[str, list[str]]:
    upload_id = store.start_upload(bucket, key, cancel)
    etags = [
        store.put_part(bucket, key, upload_id, number, part, cancel)
        for number, part in enumerate(PARTS, 1)
    ]
    return upload_id, etags


@pytest.mark.parametrize("after", [0, 100_000])
def test_a_broken_upload_is_sent_again(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken, after: int
) -> None:
    body = os.urandom(300_000)
    for kind in (FaultKind.RESET_REQUEST, FaultKind.LOST_ANSWER):
        fault = proxy.inject(Fault(kind, "PUT", after_bytes=after))
        faulty.put(bucket, "x", body, cancel)
        assert proxy.struck(fault) == 1
        assert content(faulty, bucket, "x") == body


def test_what_is_damaged_on_the_way_is_never_stored(
    any_server: S3Server, any_bucket: str, cancel: CancelToken
) -> None:
    """Neither server heeds the signed SHA-256. Sent again it is whole; rclone drops the upload."""
    with (
        FaultProxy(any_server.endpoint) as line,
        closing(connect(any_server.profile(endpoints=(line.endpoint,)), QUICK)) as store,
    ):
        small = line.inject(Fault(FaultKind.FLIP_SENT_BIT, "/small", after_bytes=5))
        store.put(any_bucket, "small", b"as it was", cancel)
        assert content(store, any_bucket, "small") == b"as it was"
        part = line.inject(Fault(FaultKind.FLIP_SENT_BIT, "partNumber=1", after_bytes=5))
        upload_id = store.start_upload(any_bucket, "large", cancel)
        try:
            etag = store.put_part(any_bucket, "large", upload_id, 1, PARTS[0], cancel)
            store.complete_upload(any_bucket, "large", upload_id, [etag], len(PARTS[0]), cancel)
            assert content(store, any_bucket, "large") == PARTS[0]
        except (Unreachable, NotFound):  # it hangs up, and knows no such upload from then on
            assert all_keys(store, Location(any_bucket)) == ["small"]
        assert (line.struck(small), line.struck(part)) == (1, 1)


def test_a_digest_that_is_given_is_the_one_that_is_compared(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    any_store.put(any_bucket, "x", b"body", cancel, md5=md5_of(b"body"))
    with pytest.raises(StoreError):
        any_store.put(any_bucket, "y", b"body", cancel, md5=md5_of(b"other"))
    assert all_keys(any_store, Location(any_bucket)) == ["x"]


def test_an_etag_that_is_no_md5_is_checked_once_by_reading_back(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    other = {"ETag": f'"{"0" * 32}"'}
    proxy.inject(Fault(FaultKind.OTHER_HEADERS, "PUT", None, headers=other))
    for name in ("a", "b"):
        assert faulty.put(bucket, name, b"body", cancel) == "0" * 32
    assert [request.method for request in proxy.requests] == ["PUT", "GET", "PUT"]


def test_other_bytes_in_the_store_are_a_failure(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    other = {"ETag": f'"{"0" * 32}"'}
    proxy.inject(Fault(FaultKind.OTHER_HEADERS, "PUT", None, headers=other))
    proxy.inject(Fault(FaultKind.FLIP_BIT, "GET", after_bytes=2))
    with pytest.raises(IntegrityError):
        faulty.put(bucket, "x", b"body", cancel)


def test_a_lost_answer_to_complete_is_a_success_if_the_object_is_there(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    upload_id, etags = begin(faulty, bucket, "x", cancel)
    fault = proxy.inject(Fault(FaultKind.LOST_ANSWER, is_complete))
    found = faulty.complete_upload(bucket, "x", upload_id, etags, SIZE, cancel)
    assert (found.size, found.etag) == (SIZE, multipart_etag(etags))
    assert proxy.struck(fault) == 1
    assert content(faulty, bucket, "x") == b"".join(PARTS)


def test_a_lost_answer_is_a_success_where_etags_prove_nothing(
    rclone_server: S3Server, rclone_store: Store, rclone_bucket: str, cancel: CancelToken
) -> None:
    rclone_store.put(rclone_bucket, "x", b"z" * SIZE, cancel)  # as large as the new one
    with FaultProxy(rclone_server.endpoint) as proxy:
        profile = rclone_server.profile(endpoints=(proxy.endpoint,))
        with closing(connect(profile, QUICK)) as faulty:
            upload_id, etags = begin(faulty, rclone_bucket, "x", cancel)
            fault = proxy.inject(Fault(FaultKind.LOST_ANSWER, is_complete))
            found = faulty.complete_upload(rclone_bucket, "x", upload_id, etags, SIZE, cancel)
    assert found.size == SIZE
    assert proxy.struck(fault) == 1
    assert content(rclone_store, rclone_bucket, "x") == b"".join(PARTS)


def test_an_error_inside_200_is_no_success_and_is_tried_again(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    upload_id, etags = begin(faulty, bucket, "x", cancel)
    fault = proxy.inject(error_in_ok(is_complete, times=2))
    assert faulty.complete_upload(bucket, "x", upload_id, etags, SIZE, cancel).size == SIZE
    assert proxy.struck(fault) == 2


def test_an_error_inside_200_for_ever_is_an_error(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    faulty.put(bucket, "x", b"z" * SIZE, cancel)  # an older object of the same size proves nothing
    upload_id, etags = begin(faulty, bucket, "x", cancel)
    fault = proxy.inject(error_in_ok(is_complete, times=None))
    with pytest.raises(ServerTrouble) as caught:
        faulty.complete_upload(bucket, "x", upload_id, etags, SIZE, cancel)
    assert caught.value.code == "InternalError"
    assert proxy.struck(fault) == QUICK.tries
    assert content(faulty, bucket, "x") == b"z" * SIZE


def test_an_upload_that_somebody_dropped_is_an_error_despite_an_older_object(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    any_store.put(any_bucket, "x", b"z" * SIZE, cancel)
    upload_id, etags = begin(any_store, any_bucket, "x", cancel)
    any_store.abort_upload(any_bucket, "x", upload_id)
    with pytest.raises(NotFound):
        any_store.complete_upload(any_bucket, "x", upload_id, etags, SIZE, cancel)


def test_completing_twice_is_completing_once(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    upload_id, etags = begin(store, bucket, "x", cancel)
    first = store.complete_upload(bucket, "x", upload_id, etags, SIZE, cancel)
    assert store.complete_upload(bucket, "x", upload_id, etags, SIZE, cancel) == first


def test_an_object_of_another_size_is_no_success(
    faulty: Store, bucket: str, cancel: CancelToken
) -> None:
    upload_id, etags = begin(faulty, bucket, "x", cancel)
    with pytest.raises(ServerTrouble, match="does not have what was sent"):
        faulty.complete_upload(bucket, "x", upload_id, etags, SIZE + 1, cancel)


def test_an_object_that_is_taken_without_an_etag_is_looked_for(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    proxy.inject(Fault(FaultKind.CANNED, "PUT", times=None, status=200, body=b'{"ok": true}'))
    with pytest.raises(NotFound):
        faulty.put(bucket, "x", b"body", cancel)
    assert [request.method for request in proxy.requests[-2:]] == ["PUT", "HEAD"]


def test_a_part_or_an_object_taken_by_a_login_page_is_not_taken(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    upload_id, etags = begin(faulty, bucket, "x", cancel)
    proxy.inject(login_page("PUT", times=None))
    with pytest.raises(NotAStore):
        faulty.put(bucket, "y", b"body", cancel)
    with pytest.raises(NotAStore):
        faulty.put_part(bucket, "x", upload_id, 1, b"body", cancel)
    proxy.inject(login_page("POST", times=None))
    with pytest.raises(NotAStore):
        faulty.complete_upload(bucket, "x", upload_id, etags, SIZE, cancel)
    with pytest.raises(NotAStore):
        faulty.start_upload(bucket, "z", cancel)
    assert all_keys(faulty, Location(bucket)) == []


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (403, "QuotaExceeded", ""),
        (403, "AccessDenied", "Bucket storage quota exceeded"),
        (507, "", ""),
        (503, "ServiceUnavailable", "The tenant is over its quota."),
        (507, "XMinioStorageFull", ""),
    ],
)
def test_a_full_store_is_told_at_once(
    faulty: Store,
    proxy: FaultProxy,
    bucket: str,
    cancel: CancelToken,
    status: int,
    code: str,
    message: str,
) -> None:
    full = proxy.inject(
        Fault(
            FaultKind.CANNED,
            "PUT",
            None,
            status=status,
            headers=XML,
            body=s3_error(code, message) if code else b"",
        )
    )
    with pytest.raises(StoreFull, match="full"):
        faulty.put(bucket, "x", b"body", cancel)
    assert proxy.struck(full) == 1


def test_making_a_bucket_is_not_repeated_when_it_may_have_worked(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    fault = proxy.inject(Fault(FaultKind.LOST_ANSWER, f"PUT /{bucket}-2", times=None))
    with pytest.raises(Unreachable):
        faulty.make_bucket(f"{bucket}-2", cancel)
    assert proxy.struck(fault) == 1


class SlowTaker:
    """A server that takes a body much more slowly than a connection is made, then says yes."""

    def __init__(self) -> None:
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self.endpoint = Endpoint(f"127.0.0.1:{self._listener.getsockname()[1]}", secure=False)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(1 << 10)
            fields, _, body = head.partition(b"\r\n\r\n")
            lengths = [line for line in fields.split(b"\r\n") if line.startswith(b"Content-Length")]
            left = int(lengths[0].partition(b":")[2]) - len(body)
            self._stop.wait(0.4)
            while left and not self._stop.wait(0.0125):
                left -= len(connection.recv(min(left, 1 << 16)))
            connection.sendall(b'HTTP/1.1 200 OK\r\nETag: "e"\r\nContent-Length: 0\r\n\r\n')


def test_a_part_may_take_longer_than_the_longest_silence_and_than_connecting(
    server: S3Server, cancel: CancelToken
) -> None:
    # It takes more than 3 seconds, with a silence of 0.4 at the beginning.
    patience = Timeouts(connect=0.1, read=2, tries=1)
    with closing(SlowTaker()) as taker:
        profile = server.profile(endpoints=(taker.endpoint,))
        with closing(connect(profile, patience)) as store:
            assert store.put_part("bucket", "x", "id", 1, bytes(16 << 20), cancel) == "e"
