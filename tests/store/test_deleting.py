"""Bulk deletes, and the way round them where a store refuses them."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import BadCredentials, Cancelled, NotAllowed, NotAStore, Unreachable
from jos_tui.core.location import Location
from jos_tui.store.capabilities import Ability
from jos_tui.store.store import Store
from tests.store.support import XML, all_keys, put_all
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, expired_token, login_page, s3_error, slow_down

KEYS = [f"k{number:03d}" for number in range(40)]


@pytest.fixture
def full(faulty: Store, proxy: FaultProxy, bucket: str) -> str:
    """A bucket with 40 keys; the requests so far are forgotten with ``since``."""
    put_all(faulty, bucket, [*KEYS, "keep"])
    return bucket


def methods(proxy: FaultProxy) -> list[str]:
    return [request.method for request in proxy.requests if request.method in {"POST", "DELETE"}]


def refusal(status: int, code: str, times: int | None = None) -> Fault:
    body = s3_error(code) if code else b""
    return Fault(FaultKind.CANNED, "POST", times, status=status, headers=XML, body=body)


def test_many_keys_are_one_request(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    assert faulty.delete_many(full, KEYS, cancel) == []
    assert methods(proxy) == ["POST"]
    (post,) = [request for request in proxy.requests if request.method == "POST"]
    assert "content-md5" in post.headers
    assert all_keys(faulty, Location(full)) == ["keep"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "AccessDenied"),
        (403, "QuotaExceeded"),
        (403, ""),
        (405, "MethodNotAllowed"),
        (501, "NotImplemented"),
        (503, "ServiceUnavailable"),
        (507, ""),
    ],
)
def test_where_bulk_is_refused_each_key_is_deleted_singly_and_that_is_remembered(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken, status: int, code: str
) -> None:
    proxy.inject(refusal(status, code))
    assert faulty.delete_many(full, KEYS[:20], cancel) == []
    assert faulty.capabilities.lacks(Ability.BATCHES)
    posts = methods(proxy).count("POST")
    assert faulty.delete_many(full, KEYS[20:], cancel) == []
    assert methods(proxy).count("POST") == posts
    assert methods(proxy).count("DELETE") == len(KEYS)
    assert all_keys(faulty, Location(full)) == ["keep"]


def test_a_list_the_store_cannot_read_is_deleted_singly_this_once(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    proxy.inject(refusal(400, "MalformedXML", times=1))
    assert faulty.delete_many(full, KEYS, cancel) == []
    assert not faulty.capabilities.lacks(Ability.BATCHES)
    assert all_keys(faulty, Location(full)) == ["keep"]


def test_who_may_not_delete_at_all_is_told_so_after_two_requests(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    proxy.inject(refusal(403, "AccessDenied"))
    denied = Fault(
        FaultKind.CANNED, "DELETE", None, status=403, headers=XML, body=s3_error("AccessDenied")
    )
    proxy.inject(denied)
    with pytest.raises(NotAllowed):
        faulty.delete_many(full, KEYS, cancel)
    assert methods(proxy) == ["POST", "DELETE"]
    assert not faulty.capabilities.lacks(Ability.BATCHES)


@pytest.mark.parametrize("fault", [expired_token("POST", None), login_page("POST", None)])
def test_what_single_deletes_cannot_help_is_an_error_at_once(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken, fault: Fault
) -> None:
    proxy.inject(fault)
    with pytest.raises((BadCredentials, NotAStore)):
        faulty.delete_many(full, KEYS, cancel)
    assert methods(proxy) == ["POST"]
    assert len(all_keys(faulty, Location(full))) == len(KEYS) + 1


def test_a_busy_store_is_asked_again(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    proxy.inject(slow_down("POST", times=3))
    assert faulty.delete_many(full, KEYS, cancel) == []
    assert not faulty.capabilities.lacks(Ability.BATCHES)
    assert methods(proxy) == ["POST"] * 4


def test_a_lost_answer_is_asked_for_again(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    proxy.inject(Fault(FaultKind.LOST_ANSWER, "POST"))
    proxy.inject(Fault(FaultKind.LOST_ANSWER, "DELETE"))
    assert faulty.delete_many(full, KEYS, cancel) == []
    faulty.delete(full, "keep", cancel)
    assert all_keys(faulty, Location(full)) == []


def test_failures_of_single_keys_are_reported_by_key(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    errors = (
        "<DeleteResult><Deleted><Key>k000</Key></Deleted>"
        "<Error><Key>k001</Key><Code>AccessDenied</Code><Message>No.</Message></Error>"
        "<Error><Key>k002</Key><Code>NoSuchKey</Code></Error>"
        "<Error><Key>a&amp;b</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    )
    proxy.inject(Fault(FaultKind.CANNED, "POST", status=200, headers=XML, body=errors.encode()))
    failures = faulty.delete_many(full, ["k000", "k001", "k002", "a&b"], cancel)
    assert [failure.key for failure in failures] == ["k001", "a&b"]
    assert {type(failure.error) for failure in failures} == {NotAllowed}


def test_a_key_the_store_had_an_accident_with_is_tried_alone(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    errors = (
        "<DeleteResult>"
        "<Error><Key>k001</Key><Code>InternalError</Code><Message>Oops.</Message></Error>"
        "</DeleteResult>"
    )
    proxy.inject(Fault(FaultKind.CANNED, "POST", status=200, headers=XML, body=errors.encode()))
    assert faulty.delete_many(full, ["k001"], cancel) == []
    assert "k001" not in all_keys(faulty, Location(full))


@pytest.mark.parametrize("body", [b"", b"<DeleteResult><Error>", b"<Other/>"])
def test_an_answer_that_is_none_is_no_success(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken, body: bytes
) -> None:
    proxy.inject(Fault(FaultKind.CANNED, "POST", None, status=200, headers=XML, body=body))
    with pytest.raises((Unreachable, NotAStore)):
        faulty.delete_many(full, KEYS, cancel)
    assert len(all_keys(faulty, Location(full))) == len(KEYS) + 1


@pytest.mark.parametrize("named", ["", "<Key>another spelling</Key>"])
def test_a_failure_that_names_no_key_of_ours_is_found_by_deleting_singly(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken, named: str
) -> None:
    row = f"<Error>{named}<Code>AccessDenied</Code></Error>"
    body = f"<DeleteResult>{row}</DeleteResult>".encode()
    proxy.inject(Fault(FaultKind.CANNED, "POST", None, status=200, headers=XML, body=body))
    denied = s3_error("AccessDenied")
    proxy.inject(Fault(FaultKind.CANNED, "/k007", None, status=403, headers=XML, body=denied))
    failures = faulty.delete_many(full, KEYS, cancel)
    assert [failure.key for failure in failures] == ["k007"]
    assert all_keys(faulty, Location(full)) == ["k007", "keep"]


def test_a_login_page_deletes_nothing(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    proxy.inject(login_page("DELETE", times=None))
    with pytest.raises(NotAStore):
        faulty.delete(full, "keep", cancel)


def test_when_the_key_expires_on_the_way_the_rest_is_not_tried(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    proxy.inject(refusal(403, "AccessDenied"))
    assert faulty.delete_many(full, KEYS[:1], cancel) == []
    expired = proxy.inject(expired_token("DELETE", times=None))
    failures = faulty.delete_many(full, KEYS[1:], cancel)
    assert [failure.key for failure in failures] == KEYS[1:]
    assert {type(failure.error) for failure in failures} == {BadCredentials}
    assert proxy.struck(expired) <= 8


def test_a_cancelled_delete_stops(
    faulty: Store, proxy: FaultProxy, full: str, cancel: CancelToken
) -> None:
    proxy.inject(refusal(403, "AccessDenied"))
    assert faulty.delete_many(full, KEYS[:1], cancel) == []
    cancel.cancel()
    with pytest.raises(Cancelled):
        faulty.delete_many(full, KEYS[1:], cancel)
    assert len(all_keys(faulty, Location(full))) == len(KEYS)


def test_more_than_a_batch_is_a_mistake_of_the_caller(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    with pytest.raises(ValueError, match="1001"):
        store.delete_many(bucket, [str(number) for number in range(1001)], cancel)
