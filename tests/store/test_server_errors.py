"""What servers say when they refuse, and what this program makes of it."""

from __future__ import annotations

import traceback
from contextlib import closing
from email.utils import formatdate
from time import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    BadCredentials,
    ChangedMeanwhile,
    ClockSkew,
    Conflict,
    JosError,
    NoSuchBucket,
    NotAllowed,
    NotFound,
    NotSupported,
    ServerTrouble,
    StoreError,
)
from jos_tui.core.location import Location
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret
from jos_tui.store.codes import BY_CODE, BY_STATUS, meaning_of
from jos_tui.store.errors import Situation, explain
from jos_tui.store.http import Refused
from jos_tui.store.request import Repeat, Request, Timeouts, object_request
from jos_tui.store.retry import judge, retry_after
from jos_tui.store.store import Store, connect
from tests.store.support import QUICK, XML, all_pages, content
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error, too_many_requests
from tests.support.servers import S3Server

JASMIN = Profile(
    "j",
    (Endpoint("cedadev-o.s3-ext.jc.rl.ac.uk", secure=True),),
    "KEY",
    Secret("hidden"),
    source="~/.s3cfg",
)
PORTAL = "https://s3-portal.jasmin.ac.uk/object-store/cedadev-o/"


def refused(status: int, code: str = "", message: str = "", **headers: str) -> Refused:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Refused(status, named, s3_error(code, message) if code else b"")


def told(failure: Exception, profile: Profile = JASMIN, method: str = "GET") -> StoreError:
    return explain(failure, Situation(profile, object_request(method, "bucket", "a/key")))


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, "AccessDenied", NotAllowed),
        (403, "SomethingNew", NotAllowed),
        (401, "", NotAllowed),
        (403, "SignatureDoesNotMatch", BadCredentials),
        (403, "InvalidAccessKeyId", BadCredentials),
        (403, "ExpiredToken", BadCredentials),
        (400, "ExpiredToken", BadCredentials),
        (403, "RequestTimeTooSkewed", ClockSkew),
        (404, "NoSuchBucket", NoSuchBucket),
        (404, "NoSuchKey", NotFound),
        (404, "", NotFound),
        (409, "BucketNotEmpty", Conflict),
        (409, "", Conflict),
        (412, "", ChangedMeanwhile),
        (501, "", NotSupported),
        (405, "MethodNotAllowed", NotSupported),
        (500, "InternalError", ServerTrouble),
        (502, "", ServerTrouble),
        (503, "", ServerTrouble),
        (429, "", ServerTrouble),
        (400, "InvalidArgument", StoreError),
        (418, "", StoreError),
    ],
)
def test_codes_and_statuses_become_errors_that_can_be_told_apart(
    status: int, code: str, expected: type[StoreError]
) -> None:
    error = told(refused(status, code))
    assert type(error) is expected
    assert (error.code, error.status) == (code, status)
    assert error.title


@pytest.mark.parametrize("code", ["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"])
def test_at_jasmin_a_bad_key_leads_to_the_portal(code: str) -> None:
    error = told(refused(403, code))
    assert "JASMIN keys expire" in error.next_step
    assert PORTAL in error.next_step


def test_at_jasmin_a_denied_access_names_both_reasons() -> None:
    error = told(refused(403, "AccessDenied"))
    assert "policy" in error.next_step
    assert PORTAL in error.next_step


def test_elsewhere_no_word_of_jasmin() -> None:
    profile = Profile(
        "p", (Endpoint("s3.example.org", secure=True),), "KEY", Secret("x"), source="~/.s3cfg"
    )
    for code in ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "AccessDenied"):
        error = told(refused(403, code), profile)
        assert "JASMIN" not in str(error)
        assert "~/.s3cfg" in str(error) or code == "AccessDenied"


def test_without_keys_the_advice_is_to_use_keys() -> None:
    anonymous = Profile("p", (Endpoint("s3.example.org", secure=True),))
    assert "without keys" in told(refused(403, "AccessDenied"), anonymous).next_step


