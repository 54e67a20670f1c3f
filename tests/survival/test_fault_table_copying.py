"""What goes wrong while a job copies or moves, and what comes of it.

No object is ever in neither place, none under a new name is anything but what was chosen; and once
the fault is gone, one key does the rest.
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
    StoreFull,
)
from jos_tui.core.location import Location
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.request import CopyRequest, Originals
from tests.jobs.engine.engine_bench import EngineBench
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
from tests.survival.faulty_job import (
    FAILED,
    PAUSED,
    Case,
    by_way_of,
    forbidden,
    healed,
    held_to,
    kind,
    refusal,
)
from tests.survival.rig import MIB, below, digests, digests_in, unfinished

CHANCE = random.Random(10)
CHOSEN = {f"d/{name}": CHANCE.randbytes(1000) for name in ("a", "b//c")}
CHOSEN["d/large"] = CHANCE.randbytes(6 * MIB)
OTHERS = {"d": b"not below it", "e/a": b"beside it"}
COPIES = {f"new/{key[2:]}": body for key, body in CHOSEN.items()}
K = FaultKind


def is_copy(request: Request) -> bool:
    return request.method == "PUT" and "x-amz-copy-source" in request.headers


def is_part(request: Request) -> bool:
    return is_copy(request) and "partNumber" in request.query


def is_start(request: Request) -> bool:
    return request.method == "POST" and request.query.rstrip("=") == "uploads"


def is_end(request: Request) -> bool:
    return request.method == "POST" and "uploadId" in request.query


def is_look(request: Request) -> bool:
    return request.method in {"GET", "HEAD"} and "/d/" in request.path


def is_deletion(request: Request) -> bool:
    return request.method == "DELETE" and "uploadId" not in request.query


EMPTY = {"Content-Length": "0"}
CASES = [
    Case("copy, 503 once", lambda: slow_down(is_copy)),
    Case("copy, 429 once", lambda: too_many_requests(is_copy)),
    Case("copy, 503 with Retry-After of an hour", lambda: slow_down(is_copy, 1, "3600")),
    Case("copy, 503 for ever", lambda: slow_down(is_copy, None), FAILED, ServerTrouble),
    Case("copy, 500 once", lambda: refusal(500, "InternalError", is_copy)),
    Case("copy, refused", lambda: forbidden(is_copy), FAILED, NotAllowed),
    Case("copy, quota", lambda: refusal(403, "QuotaExceeded", is_copy, None), PAUSED, StoreFull),
    Case("copy, not known", lambda: refusal(501, "NotImplemented", is_copy, None)),
    Case("copy, done, answer lost", lambda: kind(K.LOST_ANSWER, is_copy)),
    Case("copy, done, answers lost", lambda: kind(K.LOST_ANSWER, is_copy, 4)),
    Case("copy, reset once", lambda: kind(K.RESET_RESPONSE, is_copy)),
    Case("copy, answer cut", lambda: kind(K.TRUNCATE, is_copy, 1, 60)),
    Case("copy, 200 with an error once", lambda: error_in_ok(is_copy)),
    Case(
        "copy, 200 with an error for ever",
        lambda: error_in_ok(is_copy, None),
        FAILED,
        ServerTrouble,
    ),
    Case("copy, 200 and nothing", lambda: Fault(K.CANNED, is_copy, None, 0, 200, EMPTY)),
    Case("copy, web page once", lambda: login_page(is_copy)),
    Case("copy, web page for ever", lambda: login_page(is_copy, None), FAILED, NotAStore),
    Case("copy, keys expired", lambda: expired_token(is_copy, None), PAUSED, BadCredentials),
    Case("part, 503 for ever", lambda: slow_down(is_part, None), FAILED, ServerTrouble),
    Case("part, not known", lambda: refusal(501, "NotImplemented", is_part, None)),
    Case("part, 200 and nothing", lambda: Fault(K.CANNED, is_part, None, 0, 200, EMPTY)),
    Case("part, answer lost", lambda: kind(K.LOST_ANSWER, is_part)),
    Case("part, upload gone", lambda: refusal(404, "NoSuchUpload", is_part)),
    Case("start, 503 once", lambda: slow_down(is_start)),
    Case("start, refused", lambda: forbidden(is_start), FAILED, NotAllowed),
    Case("start, answer lost", lambda: kind(K.LOST_ANSWER, is_start)),
    Case("end, done, answer lost", lambda: kind(K.LOST_ANSWER, is_end)),
    Case("end, 200 with an error", lambda: error_in_ok(is_end)),
    Case("end, 500 once", lambda: refusal(500, "InternalError", is_end)),
    Case("end, refused", lambda: forbidden(is_end), FAILED, NotAllowed),
    Case("end, keys expired", lambda: expired_token(is_end, None), PAUSED, BadCredentials),
]
MOVES = [
    Case("look, 503 once", lambda: slow_down(is_look)),
    Case("look, 503 for ever", lambda: slow_down(is_look, None), FAILED, ServerTrouble),
    Case("look, keys expired", lambda: expired_token(is_look, None), PAUSED, BadCredentials),
    Case("deletion, 503 once", lambda: slow_down(is_deletion)),
    Case("deletion, 503 for ever", lambda: slow_down(is_deletion, None), FAILED, ServerTrouble),
    Case("deletion, refused", lambda: forbidden(is_deletion), FAILED, JosError),
    Case("deletion, done, answer lost", lambda: kind(K.LOST_ANSWER, is_deletion)),
    Case("deletion, done, answers lost", lambda: kind(K.LOST_ANSWER, is_deletion, 2)),
    Case("deletion, reset", lambda: kind(K.RESET_RESPONSE, is_deletion, 2)),
    Case("deletion, done, answers lost for ever", lambda: kind(K.LOST_ANSWER, is_deletion, None)),
    Case("deletion, web page once", lambda: login_page(is_deletion)),
    Case("deletion, keys", lambda: expired_token(is_deletion, None), PAUSED, BadCredentials),
]


def check_nothing_lost(bench: EngineBench, job_id: int) -> None:
    there = digests_in(bench.store, bench.bucket)
    assert there.items() <= digests(CHOSEN | COPIES | OTHERS).items()
    assert digests(OTHERS).items() <= there.items()
    for key in CHOSEN:
        assert key in there or f"new/{key[2:]}" in there
    done = bench.journal.report(job_id).done
    assert done <= len(there.keys() & COPIES.keys())


@pytest.mark.parametrize("conflict", [Conflict.SKIP, Conflict.OVERWRITE])
@pytest.mark.parametrize("case", CASES + MOVES, ids=str)
def test_a_move_ends_as_a_user_would_want(
    engine_bench: EngineBench, proxy: FaultProxy, case: Case, conflict: Conflict
) -> None:
    engine_bench.fill(CHOSEN | OTHERS)
    with by_way_of(engine_bench, proxy.endpoint, patience=case.patience) as bench:
        request = CopyRequest(
            below(bench.bucket, "d/"), Location(bench.bucket), "new", conflict, Originals.GO
        )
        job_id = held_to(bench, proxy, request, case)
        check_nothing_lost(bench, job_id)
        healed(bench, proxy, job_id, len(CHOSEN))
        assert digests_in(bench.store, bench.bucket) == digests(COPIES | OTHERS)
        assert unfinished(bench.store, bench.bucket) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_copy_ends_as_a_user_would_want(
    engine_bench: EngineBench, proxy: FaultProxy, case: Case
) -> None:
    engine_bench.fill(CHOSEN | OTHERS)
    with by_way_of(engine_bench, proxy.endpoint, patience=case.patience) as bench:
        request = CopyRequest(below(bench.bucket, "d/"), Location(bench.bucket), "new")
        job_id = held_to(bench, proxy, request, case)
        check_nothing_lost(bench, job_id)
        healed(bench, proxy, job_id, len(CHOSEN))
        assert digests_in(bench.store, bench.bucket) == digests(CHOSEN | COPIES | OTHERS)
        assert unfinished(bench.store, bench.bucket) == []
