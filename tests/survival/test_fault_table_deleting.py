"""What goes wrong while a job is planned from a listing and while it deletes, and what comes of it.

No key goes that was not chosen; none counts as deleted that is still there; and once the fault is
gone, one key does the rest.
"""

from __future__ import annotations

import random

import pytest

from jos_tui.core.errors import (
    BadCredentials,
    JosError,
    NotAllowed,
    NotAStore,
    ServerTrouble,
    Unreachable,
)
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import (
    FaultKind,
    Request,
    error_in_ok,
    expired_token,
    login_page,
    slow_down,
    too_many_requests,
)
from tests.survival.faulty_job import (
    FAILED,
    PAUSED,
    Case,
    anything,
    by_way_of,
    forbidden,
    healed,
    held_to,
    kind,
    refusal,
)
from tests.survival.rig import below, digests, digests_below, digests_in

CHANCE = random.Random(9)
CHOSEN = {f"d/{name}": CHANCE.randbytes(1000) for name in ("a", "b", "c")}
OTHERS = {"d": b"not below it", "e/a": b"beside it"}
K = FaultKind


def is_bulk(request: Request) -> bool:
    return request.method == "POST" and request.query.rstrip("=") == "delete"


def is_any_deletion(request: Request) -> bool:
    return is_bulk(request) or request.method == "DELETE"


def is_listing(request: Request) -> bool:
    return request.method == "GET" and "list-type" in request.query


DELETIONS = [
    Case("503 once", lambda: slow_down(is_bulk)),
    Case("429 once", lambda: too_many_requests(is_bulk)),
    Case("503 with Retry-After of an hour", lambda: slow_down(is_bulk, 1, "3600")),
    Case("503 for ever, batches", lambda: slow_down(is_bulk, None)),
    Case("503 for ever, each", lambda: slow_down(is_any_deletion, None), FAILED, ServerTrouble),
    Case("500 once", lambda: refusal(500, "InternalError", is_bulk)),
    Case("refused, batches", lambda: forbidden(is_bulk)),
    Case("refused, each", lambda: forbidden(is_any_deletion), FAILED, NotAllowed),
    Case("quota used up, batches", lambda: refusal(403, "QuotaExceeded", is_bulk, None)),
    Case("no batches here", lambda: refusal(501, "NotImplemented", is_bulk, None)),
    Case("done, answer lost", lambda: kind(K.LOST_ANSWER, is_bulk)),
    Case("reset once", lambda: kind(K.RESET_RESPONSE, is_bulk)),
    Case("reset request", lambda: kind(K.RESET_REQUEST, is_bulk, 1, 10)),
    Case("done, answers lost for ever", lambda: kind(K.LOST_ANSWER, is_bulk, None)),
    Case(
        "reset request for ever",
        lambda: kind(K.RESET_REQUEST, is_any_deletion, None),
        FAILED,
        Unreachable,
    ),
    Case("200 with an error once", lambda: error_in_ok(is_bulk)),
    Case("web page once", lambda: login_page(is_bulk)),
    Case("web page for ever", lambda: login_page(is_bulk, None), FAILED, NotAStore),
    Case("keys expired", lambda: expired_token(is_any_deletion, None), PAUSED, BadCredentials),
]
LISTINGS = [
    Case("503 once", lambda: slow_down(is_listing)),
    Case("503 with Retry-After of an hour", lambda: slow_down(is_listing, 1, "3600")),
    Case("503 for ever", lambda: slow_down(is_listing, None), PAUSED, ServerTrouble),
    Case("429 once", lambda: too_many_requests(is_listing)),
    Case("cut once", lambda: kind(K.END_RESPONSE, is_listing, 1, 300)),
    Case("cut once, and ends well", lambda: kind(K.TRUNCATE, is_listing, 1, 300)),
    Case("reset once", lambda: kind(K.RESET_RESPONSE, is_listing, 1, 300)),
    Case("cut for ever", lambda: kind(K.END_RESPONSE, is_listing, None, 300), PAUSED, Unreachable),
    Case("web page for ever", lambda: login_page(is_listing, None), PAUSED, NotAStore),
    Case("200 with an error once", lambda: error_in_ok(is_listing)),
    Case("forbidden", lambda: forbidden(is_listing), PAUSED, NotAllowed),
    Case("gone", lambda: refusal(404, "NoSuchBucket", is_listing, None), PAUSED, JosError),
    Case("keys expired", lambda: expired_token(is_listing, None), PAUSED, BadCredentials),
    Case("closed, all", lambda: kind(K.END_RESPONSE, anything, None), PAUSED, Unreachable),
]


@pytest.mark.parametrize("case", DELETIONS + LISTINGS, ids=str)
def test_a_deletion_ends_as_a_user_would_want(
    engine_bench: EngineBench, proxy: FaultProxy, case: Case
) -> None:
    engine_bench.fill(CHOSEN | OTHERS)
    with by_way_of(engine_bench, proxy.endpoint, patience=case.patience) as bench:
        job_id = held_to(bench, proxy, bench.delete(below(bench.bucket, "d/")), case)
        left = digests_in(bench.store, bench.bucket)
        assert digests(OTHERS).items() <= left.items() <= digests(CHOSEN | OTHERS).items()
        assert len(CHOSEN | OTHERS) - len(left) >= bench.journal.report(job_id).done
        healed(bench, proxy, job_id, len(CHOSEN))
        assert digests_in(bench.store, bench.bucket) == digests(OTHERS)


@pytest.mark.parametrize("case", LISTINGS, ids=str)
def test_a_download_is_planned_whole_or_says_why_not(
    engine_bench: EngineBench, proxy: FaultProxy, case: Case
) -> None:
    engine_bench.fill(CHOSEN | OTHERS)
    with by_way_of(engine_bench, proxy.endpoint, patience=case.patience) as bench:
        job_id = held_to(bench, proxy, bench.get(below(bench.bucket, "d/")), case)
        if case.state is PAUSED:
            assert digests_below(bench.here) == {}
        healed(bench, proxy, job_id, len(CHOSEN))
        assert digests_below(bench.here) == digests(CHOSEN)
