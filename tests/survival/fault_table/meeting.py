"""A job meets one fault: what comes of it, in words, and what must not come of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.patience import Patience
from jos_tui.profiles.profile import Endpoint
from jos_tui.store.store import Timeouts, connect
from tests.jobs.engine.engine_bench import SHORT, EngineBench
from tests.jobs.engine.engine_bench import engine_bench as bench_on
from tests.store.fault_table.meeting import no_leaks
from tests.support.faultproxy import FaultProxy
from tests.survival.fault_table.copying import COPY, MOVE, MOVE_OVER, TO_TRASH
from tests.survival.fault_table.deed import BRIEF, DONE, FAILED, PARTS, PAUSED, Case, Deed, Scene
from tests.survival.fault_table.deleting import DELETION, PLAN_OF_DELETION, PLAN_OF_DOWNLOAD
from tests.survival.fault_table.transfers import DOWNLOAD, UPLOAD

DEEDS = (
    UPLOAD,
    DOWNLOAD,
    COPY,
    MOVE,
    MOVE_OVER,
    TO_TRASH,
    DELETION,
    PLAN_OF_DELETION,
    PLAN_OF_DOWNLOAD,
)
_THEN = {DONE: "", FAILED: "a retry does the rest", PAUSED: "resumed, it does the rest"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ends, what a user reads, what there is then, and what brings it to its end."""

    end: str
    said: str
    next_step: str
    left: str
    then: str


def combinations() -> list[tuple[Deed, Case]]:
    """Return all kinds of jobs with all faults that they meet."""
    return [(deed, case) for deed in DEEDS for case in deed.cases]


def outcome_of(bench: EngineBench, deed: Deed, case: Case) -> Outcome:
    """Let it happen. Fails for a false success, for a loss, for a leak, and for another end."""
    bench.fill(deed.there)
    bench.keys()  # so that its own connection is no leak
    with (
        no_leaks(),
        FaultProxy(bench.profile.endpoint) as proxy,
        by_way_of(bench, proxy.endpoint, case.timeouts, case.patience) as faulty,
    ):
        job_id = _held_to(faulty, proxy, deed, case)
        outcome = _told(faulty, proxy, deed, case, job_id)
        _healed(faulty, proxy, job_id, deed)
        assert deed.is_right(faulty)
    return outcome


@contextmanager
def by_way_of(
    bench: EngineBench,
    endpoint: Endpoint,
    timeouts: Timeouts = BRIEF,
    patience: Patience = SHORT,
) -> Iterator[EngineBench]:
    """Another engine on the same journal, that goes another way to the store."""
    profile = replace(bench.profile, endpoints=(endpoint,))
    with (
        closing(connect(profile, timeouts)) as store,
        bench_on(
            bench.profile, bench.store, bench.bucket, bench.folder, bench.journal, [store], patience
        ) as made,
    ):
        yield made


def _held_to(bench: EngineBench, proxy: FaultProxy, deed: Deed, case: Case) -> int:
    """Run the job through the fault and check how it ends; return its number."""
    fault = proxy.inject(case.fault())
    job_id = bench.start(deed.request(bench), PARTS)
    bench.outcome(job_id)
    errors = _errors(bench, job_id)
    assert (bench.snapshot(job_id).state, bool(errors)) == (case.state, bool(case.error)), errors
    for error in errors:
        assert isinstance(error, case.error or JosError), repr(error)
        assert error.title
    assert proxy.struck(fault)
    return job_id


def _errors(bench: EngineBench, job_id: int) -> list[JosError]:
    problem = bench.snapshot(job_id).problem
    failures = [failure.error for failure in bench.journal.report(job_id).failures]
    return [*failures, *([problem] if problem else [])]


def _told(bench: EngineBench, proxy: FaultProxy, deed: Deed, case: Case, job_id: int) -> Outcome:
    report, errors = bench.journal.report(job_id), _errors(bench, job_id)
    left = deed.left(Scene(bench, case.state, report.done))
    if case.state is DONE:
        assert report.done == deed.items
        assert deed.is_right(bench)
    failed = len(report.failures)
    end = f"{failed} of {deed.items} failed" if case.state is FAILED else case.state.value

    def words(texts: list[str]) -> str:
        together = " ".join(sorted(set(filter(None, texts))))
        names = {proxy.endpoint.host: "HOST", bench.bucket: "BUCKET", f"{bench.folder}/": ""}
        for name, stands_for in names.items():
            together = together.replace(name, stands_for)
        return together

    return Outcome(
        end,
        words([error.title for error in errors] or list(report.notes)),
        words([error.next_step for error in errors]),
        "" if case.state is DONE else left,
        _THEN[case.state],
    )


def _healed(bench: EngineBench, proxy: FaultProxy, job_id: int, deed: Deed) -> None:
    """Let the rest be done now that nothing is wrong any more, by one order."""
    proxy.heal()
    state = bench.snapshot(job_id).state
    if state is FAILED:
        bench.engine.retry(job_id)
    elif state is PAUSED:
        bench.engine.resume(job_id)
    report = bench.outcome(job_id)
    assert (report.state, report.failures, report.done) == (DONE, (), deed.items)
