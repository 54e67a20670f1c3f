"""What a network and a store do wrong, one by one, and what comes of a transfer then.

Each time the job goes on by itself where that can be, otherwise says why; nothing half-done stands
under a final name; and once the fault is gone, one key does the rest.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from jos_tui.core.errors import (
    BadCredentials,
    Conflict,
    IntegrityError,
    JosError,
    NotAllowed,
    NotAStore,
    ServerTrouble,
    StoreError,
    StoreFull,
    Unreachable,
)
from jos_tui.profiles.profile import Endpoint
from jos_tui.store.store import Timeouts
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import (
    Fault,
    FaultKind,
    Match,
    Request,
    error_in_ok,
    expired_token,
    login_page,
    slow_down,
    too_many_requests,
)
from tests.support.process import free_port
from tests.survival.faulty_job import (
    DONE,
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
from tests.survival.line import is_get
from tests.survival.rig import MIB, below, digests, digests_below, digests_in, write_tree

CHANCE = random.Random(8)
UP = {"small": CHANCE.randbytes(100_000), "large": CHANCE.randbytes(17 * MIB + 5)}
DOWN = {"d/small": UP["small"], "d/large": CHANCE.randbytes(33 * MIB + 5)}


def is_small_put(request: Request) -> bool:
    return request.method == "PUT" and request.path.endswith("/small")


def is_part(request: Request) -> bool:
    return "partNumber=2" in request.query


def is_create(request: Request) -> bool:
    return request.method == "POST" and request.query.rstrip("=") == "uploads"


def is_complete(request: Request) -> bool:
    return request.method == "POST" and "uploadId=" in request.query


def is_head(request: Request) -> bool:
    return request.method == "HEAD"


def full(match: Match) -> Fault:
    return refusal(403, "QuotaExceeded", match, None)


def headed(headers: Mapping[str, str], match: Match, times: int | None = 1) -> Fault:
    return Fault(FaultKind.OTHER_HEADERS, match, times, headers=headers)


K = FaultKind
PACKED = {"Content-Encoding": "gzip"}
OTHERS = {"ETag": f'"{"0" * 32}"'}
UPLOADS = [
    Case("503 twice, small", lambda: slow_down(is_small_put, 2)),
    Case("503 twice, part", lambda: slow_down(is_part, 2)),
    Case("503 for ever, small", lambda: slow_down(is_small_put, None), FAILED, ServerTrouble),
    Case("503 for ever, part", lambda: slow_down(is_part, None), FAILED, ServerTrouble),
    Case("503 for ever, all", lambda: slow_down(anything, None), PAUSED, ServerTrouble),
    Case("503 with Retry-After of an hour", lambda: slow_down("PUT", 2, "3600")),
    Case("429 twice", lambda: too_many_requests("PUT", 2)),
    Case("create 503 once", lambda: slow_down(is_create)),
    Case("create 503 for ever", lambda: slow_down(is_create, None), FAILED, ServerTrouble),
    Case("create 500 once", lambda: refusal(500, "InternalError", is_create)),
    Case("create done, answer lost", lambda: kind(K.LOST_ANSWER, is_create)),
    Case("create 200 with an error", lambda: error_in_ok(is_create)),
    Case("complete 503 once", lambda: slow_down(is_complete)),
    Case("complete 503 for ever", lambda: slow_down(is_complete, None), FAILED, ServerTrouble),
    Case("complete 500 once", lambda: refusal(500, "InternalError", is_complete)),
    Case("complete done, answer lost", lambda: kind(K.LOST_ANSWER, is_complete)),
    Case("complete 200 with an error", lambda: error_in_ok(is_complete)),
    Case(
        "complete 200 with an error for ever",
        lambda: error_in_ok(is_complete, None),
        FAILED,
        ServerTrouble,
    ),
    Case("complete: no such upload", lambda: refusal(404, "NoSuchUpload", is_complete)),
    Case("reset after 1,000 bytes, small", lambda: kind(K.RESET_REQUEST, is_small_put, 1, 1000)),
    Case("reset after 1,000 bytes, part", lambda: kind(K.RESET_REQUEST, is_part, 1, 1000)),
    Case(
        "reset after 1,000 bytes for ever, small",
        lambda: kind(K.RESET_REQUEST, is_small_put, None, 1000),
        FAILED,
        Unreachable,
    ),
    Case(
        "reset after 1,000 bytes for ever, part",
        lambda: kind(K.RESET_REQUEST, is_part, None, 1000),
        FAILED,
        Unreachable,
    ),
    Case("small done, answer lost", lambda: kind(K.LOST_ANSWER, is_small_put)),
    Case("part done, answer lost", lambda: kind(K.LOST_ANSWER, is_part)),
    Case("closed, all", lambda: kind(K.END_RESPONSE, "", None), PAUSED, Unreachable),
    Case("ETag that is no MD5 sum", lambda: headed(OTHERS, is_small_put)),
    Case("wrong ETag of a part", lambda: headed(OTHERS, is_part), FAILED, StoreError),
    Case("HEAD 503 once", lambda: slow_down(is_head)),
    Case("HEAD 409 once", lambda: refusal(409, "", is_head), FAILED, Conflict),
    Case("web page once, small", lambda: login_page(is_small_put)),
    Case("web page once, part", lambda: login_page(is_part)),
    Case("web page for all", lambda: login_page("", None), PAUSED, NotAStore),
    Case("keys expired", lambda: expired_token("", None), PAUSED, BadCredentials),
    Case("keys expired half-way", lambda: expired_token(is_part, None), PAUSED, BadCredentials),
    Case("forbidden, small", lambda: forbidden(is_small_put), FAILED, NotAllowed),
    Case("quota used up", lambda: full("PUT"), PAUSED, StoreFull),
    Case("quota used up, parts", lambda: full(is_part), PAUSED, StoreFull),
]


STALLED = [
    Case("no answer once, small", lambda: kind(K.STALL_RESPONSE, is_small_put)),
    Case("no answer once, part", lambda: kind(K.STALL_RESPONSE, is_part)),
    Case("no answer once, complete", lambda: kind(K.STALL_RESPONSE, is_complete)),
    Case("stalls half-way once, small", lambda: kind(K.STALL_REQUEST, is_small_put, 1, 1000)),
    Case("stalls half-way once, part", lambda: kind(K.STALL_REQUEST, is_part, 1, 1000)),
    Case(
        "stalls half-way for ever, part",
        lambda: kind(K.STALL_REQUEST, is_part, None, 1000),
        PAUSED,
        Unreachable,
    ),
    Case("no answer for ever, all", lambda: kind(K.STALL_RESPONSE, "", None), PAUSED, Unreachable),
]
SOON_OVER = Timeouts(connect=2, read=2, slow_read=4, tries=2, first_wait=0.001, longest_wait=0.01)


def flip(match: Match, after: int) -> Fault:
    return kind(K.FLIP_BIT, match, 1, after)


def at_large(request: Request) -> bool:
    return is_get(request) and request.path.endswith("/large")


def at_small(request: Request) -> bool:
    return is_get(request) and request.path.endswith("/small")


DOWNLOADS = [
    Case("503 twice", lambda: slow_down(is_get, 2)),
    Case("503 for ever, small", lambda: slow_down(at_small, None), FAILED, ServerTrouble),
    Case("503 for ever, large", lambda: slow_down(at_large, None), FAILED, ServerTrouble),
    Case("503 for ever, all", lambda: slow_down("", None), PAUSED, ServerTrouble),
    Case("503 with Retry-After of an hour", lambda: slow_down(is_get, 2, "3600")),
    Case("429 twice", lambda: too_many_requests(is_get, 2)),
    Case("web page once, small", lambda: login_page(at_small)),
    Case("web page once, large", lambda: login_page(at_large)),
    Case("web page for all", lambda: login_page("", None), PAUSED, NotAStore),
    Case("keys expired", lambda: expired_token("", None), PAUSED, BadCredentials),
    Case("keys expired half-way", lambda: expired_token(at_large, None), PAUSED, BadCredentials),
    Case("forbidden", lambda: forbidden(at_small), FAILED, NotAllowed),
    Case("gone", lambda: refusal(404, "NoSuchKey", at_large, None), FAILED, JosError),
    *(
        Case(
            f"{what.name} after {after} bytes, {match.__name__}",
            partial(kind, what, match, 1, after),
        )
        for what in (K.RESET_RESPONSE, K.END_RESPONSE, K.TRUNCATE)
        for match in (at_small, at_large)
        for after in (0, 99_999)
    ),
    *(
        Case(
            f"{what.name} for ever, {match.__name__}",
            partial(kind, what, match, None),
            FAILED,
            Unreachable,
        )
        for what in (K.RESET_RESPONSE, K.END_RESPONSE, K.TRUNCATE)
        for match in (at_small, at_large)
    ),
    Case("a bit flips, small", lambda: flip(at_small, 50_000), FAILED, IntegrityError),
    Case("a bit flips, large", lambda: flip(at_large, 9 * MIB), FAILED, IntegrityError),
    Case("said to be compressed", lambda: headed(PACKED, is_get, None)),
]


@pytest.mark.parametrize("case", UPLOADS, ids=str)
def test_an_upload_ends_as_a_user_would_want(
    engine_bench: EngineBench, proxy: FaultProxy, tmp_path: Path, case: Case
) -> None:
    with by_way_of(engine_bench, proxy.endpoint, patience=case.patience) as bench:
        check_upload(bench, proxy, tmp_path, case)


@pytest.mark.parametrize("case", STALLED, ids=str)
def test_an_upload_into_silence_ends_as_a_user_would_want(
    engine_bench: EngineBench, proxy: FaultProxy, tmp_path: Path, case: Case
) -> None:
    with by_way_of(engine_bench, proxy.endpoint, SOON_OVER, case.patience) as bench:
        check_upload(bench, proxy, tmp_path, case)


def check_upload(bench: EngineBench, proxy: FaultProxy, tmp_path: Path, case: Case) -> None:
    source = write_tree(tmp_path / "up", UP)
    whole = digests({f"up/{name}": body for name, body in UP.items()})
    job_id = held_to(bench, proxy, bench.put(source), case)
    stored = digests_in(bench.store, bench.bucket)
    assert stored.items() <= whole.items()
    assert len(stored) == bench.journal.report(job_id).done
    if case.state is not PAUSED:
        assert not bench.unfinished()
    healed(bench, proxy, job_id, 2)
    assert digests_in(bench.store, bench.bucket) == whole
    assert not bench.unfinished()


@pytest.mark.parametrize("case", DOWNLOADS, ids=str)
def test_a_download_ends_as_a_user_would_want(
    engine_bench: EngineBench, proxy: FaultProxy, case: Case
) -> None:
    engine_bench.fill(DOWN)
    whole = digests(DOWN)
    with by_way_of(engine_bench, proxy.endpoint, patience=case.patience) as bench:
        job_id = held_to(bench, proxy, bench.get(below(bench.bucket, "d/")), case)
        saved = digests_below(bench.here)
        named = {name: body for name, body in saved.items() if name in whole}
        assert named.items() <= whole.items()
        assert len(named) == bench.journal.report(job_id).done
        if case.state is not PAUSED:
            assert saved == named
        healed(bench, proxy, job_id, 2)
        assert digests_below(bench.here) == whole


@pytest.mark.parametrize("upload", [True, False])
def test_a_server_that_refuses_connections_pauses_the_job(
    engine_bench: EngineBench, tmp_path: Path, upload: bool
) -> None:
    bench = engine_bench
    bench.fill({"d/small": UP["small"]})
    source = write_tree(tmp_path / "up", {"small": UP["small"]})
    request = bench.put(source) if upload else bench.get(below(bench.bucket, "d/"))
    with by_way_of(bench, Endpoint(f"127.0.0.1:{free_port()}", secure=False)) as off:
        job_id = off.start(request)
        off.outcome(job_id)
        assert off.snapshot(job_id).state is PAUSED
        assert isinstance(off.snapshot(job_id).problem, Unreachable)
    with by_way_of(bench, bench.profile.endpoint) as on:
        on.engine.resume(job_id)
        assert on.outcome(job_id).state is DONE


def test_a_compressed_object_is_saved_as_it_is(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    packed = gzip.compress(UP["small"])
    engine_bench.fill({"d/small.gz": packed})
    proxy.inject(headed(PACKED, is_get))
    with by_way_of(engine_bench, proxy.endpoint) as bench:
        assert bench.done(bench.get(below(bench.bucket, "d/"))).state is DONE
        assert digests_below(bench.here) == digests({"d/small.gz": packed})
