"""A read ends with exactly the bytes of one version of the object, or with an error."""

from __future__ import annotations

import os
from contextlib import closing

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    BadCredentials,
    ChangedMeanwhile,
    NotAStore,
    NotSupported,
    ServerTrouble,
    Unreachable,
)
from jos_tui.store.store import Store, Timeouts, connect
from tests.store.support import QUICK, content
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, expired_token, login_page, s3_error, slow_down
from tests.support.servers import S3Server

KEY = "object.bin"
GET = f"/{KEY}"
BODY = os.urandom(3_000_000)


@pytest.fixture
def kept(faulty: Store, bucket: str, cancel: CancelToken) -> str:
    """The bucket with the object in it."""
    faulty.put(bucket, KEY, BODY, cancel)
    return bucket


@pytest.mark.parametrize(
    "kind", [FaultKind.RESET_RESPONSE, FaultKind.END_RESPONSE, FaultKind.TRUNCATE]
)
@pytest.mark.parametrize("after", [0, 1, 1_700_000, 2_999_999])
def test_a_broken_read_goes_on_where_it_broke(
    faulty: Store, proxy: FaultProxy, kept: str, kind: FaultKind, after: int
) -> None:
    fault = proxy.inject(Fault(kind, f"GET /{kept}{GET}", times=3, after_bytes=after))
    assert content(faulty, kept, KEY, chunk_size=100_000) == BODY
    assert proxy.struck(fault) >= 1


@pytest.mark.parametrize(
    "kind", [FaultKind.RESET_RESPONSE, FaultKind.END_RESPONSE, FaultKind.TRUNCATE]
)
def test_a_span_is_exact_too(faulty: Store, proxy: FaultProxy, kept: str, kind: FaultKind) -> None:
    fault = proxy.inject(Fault(kind, f"GET /{kept}{GET}", times=2, after_bytes=400_000))
    span = content(faulty, kept, KEY, offset=1_000_000, length=1_000_000, chunk_size=100_000)
    assert span == BODY[1_000_000:2_000_000]
    assert proxy.struck(fault) == 2


def test_a_line_that_always_breaks_is_given_up(faulty: Store, proxy: FaultProxy, kept: str) -> None:
    fault = proxy.inject(
        Fault(FaultKind.RESET_RESPONSE, f"GET /{kept}{GET}", times=None, after_bytes=1000)
    )
    with pytest.raises(Unreachable):
        content(faulty, kept, KEY)
    assert proxy.struck(fault) == QUICK.tries


def test_a_line_that_breaks_often_but_gets_on_arrives(
    faulty: Store, proxy: FaultProxy, kept: str
) -> None:
    fault = proxy.inject(
        Fault(FaultKind.END_RESPONSE, f"GET /{kept}{GET}", times=None, after_bytes=250_000)
    )
    assert content(faulty, kept, KEY, chunk_size=100_000) == BODY
    assert proxy.struck(fault) > QUICK.tries


def test_pieces_of_two_versions_are_never_joined(
    faulty: Store, store: Store, proxy: FaultProxy, kept: str, cancel: CancelToken
) -> None:
    proxy.inject(Fault(FaultKind.END_RESPONSE, f"GET /{kept}{GET}", after_bytes=1_000_000))
    chunks = faulty.read(kept, KEY, cancel, chunk_size=100_000)
    next(chunks)
    store.put(kept, KEY, os.urandom(len(BODY)), cancel)
    with pytest.raises(ChangedMeanwhile):
        list(chunks)


def test_pieces_of_two_versions_are_never_joined_if_the_server_ignores_conditions(
    rclone_server: S3Server, rclone_store: Store, rclone_bucket: str, cancel: CancelToken
) -> None:
    rclone_store.put(rclone_bucket, KEY, BODY, cancel)
    with FaultProxy(rclone_server.endpoint) as proxy:
        proxy.inject(Fault(FaultKind.END_RESPONSE, f"GET /{rclone_bucket}", after_bytes=1_000_000))
        profile = rclone_server.profile(endpoints=(proxy.endpoint,))
        with closing(connect(profile, QUICK)) as faulty:
            chunks = faulty.read(rclone_bucket, KEY, cancel, chunk_size=100_000)
            next(chunks)
            rclone_store.put(rclone_bucket, KEY, os.urandom(len(BODY)), cancel)
            with pytest.raises(ChangedMeanwhile):
                list(chunks)


def test_a_server_that_sends_another_span_is_not_believed(
    faulty: Store, proxy: FaultProxy, kept: str
) -> None:
    wrong = {"Content-Range": "bytes 5-14/3000000"}
    proxy.inject(Fault(FaultKind.OTHER_HEADERS, f"GET /{kept}{GET}", headers=wrong))
    with pytest.raises(NotSupported):
        content(faulty, kept, KEY, offset=10, length=10)