def test_a_store_that_wants_keys_says_so_to_whoever_has_none(
    rclone_server: S3Server, cancel: CancelToken
) -> None:
    anonymous = Profile("nobody", (rclone_server.endpoint,))
    with closing(connect(anonymous)) as store, pytest.raises(NotAllowed, match="wants keys"):
        store.buckets(cancel)


def test_a_wrong_clock_is_measured() -> None:
    ahead = formatdate(time() - 20 * 60, usegmt=True)
    error = told(refused(403, "RequestTimeTooSkewed", date=ahead))
    assert error.reason == "It is 20 minutes ahead of the store's"
    behind = formatdate(time() + 61 * 60, usegmt=True)
    error = told(refused(403, "RequestTimeTooSkewed", date=behind))
    assert error.reason == "It is 61 minutes behind the store's"
    assert told(refused(403, "RequestTimeTooSkewed")).reason


def test_a_wrong_clock_is_known_by_its_words_too() -> None:
    words = "The difference between the request time and the server's time is too large."
    assert isinstance(told(refused(400, "AccessDenied", words)), ClockSkew)


def test_another_region_is_named() -> None:
    by_header = refused(301, "PermanentRedirect", x_amz_bucket_region="eu-west-2")
    assert "eu-west-2" in told(by_header).reason
    by_body = Refused(
        400,
        {},
        b"<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>",
    )
    assert "eu-west-1" in told(by_body).reason


def test_what_is_not_known_is_quoted_in_one_short_line() -> None:
    error = told(refused(400, "Weird", "line one\n\n  line two " + "x" * 1000))
    assert "Weird" in error.title
    assert "line one line two" in error.reason
    assert len(error.reason) < 300


def test_json_errors_are_read() -> None:
    error = told(Refused(400, {}, b'{"Code":"KeyTooLongError","Message":"too long"}'))
    assert error.code == "KeyTooLongError"


@pytest.mark.parametrize("meaning", [*BY_CODE.values(), *BY_STATUS.values()])
def test_every_text_can_be_filled_in(meaning: object) -> None:
    for code, known in BY_CODE.items():
        if known is meaning:
            assert "{" not in str(told(refused(400, code)))
    for status, known in BY_STATUS.items():
        if known is meaning:
            assert "{" not in str(told(refused(status)))


def test_names_with_braces_are_just_names() -> None:
    request = object_request("GET", "bucket", "{0}{bucket}{evil!r}")
    error = explain(refused(404, "NoSuchKey"), Situation(JASMIN, request))
    assert "{0}{bucket}{evil!r}" in error.reason


@given(
    status=st.integers(300, 599),
    body=st.one_of(
        st.binary(max_size=100),
        st.builds(
            lambda code, message: f"<Error><Code>{code}</Code><Message>{message}".encode(),
            st.sampled_from([*BY_CODE, "", "&bogus;"]),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        ),
    ),
    method=st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE"]),
)
def test_whatever_comes_back_becomes_an_error_in_words(
    status: int, body: bytes, method: str
) -> None:
    for request in (
        Request(method),
        Request(method, "bucket"),
        Request(method, "bucket", "key"),
        Request(method, "bucket", query={"delete": ""}),
    ):
        error = explain(Refused(status, {}, body), Situation(JASMIN, request))
        assert error.title
        assert "hidden" not in str(error)


def test_without_code_and_status_there_is_no_meaning() -> None:
    assert meaning_of(418, "", "", about_object=True) is None


