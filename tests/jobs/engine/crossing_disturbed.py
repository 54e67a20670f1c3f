"""Moves between this machine and a bucket that are disturbed, and what goes on from there."""

from __future__ import annotations

from collections.abc import Callable

from jos_tui.core.errors import JosError
from jos_tui.jobs.model import Conflict, Report
from jos_tui.jobs.request import GetRequest, Options, PutRequest
from tests.jobs.engine.engine_bench import LONG, EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Match, Request, slow_down

RULES = [Conflict.SKIP, Conflict.KEEP_BOTH, Conflict.OVERWRITE]
TRANSFERS = {"PUT", "POST", "GET"}


class LastLook:
    """Meets the question whether the object is there that is asked before an original goes."""

    def __init__(self, then: Callable[[], object] = lambda: None, sent_by: str = "PUT") -> None:
        self._then = then
        self._sent_by = sent_by
        self._is_sent = False

    def __call__(self, request: Request) -> bool:
        completes = "uploadId" in request.query and request.method == "POST"
        part = "partNumber" in request.query
        self._is_sent |= (request.method == self._sent_by and not part) or completes
        is_it = self._is_sent and request.method == "HEAD"
        if is_it:
            self._then()
        return is_it


def passing(then: Callable[[], object], sent_by: str = "PUT") -> Fault:
    """Do something right before the last look, which meets no fault."""
    look = LastLook(then, sent_by)

    def passes(request: Request) -> bool:
        look(request)
        return False

    return Fault(FaultKind.LATENCY, passes, None)


def stopped_at(
    bench: EngineBench,
    proxy: FaultProxy,
    request: PutRequest | GetRequest,
    match: Match,
    options: Options | None = None,
) -> int:
    """Run a job until it meets nothing but trouble there, and end its engine."""
    stuck = proxy.inject(slow_down(match, None))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        job_id = again.start(request, options)
        proxy.wait_until(lambda seen: seen.struck(stuck) > 0)
    proxy.heal()
    return job_id


def gone_on(bench: EngineBench, proxy: FaultProxy, job_id: int) -> tuple[Report, set[str]]:
    """Let another engine go on; return the report, and the methods of what it has asked."""
    before = len(proxy.requests)
    with bench.again(proxy.endpoint) as later:
        later.engine.run(job_id)
        report = later.outcome(job_id)
    return report, {request.method for request in proxy.requests[before:]}


def error_in(report: Report) -> JosError:
    """Return the error of the only item that failed."""
    [failure] = report.failures
    return failure.error