def test_a_server_that_ignores_the_span_is_not_believed(
    faulty: Store, proxy: FaultProxy, kept: str
) -> None:
    whole = Fault(
        FaultKind.CANNED, f"GET /{kept}{GET}", None, status=200, headers={"ETag": '"e"'}, body=BODY
    )
    proxy.inject(whole)
    with pytest.raises(NotSupported):
        content(faulty, kept, KEY, offset=10, length=10)
    assert content(faulty, kept, KEY, length=10) == BODY[:10]


def test_a_stalled_read_is_taken_up_again(server: S3Server, proxy: FaultProxy, kept: str) -> None:
    fault = proxy.inject(
        Fault(FaultKind.STALL_RESPONSE, f"GET /{kept}{GET}", after_bytes=1_500_000)
    )
    profile = server.profile(endpoints=(proxy.endpoint,))
    with closing(connect(profile, Timeouts(read=0.3, first_wait=0.001))) as impatient:
        assert content(impatient, kept, KEY, chunk_size=100_000) == BODY
    assert proxy.struck(fault) == 1


def test_a_store_that_says_nothing_any_more_is_an_error_in_words(
    server: S3Server, proxy: FaultProxy, kept: str
) -> None:
    proxy.inject(Fault(FaultKind.STALL_RESPONSE, f"GET /{kept}{GET}", times=None))
    profile = server.profile(endpoints=(proxy.endpoint,))
    impatient = connect(profile, Timeouts(read=0.1, first_wait=0.001))
    with closing(impatient), pytest.raises(Unreachable) as caught:
        content(impatient, kept, KEY)
    assert "stopped answering" in caught.value.title


def test_a_busy_store_is_asked_again_after_the_time_it_names(
    faulty: Store, proxy: FaultProxy, kept: str
) -> None:
    fault = proxy.inject(slow_down(f"GET /{kept}{GET}", times=2, retry_after="0"))
    assert content(faulty, kept, KEY) == BODY
    assert proxy.struck(fault) == 2


def test_a_store_that_stays_busy_is_reported_with_its_code(
    faulty: Store, proxy: FaultProxy, kept: str
) -> None:
    fault = proxy.inject(slow_down(f"GET /{kept}{GET}", times=None))
    with pytest.raises(ServerTrouble) as caught:
        content(faulty, kept, KEY)
    assert (caught.value.code, caught.value.status) == ("SlowDown", 503)
    assert proxy.struck(fault) == QUICK.tries


def test_a_key_that_expires_meanwhile_is_told_at_once(
    faulty: Store, proxy: FaultProxy, kept: str
) -> None:
    fault = proxy.inject(expired_token(f"GET /{kept}{GET}", times=None))
    with pytest.raises(BadCredentials, match="expired"):
        content(faulty, kept, KEY)
    assert proxy.struck(fault) == 1


def test_a_login_page_is_not_the_object(
    faulty: Store, proxy: FaultProxy, kept: str, cancel: CancelToken
) -> None:
    proxy.inject(login_page(times=None))
    with pytest.raises(NotAStore):
        content(faulty, kept, KEY)
    with pytest.raises(NotAStore):
        faulty.stat(kept, KEY, cancel)


def test_closing_a_read_early_leaves_the_store_usable(
    faulty: Store, kept: str, cancel: CancelToken
) -> None:
    for _ in range(40):  # more than there are connections
        chunks = faulty.read(kept, KEY, cancel, chunk_size=1000)
        next(chunks)
        chunks.close()  # type: ignore[attr-defined]
    assert content(faulty, kept, KEY) == BODY


def test_a_refused_head_is_explained_by_what_a_get_says(
    faulty: Store, proxy: FaultProxy, kept: str, cancel: CancelToken
) -> None:
    proxy.inject(Fault(FaultKind.CANNED, "HEAD", None, status=403))
    found = faulty.stat(kept, KEY, cancel)
    assert found.size == len(BODY)
    proxy.inject(expired_token("GET", times=None))
    with pytest.raises(BadCredentials) as caught:
        faulty.stat(kept, KEY, cancel)
    assert caught.value.code == "ExpiredToken"


def test_a_head_without_a_length_is_answered_by_a_get(
    faulty: Store, proxy: FaultProxy, kept: str, cancel: CancelToken
) -> None:
    fault = proxy.inject(
        Fault(FaultKind.OTHER_HEADERS, "HEAD", None, headers={"Content-Length": "unknown"})
    )
    assert faulty.stat(kept, KEY, cancel).size == len(BODY)
    assert proxy.struck(fault) == 1


def test_the_error_body_may_have_any_content_type(
    faulty: Store, proxy: FaultProxy, kept: str
) -> None:
    for content_type in ("text/xml", "text/plain", "application/xml; charset=utf-8", ""):
        proxy.inject(
            Fault(
                FaultKind.CANNED,
                f"GET /{kept}{GET}",
                status=403,
                headers={"Content-Type": content_type},
                body=s3_error("SignatureDoesNotMatch"),
            )
        )
        with pytest.raises(BadCredentials) as caught:
            content(faulty, kept, KEY)
        assert caught.value.code == "SignatureDoesNotMatch"
