"""What goes wrong while a job copies or moves, into the trash too.

No object is ever in neither place, none under a new name is anything but what was chosen.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date

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
from jos_tui.jobs.trash import into_trash, trash_of
from tests.jobs.engine.engine_bench import EngineBench
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
from tests.survival.fault_table.asked import (
    is_copy,
    is_copy_of_part,
    is_deletion_of_one,
    is_end,
    is_start,
)
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
from tests.survival.rig import MIB, below, digests, digests_in, unfinished

CHANCE = random.Random(10)
CHOSEN = {f"d/{name}": CHANCE.randbytes(1000) for name in ("a", "b//c")}
CHOSEN["d/large"] = CHANCE.randbytes(6 * MIB)
OTHERS = {"d": b"not below it", "e/a": b"beside it"}
DAY = date(2026, 1, 2)
TRASH = trash_of(DAY)
K = FaultKind


def is_look(request: Request) -> bool:
    return request.method in {"GET", "HEAD"} and "/d/" in request.path


EMPTY = {"Content-Length": "0"}
CASES = (
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
    Case("part, 503 for ever", lambda: slow_down(is_copy_of_part, None), FAILED, ServerTrouble),
    Case("part, not known", lambda: refusal(501, "NotImplemented", is_copy_of_part, None)),
    Case("part, 200 and nothing", lambda: Fault(K.CANNED, is_copy_of_part, None, 0, 200, EMPTY)),
    Case("part, answer lost", lambda: kind(K.LOST_ANSWER, is_copy_of_part)),
    Case("part, upload gone", lambda: refusal(404, "NoSuchUpload", is_copy_of_part)),
    Case("start, 503 once", lambda: slow_down(is_start)),
    Case("start, refused", lambda: forbidden(is_start), FAILED, NotAllowed),
    Case("start, answer lost", lambda: kind(K.LOST_ANSWER, is_start)),
    Case("end, done, answer lost", lambda: kind(K.LOST_ANSWER, is_end)),
    Case("end, 200 with an error", lambda: error_in_ok(is_end)),
    Case("end, 500 once", lambda: refusal(500, "InternalError", is_end)),
    Case("end, refused", lambda: forbidden(is_end), FAILED, NotAllowed),
    Case("end, keys expired", lambda: expired_token(is_end, None), PAUSED, BadCredentials),
)
MOVES = (
    Case("look, 503 once", lambda: slow_down(is_look)),
    Case("look, 503 for ever", lambda: slow_down(is_look, None), FAILED, ServerTrouble),
    Case("look, keys expired", lambda: expired_token(is_look, None), PAUSED, BadCredentials),
    Case("deletion, 503 once", lambda: slow_down(is_deletion_of_one)),
    Case(
        "deletion, 503 for ever", lambda: slow_down(is_deletion_of_one, None), FAILED, ServerTrouble
    ),
    Case("deletion, refused", lambda: forbidden(is_deletion_of_one), FAILED, JosError),
    Case("deletion, done, answer lost", lambda: kind(K.LOST_ANSWER, is_deletion_of_one)),
    Case("deletion, done, answers lost", lambda: kind(K.LOST_ANSWER, is_deletion_of_one, 2)),
    Case("deletion, reset", lambda: kind(K.RESET_RESPONSE, is_deletion_of_one, 2)),
    Case(
        "deletion, done, answers lost for ever",
        lambda: kind(K.LOST_ANSWER, is_deletion_of_one, None),
    ),
    Case("deletion, web page once", lambda: login_page(is_deletion_of_one)),
    Case("deletion, keys", lambda: expired_token(is_deletion_of_one, None), PAUSED, BadCredentials),
)


def place_of(key: str) -> str:
    return f"new/{key[2:]}"


def in_trash(key: str) -> str:
    return f"{TRASH}{key}"


def left_of_move(scene: Scene, to: Callable[[str], str]) -> str:
    """Check that each object is in one of the places, and is what it was."""
    bench = scene.bench
    there = digests_in(bench.store, bench.bucket)
    copies = {to(key): body for key, body in CHOSEN.items()}
    assert there.items() <= digests(CHOSEN | copies | OTHERS).items()
    assert digests(OTHERS).items() <= there.items()
    assert all(key in there or to(key) in there for key in CHOSEN)
    assert scene.done <= len(there.keys() & copies.keys())
    if scene.state is PAUSED:
        return "each object in its old place or, whole, in the new one"
    assert unfinished(bench.store, bench.bucket) == []
    kept = f"{len(there.keys() & CHOSEN.keys())} of {len(CHOSEN)} in the old place"
    return f"{kept}, {len(there.keys() & copies.keys())} in the new one, nothing half-done"


def is_moved(bench: EngineBench, to: Callable[[str], str], *stays: Mapping[str, bytes]) -> bool:
    copies = {to(key): body for key, body in CHOSEN.items()}
    whole = digests(copies | OTHERS)
    for more in stays:
        whole |= digests(more)
    there = digests_in(bench.store, bench.bucket)
    return there == whole and not unfinished(bench.store, bench.bucket)


def request(bench: EngineBench, conflict: Conflict, originals: Originals) -> CopyRequest:
    return CopyRequest(
        below(bench.bucket, "d/"), Location(bench.bucket), "new", conflict, originals
    )


def moving(name: str, cases: tuple[Case, ...], conflict: Conflict) -> Deed:
    return Deed(
        name,
        cases,
        lambda bench: request(bench, conflict, Originals.GO),
        len(CHOSEN),
        lambda scene: left_of_move(scene, place_of),
        lambda bench: is_moved(bench, place_of),
        CHOSEN | OTHERS,
    )


COPY = Deed(
    "copy",
    CASES + https(is_copy_of_part),
    lambda bench: request(bench, Conflict.ASK, Originals.STAY),
    len(CHOSEN),
    lambda scene: left_of_move(scene, place_of),
    lambda bench: is_moved(bench, place_of, CHOSEN),
    CHOSEN | OTHERS,
)
MOVE = moving("move", CASES + MOVES + https(is_deletion_of_one), Conflict.SKIP)
UNSURE = tuple(case for case in CASES + MOVES if "lost" in case.name or "reset" in case.name)
MOVE_OVER = moving("move that may overwrite", UNSURE, Conflict.OVERWRITE)
TO_TRASH = Deed(
    "move to the trash",
    UNSURE,
    lambda bench: into_trash(below(bench.bucket, "d/"), DAY),
    len(CHOSEN),
    lambda scene: left_of_move(scene, in_trash),
    lambda bench: is_moved(bench, in_trash),
    CHOSEN | OTHERS,
)