def test_a_wrong_secret_and_an_unknown_key(rclone_server: S3Server, cancel: CancelToken) -> None:
    secret = "another-secret-that-is-wrong"
    for overrides, code in (
        ({"secret_key": Secret(secret)}, "SignatureDoesNotMatch"),
        ({"access_key": "unknown-key-of-mine"}, "InvalidAccessKeyId"),
    ):
        with closing(connect(rclone_server.profile(**overrides), QUICK)) as store:
            for call in (
                lambda store=store: store.buckets(cancel),
                lambda store=store: store.stat("bucket", "key", cancel),
                lambda store=store: all_pages(store, Location("bucket")),
                lambda store=store: content(store, "bucket", "key"),
                lambda store=store: store.put("bucket", "key", b"x", cancel),
                lambda store=store: store.delete_many("bucket", ["key"], cancel),
            ):
                with pytest.raises(BadCredentials) as caught:
                    call()
                assert caught.value.code == code
                words = "".join(traceback.format_exception(caught.value))
                assert secret not in words
                assert rclone_server.secret_key not in words


def test_the_way_to_an_error_holds_no_secret_in_its_frames(
    rclone_server: S3Server, cancel: CancelToken
) -> None:
    with closing(connect(rclone_server.profile(access_key="unknown-key"), QUICK)) as store:
        with pytest.raises(BadCredentials) as caught:
            store.buckets(cancel)
        shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert rclone_server.secret_key not in "".join(shown.format())


def test_busy_means_again_until_the_tries_are_used_up(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    fault = proxy.inject(too_many_requests("PUT", times=QUICK.tries - 1))
    faulty.put(bucket, "x", b"x", cancel)
    assert proxy.struck(fault) == QUICK.tries - 1
    fault = proxy.inject(too_many_requests("PUT", times=None))
    with pytest.raises(ServerTrouble):
        faulty.put(bucket, "x", b"x", cancel)
    assert proxy.struck(fault) == QUICK.tries


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 501])
def test_what_will_not_change_is_asked_once(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken, status: int
) -> None:
    fault = proxy.inject(Fault(FaultKind.CANNED, "PUT", None, status=status, headers=XML))
    with pytest.raises(JosError):
        faulty.put("bucket", "x", b"x", cancel)
    assert proxy.struck(fault) == 1


@pytest.mark.parametrize(
    ("failure", "safe", "if_refused"),
    [
        (refused(503), True, True),
        (refused(429), True, True),
        (refused(500), True, False),
        (refused(504), True, False),
        (refused(200, "InternalError"), True, False),
        (refused(200, "SlowDown"), True, True),
        (refused(400, "BadDigest"), True, False),
        (refused(403, "QuotaExceeded"), False, False),
        (refused(507), False, False),
        (refused(404), False, False),
        (ValueError(), False, False),
    ],
)
def test_nothing_is_done_twice_that_may_not(
    failure: Exception, safe: bool, if_refused: bool
) -> None:
    assert (judge(failure, Repeat.SAFE).tries > 1) is safe
    assert (judge(failure, Repeat.IF_REFUSED).tries > 1) is if_refused


@pytest.mark.parametrize(
    ("header", "expected"),
    [("7", 7.0), ("0", 0.0), ("", 0.0), ("soon", 0.0), ("-3", 0.0), ("1e9", 0.0)],
)
def test_retry_after_is_read(header: str, expected: float) -> None:
    assert retry_after({"retry-after": header}) == expected


def test_retry_after_may_be_a_date() -> None:
    assert 50 < retry_after({"retry-after": formatdate(time() + 60, usegmt=True)}) <= 60
    assert retry_after({"retry-after": formatdate(time() - 60, usegmt=True)}) == 0


@given(st.integers(1, 10), st.floats(0, 1e6))
def test_pauses_grow_but_never_beyond_the_longest(failures: int, asked_for: float) -> None:
    timeouts = Timeouts(first_wait=0.5, longest_wait=30)
    pause = timeouts.pause(failures, asked_for)
    assert min(asked_for, 30) <= pause <= 30
    assert pause >= min(0.25 * 2 ** (failures - 1), 30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20))
def test_no_name_of_a_bucket_leads_astray(store: Store, name: str) -> None:
    safe = name.isascii() and name.replace(".", "").replace("-", "").replace("_", "").isalnum()
    if safe:
        return
    with pytest.raises(JosError):
        all_pages(store, Location(name + "/"))
