"""What a network and a store do wrong, one by one, while a job sends or fetches."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

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
from jos_tui.jobs.request import PutRequest
from jos_tui.store.store import Timeouts
from tests.jobs.engine.engine_bench import EngineBench
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
from tests.survival.fault_table.asked import anything, is_end, is_start
from tests.survival.fault_table.deed import (
    FAILED,
    PAUSED,
    Case,
    Deed,
    Scene,
    forbidden,
    https,
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


def is_head(request: Request) -> bool:
    return request.method == "HEAD"


def full(match: Match) -> Fault:
    return refusal(403, "QuotaExceeded", match, None)


def headed(headers: Mapping[str, str], match: Match, times: int | None = 1) -> Fault:
    return Fault(FaultKind.OTHER_HEADERS, match, times, headers=headers)


def slow(match: Match) -> Fault:
    return Fault(FaultKind.SLOW_LINK, match, None, bytes_per_second=40 * MIB)


K = FaultKind
WORDS = {
    K.RESET_RESPONSE: "reset",
    K.END_RESPONSE: "cut off, length known,",
    K.TRUNCATE: "cut off, length unknown,",
}
PACKED = {"Content-Encoding": "gzip"}
OTHERS = {"ETag": f'"{"0" * 32}"'}
UPLOADS = (
    Case("503 twice, small", lambda: slow_down(is_small_put, 2)),
    Case("503 twice, part", lambda: slow_down(is_part, 2)),
    Case("503 for ever, small", lambda: slow_down(is_small_put, None), FAILED, ServerTrouble),
    Case("503 for ever, part", lambda: slow_down(is_part, None), FAILED, ServerTrouble),
    Case("503 for ever, all", lambda: slow_down(anything, None), PAUSED, ServerTrouble),
    Case("503 with Retry-After of an hour", lambda: slow_down("PUT", 2, "3600")),
    Case("429 twice", lambda: too_many_requests("PUT", 2)),
    Case("create 503 once", lambda: slow_down(is_start)),
    Case("create 503 for ever", lambda: slow_down(is_start, None), FAILED, ServerTrouble),
    Case("create 500 once", lambda: refusal(500, "InternalError", is_start)),
    Case("create done, answer lost", lambda: kind(K.LOST_ANSWER, is_start)),
    Case("create 200 with an error", lambda: error_in_ok(is_start)),
    Case("complete 503 once", lambda: slow_down(is_end)),
    Case("complete 503 for ever", lambda: slow_down(is_end, None), FAILED, ServerTrouble),
    Case("complete 500 once", lambda: refusal(500, "InternalError", is_end)),
    Case("complete done, answer lost", lambda: kind(K.LOST_ANSWER, is_end)),
    Case("complete 200 with an error", lambda: error_in_ok(is_end)),
    Case(
        "complete 200 with an error for ever",
        lambda: error_in_ok(is_end, None),
        FAILED,
        ServerTrouble,
    ),
    Case("complete: no such upload", lambda: refusal(404, "NoSuchUpload", is_end)),
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
    Case("a bit flips on the way there, small", lambda: kind(K.FLIP_SENT_BIT, is_small_put, 1, 5)),
    Case("a bit flips on the way there, part", lambda: kind(K.FLIP_SENT_BIT, is_part, 1, 5)),
    Case("a slow link back", lambda: slow("")),
)


STALLED = (
    Case("no answer once, small", lambda: kind(K.STALL_RESPONSE, is_small_put)),
    Case("no answer once, part", lambda: kind(K.STALL_RESPONSE, is_part)),
    Case("no answer once, complete", lambda: kind(K.STALL_RESPONSE, is_end)),
    Case("stalls half-way once, small", lambda: kind(K.STALL_REQUEST, is_small_put, 1, 1000)),
    Case("stalls half-way once, part", lambda: kind(K.STALL_REQUEST, is_part, 1, 1000)),
    Case(
        "stalls half-way for ever, part",
        lambda: kind(K.STALL_REQUEST, is_part, None, 1000),
        PAUSED,
        Unreachable,
    ),
    Case("no answer for ever, all", lambda: kind(K.STALL_RESPONSE, "", None), PAUSED, Unreachable),
)
SOON_OVER = Timeouts(connect=2, read=2, slow_read=4, tries=2, first_wait=0.001, longest_wait=0.01)


def flip(match: Match, after: int) -> Fault:
    return kind(K.FLIP_BIT, match, 1, after)


def at_large(request: Request) -> bool:
    return is_get(request) and request.path.endswith("/large")


def at_small(request: Request) -> bool:
    return is_get(request) and request.path.endswith("/small")


DOWNLOADS = (
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
            f"{WORDS[what]} after {after:,} bytes, {match.__name__[3:]}",
            partial(kind, what, match, 1, after),
        )
        for what in (K.RESET_RESPONSE, K.END_RESPONSE, K.TRUNCATE)
        for match in (at_small, at_large)
        for after in (0, 99_999)
    ),
    *(
        Case(
            f"{WORDS[what]} for ever, {match.__name__[3:]}",
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
    Case("a slow link", lambda: slow(is_get)),
)


def request_up(bench: EngineBench) -> PutRequest:
    return bench.put(write_tree(bench.folder / "up", UP))


def left_up(scene: Scene) -> str:
    """Check that what is stored is whole, and that no upload is unfinished but of a paused job."""
    bench = scene.bench
    stored = digests_in(bench.store, bench.bucket)
    assert stored.items() <= SENT.items()
    assert len(stored) == scene.done
    if scene.state is PAUSED:
        return "what was complete, and parts to go on from"
    assert not bench.unfinished()
    return f"{len(stored)} of {len(UP)} stored, nothing half-done"


def is_all_up(bench: EngineBench) -> bool:
    return digests_in(bench.store, bench.bucket) == SENT and not bench.unfinished()


def left_down(scene: Scene) -> str:
    """Check that each file is whole, and that no other is there but of a paused job."""
    saved = digests_below(scene.bench.here)
    named = {name: body for name, body in saved.items() if name in DOWN}
    assert named.items() <= digests(DOWN).items()
    assert len(named) == scene.done
    if scene.state is PAUSED:
        return "what was complete, and parts to go on from"
    assert saved == named
    return f"{len(named)} of {len(DOWN)} saved, nothing half-done"


def is_all_down(bench: EngineBench) -> bool:
    return digests_below(bench.here) == digests(DOWN)


SENT = digests({f"up/{name}": body for name, body in UP.items()})
UPLOAD = Deed(
    "upload",
    (*UPLOADS, *(replace(case, timeouts=SOON_OVER) for case in STALLED), *https(is_part)),
    request_up,
    len(UP),
    left_up,
    is_all_up,
)
DOWNLOAD = Deed(
    "download",
    (*DOWNLOADS, *https(at_large)),
    lambda bench: bench.get(below(bench.bucket, "d/")),
    len(DOWN),
    left_down,
    is_all_down,
    DOWN,
)
