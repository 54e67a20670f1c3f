"""What goes wrong while a job is planned from a listing and while it deletes.

No key goes that was not chosen; none counts as deleted that is still there.
"""

from __future__ import annotations

import random
from dataclasses import replace

from jos_tui.core.errors import (
    BadCredentials,
    JosError,
    NotAllowed,
    NotAStore,
    ServerTrouble,
    Unreachable,
)
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.faults import (
    FaultKind,
    error_in_ok,
    expired_token,
    login_page,
    slow_down,
    too_many_requests,
)
from tests.survival.fault_table.asked import anything, is_batch, is_deletion, is_listing
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
from tests.survival.rig import below, digests, digests_below, digests_in

CHANCE = random.Random(9)
CHOSEN = {f"d/{name}": CHANCE.randbytes(1000) for name in ("a", "b", "c")}
OTHERS = {"d": b"not below it", "e/a": b"beside it"}
K = FaultKind

DELETIONS = (
    Case("503 once", lambda: slow_down(is_batch)),
    Case("429 once", lambda: too_many_requests(is_batch)),
    Case("503 with Retry-After of an hour", lambda: slow_down(is_batch, 1, "3600")),
    Case("503 for ever, batches", lambda: slow_down(is_batch, None)),
    Case("503 for ever, each", lambda: slow_down(is_deletion, None), FAILED, ServerTrouble),
    Case("500 once", lambda: refusal(500, "InternalError", is_batch)),
    Case("refused, batches", lambda: forbidden(is_batch)),
    Case("refused, each", lambda: forbidden(is_deletion), FAILED, NotAllowed),
    Case("quota used up, batches", lambda: refusal(403, "QuotaExceeded", is_batch, None)),
    Case("no batches here", lambda: refusal(501, "NotImplemented", is_batch, None)),
    Case("done, answer lost", lambda: kind(K.LOST_ANSWER, is_batch)),
    Case("reset once", lambda: kind(K.RESET_RESPONSE, is_batch)),
    Case("reset request", lambda: kind(K.RESET_REQUEST, is_batch, 1, 10)),
    Case("done, answers lost for ever", lambda: kind(K.LOST_ANSWER, is_batch, None)),
    Case(
        "reset request for ever",
        lambda: kind(K.RESET_REQUEST, is_deletion, None),
        FAILED,
        Unreachable,
    ),
    Case("200 with an error once", lambda: error_in_ok(is_batch)),
    Case("web page once", lambda: login_page(is_batch)),
    Case("web page for ever", lambda: login_page(is_batch, None), FAILED, NotAStore),
    Case("keys expired", lambda: expired_token(is_deletion, None), PAUSED, BadCredentials),
)
LISTINGS = (
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
)


def left_of_deletion(scene: Scene) -> str:
    """Check that only what was chosen is gone, and that what counts as gone is."""
    left = digests_in(scene.bench.store, scene.bench.bucket)
    assert digests(OTHERS).items() <= left.items() <= digests(CHOSEN | OTHERS).items()
    assert len(CHOSEN | OTHERS) - len(left) >= scene.done
    if scene.state is PAUSED:
        return "only of what was chosen is anything gone"
    return f"{len(left.keys() & CHOSEN.keys())} of {len(CHOSEN)} still there"


def is_deleted(bench: EngineBench) -> bool:
    return digests_in(bench.store, bench.bucket) == digests(OTHERS)


def left_of_plan(scene: Scene) -> str:
    """Check that nothing is fetched before the plan is whole."""
    saved = digests_below(scene.bench.here)
    if scene.state is PAUSED:
        assert saved == {}
    assert len(saved) == scene.done
    return f"{len(saved)} of {len(CHOSEN)} saved"


def is_saved(bench: EngineBench) -> bool:
    return digests_below(bench.here) == digests(CHOSEN)


DELETION = Deed(
    "deletion",
    DELETIONS + https(is_batch),
    lambda bench: bench.delete(below(bench.bucket, "d/")),
    len(CHOSEN),
    left_of_deletion,
    is_deleted,
    CHOSEN | OTHERS,
)
PLAN_OF_DELETION = replace(DELETION, name="listing for a deletion", cases=LISTINGS)
PLAN_OF_DOWNLOAD = Deed(
    "listing for a download",
    LISTINGS,
    lambda bench: bench.get(below(bench.bucket, "d/")),
    len(CHOSEN),
    left_of_plan,
    is_saved,
    CHOSEN | OTHERS,
)
