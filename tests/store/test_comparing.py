"""A store that compares what arrives with what was signed needs no MD5, once it has shown that."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
import trustme

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, NotFound, StoreError, Unreachable
from jos_tui.core.location import Location
from jos_tui.profiles.profile import Profile, Rights
from jos_tui.store.capabilities import Comparing
from jos_tui.store.store import Store, connect
from tests.store.support import QUICK, XML, all_keys, content
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Heed, Request, login_page, s3_error, slow_down
from tests.support.servers import S3Server

MUCH = 64 << 20
DAY = 24 * 3600
PARTS = [os.urandom(5 << 20), b"the end"]
IMPATIENT = replace(QUICK, read=0.5, slow_read=0.5)


def is_part(request: Request) -> bool:
    return request.method == "PUT" and "partNumber=" in request.query


@contextmanager
def line(server: S3Server, heed: Heed, **more: object) -> Iterator[tuple[FaultProxy, Store]]:
    with FaultProxy(server.endpoint, heed=heed) as proxy:
        profile = replace(server.profile(endpoints=(proxy.endpoint,)), **more)  # type: ignore[arg-type]
        with closing(connect(profile, QUICK)) as store:
            yield proxy, store


def upload(store: Store, bucket: str, cancel: CancelToken) -> None:
    upload_id = store.start_upload(bucket, "large", cancel)
    etags = [
        store.put_part(bucket, "large", upload_id, number, part, cancel)
        for number, part in enumerate(PARTS, 1)
    ]
    store.complete_upload(bucket, "large", upload_id, etags, sum(map(len, PARTS)), cancel)


def have_md5(proxy: FaultProxy) -> list[bool]:
    """Return of each part that was sent whether it had an MD5."""
    return ["content-md5" in request.headers for request in proxy.requests if is_part(request)]


@pytest.mark.parametrize("heed", Heed)
def test_parts_go_without_md5_only_where_damage_was_refused(
    any_server: S3Server, any_bucket: str, cancel: CancelToken, heed: Heed
) -> None:
    """Neither server compares by itself. The first part is the damaged one."""
    compares = heed is Heed.SIGNED_SHA256
    with line(any_server, heed) as (proxy, store):
        store.try_comparing(any_bucket, "large", MUCH, cancel)
        assert store.capabilities.comparing.is_certain(any_bucket) == compares
        upload(store, any_bucket, cancel)
        assert have_md5(proxy) == [False, not compares, not compares]
        assert content(store, any_bucket, "large") == b"".join(PARTS)
        assert all_keys(store, Location(any_bucket)) == ["large"]


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("heed", Heed)
def test_what_is_damaged_on_the_way_is_stored_by_neither_kind_of_store(
    any_server: S3Server, any_bucket: str, cancel: CancelToken, heed: Heed, number: int
) -> None:
    with line(any_server, heed) as (proxy, store):
        store.try_comparing(any_bucket, "large", MUCH, cancel)
        damage = Fault(FaultKind.FLIP_SENT_BIT, f"partNumber={number}", after_bytes=3)
        proxy.inject(damage)
        try:
            upload(store, any_bucket, cancel)
            assert content(store, any_bucket, "large") == b"".join(PARTS)
        except (Unreachable, NotFound):  # as rclone drops an upload that had a damaged part
            assert all_keys(store, Location(any_bucket)) == []
        assert proxy.struck(damage) == 1


def test_a_trial_leaves_nothing(store: Store, bucket: str, cancel: CancelToken) -> None:
    store.put(bucket, "large", b"older", cancel)
    store.try_comparing(bucket, "large", MUCH, cancel)
    assert list(store.list_uploads(bucket, "", cancel)) == []
    assert content(store, bucket, "large") == b"older"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.CANNED, is_part, status=400, headers=XML, body=s3_error("InvalidRequest")),
        Fault(FaultKind.CANNED, is_part, status=403, headers=XML, body=s3_error("AccessDenied")),
        Fault(FaultKind.CANNED, is_part, status=400, body=b"Bad Request"),
        Fault(FaultKind.CANNED, is_part, status=500, headers=XML, body=s3_error("BadDigest")),
        Fault(FaultKind.CANNED, is_part, status=200, headers=XML, body=s3_error("BadDigest")),
        slow_down(is_part),
        login_page(is_part),
        Fault(FaultKind.LOST_ANSWER, is_part),
        Fault(FaultKind.RESET_REQUEST, is_part, after_bytes=100_000),
        Fault(FaultKind.STALL_REQUEST, is_part, after_bytes=100_000),
        Fault(FaultKind.HOLD, is_part),
    ],
    ids=lambda fault: f"{fault.kind.name} {fault.status}",
)
def test_any_other_answer_and_none_is_no_certainty(
    server: S3Server, bucket: str, cancel: CancelToken, fault: Fault
) -> None:
    with FaultProxy(server.endpoint, heed=Heed.SIGNED_SHA256) as proxy:
        profile = server.profile(endpoints=(proxy.endpoint,))
        with closing(connect(profile, IMPATIENT)) as store:
            proxy.inject(fault)
            store.try_comparing(bucket, "large", MUCH, cancel)
            assert proxy.struck(fault) == 1
            assert not store.capabilities.comparing.is_certain(bucket)
            assert len(have_md5(proxy)) == 1, "it was tried again"
            proxy.heal()
            assert list(store.list_uploads(bucket, "", cancel)) == []


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_an_upload_that_may_have_been_left_behind_is_said(
    server: S3Server, bucket: str, cancel: CancelToken, method: str
) -> None:
    with line(server, Heed.SIGNED_SHA256) as (proxy, store):
        proxy.inject(Fault(FaultKind.CANNED, method, None, status=403))
        with pytest.raises(StoreError):
            store.try_comparing(bucket, "large", MUCH, cancel)
        assert not store.capabilities.comparing.is_certain(bucket)


def test_where_uploads_may_not_be_dropped_no_second_one_is_left_behind_the_next_day(
    server: S3Server, bucket: str, cancel: CancelToken
) -> None:
    now = 0.0
    with line(server, Heed.SIGNED_SHA256) as (proxy, store):
        store.capabilities.comparing = Comparing(lambda: now)
        proxy.inject(Fault(FaultKind.CANNED, "DELETE", None, status=403))
        with pytest.raises(StoreError):
            store.try_comparing(bucket, "large", MUCH, cancel)
        for _ in range(3):
            now += 2 * DAY
            store.try_comparing(bucket, "larger", MUCH, cancel)
        assert [one.key for one in store.list_uploads(bucket, "", cancel)] == ["large"]


def test_a_trial_that_is_cancelled_drops_its_upload(server: S3Server, bucket: str) -> None:
    cancel, ended = CancelToken(), threading.Event()
    with line(server, Heed.SIGNED_SHA256) as (proxy, store):
        fault = proxy.inject(Fault(FaultKind.HOLD, is_part))

        def tries() -> None:
            with pytest.raises(Cancelled):
                store.try_comparing(bucket, "large", MUCH, cancel)
            ended.set()

        threading.Thread(target=tries, daemon=True).start()
        proxy.wait_until(lambda proxy: proxy.struck(fault) == 1)
        cancel.cancel()
        assert ended.wait(60)
        assert not store.capabilities.comparing.is_certain(bucket)
        assert list(store.list_uploads(bucket, "", CancelToken())) == []


@pytest.mark.parametrize(
    "more", [{"rights": Rights.READ}, {"access_key": "", "secret_key": None}], ids=str
)
def test_who_may_not_write_or_does_not_sign_tries_nothing(
    server: S3Server, bucket: str, cancel: CancelToken, more: dict[str, object]
) -> None:
    with line(server, Heed.SIGNED_SHA256, **more) as (proxy, store):
        store.try_comparing(bucket, "large", MUCH, cancel)
        assert proxy.requests == []


def test_over_https_nothing_is_tried(server: S3Server, bucket: str, cancel: CancelToken) -> None:
    with FaultProxy(server.endpoint, trustme.CA(), heed=Heed.SIGNED_SHA256) as proxy:
        profile: Profile = server.profile(endpoints=(proxy.endpoint,))
        with closing(connect(profile, QUICK)) as store:
            store.try_comparing(bucket, "large", MUCH, cancel)
        assert proxy.requests == []


def test_a_part_that_is_refused_for_want_of_an_md5_gets_one(
    server: S3Server, bucket: str, cancel: CancelToken
) -> None:
    """As a bucket may that was locked after the trial."""
    with line(server, Heed.SIGNED_SHA256) as (proxy, store):
        store.try_comparing(bucket, "large", MUCH, cancel)
        body = s3_error("InvalidRequest", "Content-MD5 HTTP header is required")
        proxy.inject(
            Fault(
                FaultKind.CANNED,
                lambda request: is_part(request) and "content-md5" not in request.headers,
                None,
                status=400,
                headers=XML,
                body=body,
            )
        )
        upload(store, bucket, cancel)
        assert have_md5(proxy) == [False, False, True, True]
        assert content(store, bucket, "large") == b"".join(PARTS)


@pytest.mark.parametrize("code", ["ExpiredToken", "XAmzContentSHA256Mismatch"])
def test_a_part_that_is_refused_for_another_reason_is_not_sent_with_an_md5(
    server: S3Server, bucket: str, cancel: CancelToken, code: str
) -> None:
    with line(server, Heed.SIGNED_SHA256) as (proxy, store):
        store.try_comparing(bucket, "large", MUCH, cancel)
        proxy.inject(
            Fault(FaultKind.CANNED, is_part, None, status=400, headers=XML, body=s3_error(code))
        )
        with pytest.raises(StoreError) as caught:
            upload(store, bucket, cancel)
        assert caught.value.code == code
        assert set(have_md5(proxy)) == {False}
        assert store.capabilities.comparing.is_certain(bucket)


def test_a_store_is_tried_once_a_day_for_a_bucket_that_gets_much() -> None:
    now = 0.0
    comparing = Comparing(lambda: now)
    assert [comparing.is_worth_trying("a", MUCH // 4) for _ in range(6)] == [
        *(False, False, False),
        *(True, False, False),
    ]
    comparing.learned("a")
    assert comparing.is_certain("a")
    assert not comparing.is_certain("b")
    now = DAY - 1.0
    assert comparing.is_certain("a")
    assert not comparing.is_worth_trying("a", MUCH)
    now = DAY
    assert not comparing.is_certain("a")
    assert comparing.is_worth_trying("a", 1)
    assert not comparing.is_certain("a")
    assert comparing.is_worth_trying("b", MUCH)


def test_what_is_doubted_is_not_certain() -> None:
    comparing = Comparing(lambda: 0.0)
    comparing.is_worth_trying("a", MUCH)
    comparing.learned("a")
    comparing.doubted("a")
    assert not comparing.is_certain("a")
