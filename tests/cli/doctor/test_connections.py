"""Addresses that answer, that do not, that refuse the keys, and that answer something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from jos_tui.cli.doctor.connections import (
    candidates,
    clock_findings,
    connection_findings,
)
from jos_tui.cli.doctor.examination import examine
from jos_tui.cli.doctor.finding import Finding, Level, Section
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ProfileError
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret
from jos_tui.store.trying import try_endpoint
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, expired_token, login_page, s3_error, slow_down
from tests.support.process import free_port, kept_free
from tests.support.servers import S3Server


@pytest.fixture
def closed() -> Iterator[Endpoint]:
    """An address where nothing listens."""
    port = free_port()
    with kept_free(port):
        yield Endpoint(f"127.0.0.1:{port}", secure=False)


@pytest.fixture
def proxied(server: S3Server, proxy: FaultProxy) -> Profile:
    return server.profile(endpoints=(proxy.endpoint,))


def findings_of(*profiles: Profile) -> tuple[list[Finding], list[Finding]]:
    """Return what is told about connections and about the clock."""
    found = Found(profiles)
    tried = [try_endpoint(one, CancelToken()) for one in candidates(found)]
    return connection_findings(found, tried), clock_findings(tried)


def refused(code: str, status: int = 403) -> Fault:
    headers = {"Content-Type": "application/xml"}
    return Fault(FaultKind.CANNED, times=None, status=status, headers=headers, body=s3_error(code))


def test_a_store_that_lists_its_buckets_is_fine(any_server: S3Server) -> None:
    (finding,), (clock,) = findings_of(any_server.profile("mine"))
    assert finding.level is Level.OK
    assert finding.what.startswith(f"mine (key {any_server.access_key[:4]}…, test)")
    assert f"{any_server.endpoint.url} answers in " in finding.what
    assert "the keys are accepted" in finding.what
    assert clock.level is Level.OK


def test_a_wrong_secret_is_a_problem(rclone_server: S3Server) -> None:
    (finding,), clocks = findings_of(rclone_server.profile(secret_key=Secret("wrong")))
    assert finding.level is Level.PROBLEM
    assert finding.advice
    assert len(clocks) == 1


def test_an_address_where_nothing_listens_is_a_problem(closed: Endpoint) -> None:
    (finding,), clocks = findings_of(Profile("closed", (closed,)))
    assert finding.level is Level.PROBLEM
    assert "cannot be reached" in finding.what
    assert clocks == []


def test_one_address_of_two_that_works_is_enough(server: S3Server, closed: Endpoint) -> None:
    both, _ = findings_of(server.profile(endpoints=(closed, server.endpoint)))
    assert [finding.level for finding in both] == [Level.WARNING, Level.OK]
    assert "the other address is used" in both[0].what


def test_an_address_inside_jasmin_need_not_answer_outside(server: S3Server) -> None:
    inside = Endpoint("no-such-tenancy-o.s3.jc.rl.ac.uk:1", secure=False)
    both, _ = findings_of(server.profile(endpoints=(inside, server.endpoint)))
    assert [finding.level for finding in both] == [Level.OK, Level.OK]


@pytest.mark.parametrize(
    ("fault", "level"),
    [
        (expired_token(times=None), Level.PROBLEM),
        (login_page(times=None), Level.PROBLEM),
        (slow_down(times=None), Level.PROBLEM),
        (refused("InvalidAccessKeyId"), Level.PROBLEM),
        (refused("AccessDenied"), Level.WARNING),
        (refused("NotImplemented", 501), Level.WARNING),
        (Fault(FaultKind.RESET_RESPONSE, times=None), Level.PROBLEM),
    ],
)
def test_each_refusal_has_its_level_and_says_what_to_do(
    proxied: Profile, proxy: FaultProxy, fault: Fault, level: Level
) -> None:
    proxy.inject(fault)
    (finding,), _ = findings_of(proxied)
    assert finding.level is level
    assert finding.advice
    assert proxy.struck(fault) <= 2  # nothing is tried again


def test_without_keys_a_store_that_lists_nothing_is_fine(
    proxied: Profile, proxy: FaultProxy
) -> None:
    proxy.inject(refused("AccessDenied"))
    (finding,), _ = findings_of(replace(proxied, access_key="", secret_key=None))
    assert finding.level is Level.OK
    assert "without keys" in finding.what


@pytest.mark.parametrize(
    ("seconds", "level", "side"),
    [
        (-120, Level.WARNING, "ahead of"),
        (-600, Level.PROBLEM, "ahead of"),
        (600, Level.PROBLEM, "behind"),
    ],
)
def test_the_clock_is_compared_with_the_date_of_the_answer(
    proxied: Profile, proxy: FaultProxy, seconds: int, level: Level, side: str
) -> None:
    import time

    theirs = {"Date": formatdate(time.time() + seconds, usegmt=True)}
    proxy.inject(Fault(FaultKind.OTHER_HEADERS, times=None, headers=theirs))
    _, (clock,) = findings_of(proxied)
    assert clock.level is level
    assert f"{side} that of {proxy.endpoint.url}" in clock.what


def test_the_clock_is_compared_also_where_the_keys_are_refused_for_it(
    proxied: Profile, proxy: FaultProxy
) -> None:
    headers = {"Date": formatdate(0, usegmt=True), "Content-Type": "application/xml"}
    body = s3_error("RequestTimeTooSkewed")
    proxy.inject(Fault(FaultKind.CANNED, times=None, status=403, headers=headers, body=body))
    (finding,), (clock,) = findings_of(proxied)
    assert finding.level is Level.PROBLEM
    assert clock.level is Level.PROBLEM


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Foo 2026 00:00:00 GMT"])
def test_a_date_that_is_none_is_no_fault_of_the_clock(
    proxied: Profile, proxy: FaultProxy, date: str
) -> None:
    proxy.inject(Fault(FaultKind.OTHER_HEADERS, times=None, headers={"Date": date}))
    _, (clock,) = findings_of(proxied)
    assert clock.level is Level.OK
    assert "does not tell the time" in clock.what


def test_a_store_that_says_nothing_is_not_waited_for(
    server: S3Server, proxied: Profile, proxy: FaultProxy, tmp_path: Path
) -> None:
    proxy.inject(Fault(FaultKind.STALL_RESPONSE, times=None))
    found = Found((replace(proxied, name="silent"), server.profile("well")))
    told = examine(found, {"XDG_STATE_HOME": str(tmp_path)}, tmp_path, seconds=2.0)
    silent, well = [finding for finding in told if finding.section is Section.CONNECTIONS]
    assert silent.level is Level.PROBLEM
    assert "silent" in silent.what
    assert "has not answered" in silent.what
    assert well.level is Level.OK


def test_what_is_wrong_with_credentials_is_told() -> None:
    problem = ProfileError("~/.s3cfg cannot be read", "Permission denied", "Check it.")
    found = Found((Profile("half", (), access_key="KEY"),), (problem,))
    unread, half = connection_findings(found, [])
    assert (unread.level, unread.advice) == (Level.PROBLEM, "Check it.")
    assert half.level is Level.WARNING
    assert "no store address" in half.what


def test_no_credentials_at_all_are_a_problem() -> None:
    (finding,) = connection_findings(Found(), [])
    assert finding.level is Level.PROBLEM
    assert "--credentials" in finding.advice
