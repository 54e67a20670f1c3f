"""Jobs that meet one fault: how they are to end, and that they go on once it is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.patience import Patience
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import Options
from jos_tui.jobs.request import Request as JobRequest
from jos_tui.profiles.profile import Endpoint
from jos_tui.store.store import Timeouts, connect
from tests.jobs.engine.engine_bench import LONG, SHORT, EngineBench
from tests.jobs.engine.engine_bench import engine_bench as bench_on
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Match, Request, s3_error
from tests.survival.rig import MIB

BRIEF = Timeouts(connect=2, read=10, slow_read=20, tries=2, first_wait=0.001, longest_wait=0.01)
PARTS = Options(part_size=5 * MIB)
XML = {"Content-Type": "application/xml"}
DONE, FAILED, PAUSED = JobState.DONE, JobState.SOME_FAILED, JobState.PAUSED


def anything(request: Request) -> bool:
    return True


def refusal(status: int, code: str, match: Match, times: int | None = 1) -> Fault:
    return Fault(FaultKind.CANNED, match, times, 0, status, XML, s3_error(code))


@dataclass(frozen=True, slots=True)
class Case:
    """A fault, how a job ends that meets it, and because of what."""

    name: str
    fault: Callable[[], Fault]
    state: JobState = DONE
    error: type[JosError] | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def patience(self) -> Patience:
        """How long to wait for the store: only a job that is to give up has little time."""
        return SHORT if self.state is PAUSED else LONG


def kind(what: FaultKind, match: Match, times: int | None = 1, after: int = 0) -> Fault:
    return Fault(what, match, times, after)


def forbidden(match: Match) -> Fault:
    return refusal(403, "AccessDenied", match, None)


@contextmanager
def by_way_of(
    bench: EngineBench,
    endpoint: Endpoint,
    timeouts: Timeouts = BRIEF,
    patience: Patience = SHORT,
) -> Iterator[EngineBench]:
    """Another engine on the same journal that has little patience."""
    profile = replace(bench.profile, endpoints=(endpoint,))
    with (
        closing(connect(profile, timeouts)) as store,
        bench_on(
            bench.profile, bench.store, bench.bucket, bench.folder, bench.journal, [store], patience
        ) as made,
    ):
        yield made


def held_to(bench: EngineBench, proxy: FaultProxy, request: JobRequest, case: Case) -> int:
    """Run a job through the faults and check how it ends; return its number."""
    fault = proxy.inject(case.fault())
    job_id = bench.start(request, PARTS)
    report = bench.outcome(job_id)
    shown = bench.snapshot(job_id)
    errors = [failure.error for failure in report.failures] + [shown.problem] * bool(shown.problem)
    assert (shown.state, bool(errors)) == (case.state, case.error is not None), errors
    for error in errors:
        assert isinstance(error, case.error or JosError), repr(error)
        assert error.title
    assert proxy.struck(fault)
    return job_id


def healed(bench: EngineBench, proxy: FaultProxy, job_id: int, items: int) -> None:
    """Let the rest of so many items be done now that nothing is wrong any more."""
    proxy.heal()
    state = bench.snapshot(job_id).state
    if state is FAILED:
        bench.engine.retry(job_id)
    elif state is PAUSED:
        bench.engine.resume(job_id)
    report = bench.outcome(job_id)
    assert (report.state, report.failures) == (DONE, ())
    assert report.done == items
