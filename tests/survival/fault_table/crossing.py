"""What goes wrong while a job moves between this machine and a store.

Everything is whole on one side at least, whatever happens, and in the end on the other one only.
"""

from __future__ import annotations

from jos_tui.core.errors import (
    BadCredentials,
    IntegrityError,
    JosError,
    NotAllowed,
    NotAStore,
    ServerTrouble,
    StoreFull,
)
from jos_tui.jobs.request import GetRequest, Originals, PutRequest
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.faults import (
    FaultKind,
    Request,
    error_in_ok,
    expired_token,
    login_page,
    slow_down,
)
from tests.survival.fault_table.asked import is_end
from tests.survival.fault_table.copying import MOVES
from tests.survival.fault_table.deed import (
    FAILED,
    PAUSED,
    Case,
    Deed,
    Scene,
    forbidden,
    kind,
    refusal,
)
from tests.survival.fault_table.transfers import (
    DOWN,
    OTHERS,
    SENT,
    UP,
    at_large,
    at_small,
    flip,
    full,
    headed,
    is_part,
    is_small_put,
    request_up,
)
from tests.survival.rig import below, digests, digests_below, digests_in

K = FaultKind


class LastLook:
    """Meets the question whether the small object is there that is asked once it was sent."""

    def __init__(self) -> None:
        self._is_sent = False

    def __call__(self, request: Request) -> bool:
        self._is_sent |= is_small_put(request)
        is_small = request.path.endswith("/small")
        return self._is_sent and is_small and request.method == "HEAD"


UPWARDS = (
    Case("small done, answer lost", lambda: kind(K.LOST_ANSWER, is_small_put)),
    Case("small done, answers lost", lambda: kind(K.LOST_ANSWER, is_small_put, 4)),
    Case("small, 503 for ever", lambda: slow_down(is_small_put, None), FAILED, ServerTrouble),
    Case("small, forbidden", lambda: forbidden(is_small_put), FAILED, NotAllowed),
    Case("small, ETag that is no MD5 sum", lambda: headed(OTHERS, is_small_put)),
    Case("part done, answer lost", lambda: kind(K.LOST_ANSWER, is_part)),
    Case("complete done, answer lost", lambda: kind(K.LOST_ANSWER, is_end)),
    Case("complete done, answers lost", lambda: kind(K.LOST_ANSWER, is_end, 4)),
    Case("complete 200 with an error", lambda: error_in_ok(is_end)),
    Case("quota used up, parts", lambda: full(is_part), PAUSED, StoreFull),
    Case("last look, 503 once", lambda: slow_down(LastLook())),
    Case("last look, 503 for ever", lambda: slow_down(LastLook(), None), FAILED, ServerTrouble),
    Case("last look, gone", lambda: refusal(404, "NoSuchKey", LastLook(), None), FAILED, JosError),
    Case("last look, other ETag", lambda: headed(OTHERS, LastLook(), None), FAILED, JosError),
    Case("last look, web page once", lambda: login_page(LastLook())),
    Case("last look, web page for ever", lambda: login_page(LastLook(), None), FAILED, NotAStore),
)
DOWNWARDS = (
    Case("small, 503 for ever", lambda: slow_down(at_small, None), FAILED, ServerTrouble),
    Case("large, reset once", lambda: kind(K.RESET_RESPONSE, at_large, 1, 99_999)),
    Case("small, a bit flips", lambda: flip(at_small, 50_000), FAILED, IntegrityError),
    Case("large, keys expired", lambda: expired_token(at_large, None), PAUSED, BadCredentials),
    *MOVES,
)


def request_move_up(bench: EngineBench) -> PutRequest:
    asked = request_up(bench)
    return PutRequest(asked.sources, asked.location, originals=Originals.GO)


def request_move_down(bench: EngineBench) -> GetRequest:
    return bench.get(below(bench.bucket, "d/"), originals=Originals.GO)


def left_up(scene: Scene) -> str:
    """Check that each file is here or, whole, in the store."""
    bench = scene.bench
    stored = digests_in(bench.store, bench.bucket)
    here = digests_below(bench.folder / "up")
    assert stored.items() <= SENT.items()
    assert here.items() <= digests(UP).items()
    assert all(name in here or f"up/{name}" in stored for name in UP)
    assert scene.done == len(UP) - len(here)
    if scene.state is PAUSED:
        return "each file here or, whole, in the store"
    assert not bench.unfinished()
    return f"{len(here)} of {len(UP)} here, {len(stored)} in the store, nothing half-done"


def left_down(scene: Scene) -> str:
    """Check that each object is in the store or, whole, here."""
    bench = scene.bench
    there = digests_in(bench.store, bench.bucket)
    saved = digests_below(bench.here)
    named = {name: body for name, body in saved.items() if name in DOWN}
    assert there.items() | named.items() == digests(DOWN).items()
    assert scene.done <= len(DOWN) - len(there)
    if scene.state is PAUSED:
        return "each object in the store or, whole, here"
    assert saved == named
    return f"{len(there)} of {len(DOWN)} in the store, {len(named)} here, nothing half-done"


def is_all_up(bench: EngineBench) -> bool:
    is_stored = digests_in(bench.store, bench.bucket) == SENT and not bench.unfinished()
    return is_stored and not (bench.folder / "up").exists()


def is_all_down(bench: EngineBench) -> bool:
    is_saved = digests_below(bench.here) == digests(DOWN)
    return is_saved and not digests_in(bench.store, bench.bucket)


MOVE_UP = Deed("move to the store", UPWARDS, request_move_up, len(UP), left_up, is_all_up)
MOVE_DOWN = Deed(
    "move to this machine",
    DOWNWARDS,
    request_move_down,
    len(DOWN),
    left_down,
    is_all_down,
    DOWN,
)
