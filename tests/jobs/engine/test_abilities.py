"""What a store has shown not to do it is not asked for again, and the next plan says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import CopyRequest
from jos_tui.jobs.request import Request as JobRequest
from jos_tui.store.capabilities import Ability
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error
from tests.survival.rig import below

BODIES = {"a/1": b"1", "a/2": b"22", "b/1": b"1", "b/2": b"22"}


def is_batch(request: Request) -> bool:
    return request.method == "POST" and request.query.rstrip("=") == "delete"


def is_copy(request: Request) -> bool:
    return "x-amz-copy-source" in request.headers


@pytest.mark.parametrize(
    ("ability", "meets"),
    [(Ability.BATCHES, is_batch), (Ability.COPIES, is_copy)],
    ids=["batches", "copies"],
)
def test_what_is_refused_once_is_in_the_next_plan_and_not_asked_for_again(
    engine_bench: EngineBench, proxy: FaultProxy, ability: Ability, meets: Callable[[Request], bool]
) -> None:
    engine_bench.fill(BODIES)
    xml, body = {"Content-Type": "application/xml"}, s3_error("NotImplemented")
    proxy.inject(Fault(FaultKind.CANNED, meets, None, 0, 501, xml, body))
    with engine_bench.again(proxy.endpoint) as bench:
        requests = [_request(bench, ability, prefix) for prefix in ("a/", "b/")]
        assert bench.done(requests[0]).state is JobState.DONE
        asked = len(list(filter(meets, proxy.requests)))
        draft = bench.add(requests[1], draft=True)
        bench.engine.run(draft)
        assert ability.value in bench.outcome(draft).notes
        bench.engine.confirm(draft)
        report = bench.outcome(draft)
    assert (report.state, report.notes) == (JobState.DONE, (ability.value,))
    assert len(list(filter(meets, proxy.requests))) == asked


def _request(bench: EngineBench, ability: Ability, prefix: str) -> JobRequest:
    chosen = below(bench.bucket, prefix)
    if ability is Ability.BATCHES:
        return bench.delete(chosen)
    return CopyRequest(chosen, chosen.location, f"new-{prefix}")
