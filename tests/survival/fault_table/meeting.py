"""A job meets one fault: what comes of it, in words, and what must not come of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial

from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.patience import Patience
from jos_tui.profiles.profile import Endpoint
from jos_tui.store.store import Timeouts, connect
from tests.jobs.engine.engine_bench import SHORT, EngineBench
from tests.jobs.engine.engine_bench import engine_bench as bench_on
from tests.support.certificates import authority
from tests.support.faultproxy import FaultProxy
from tests.support.leaks import no_leaks
from tests.survival.fault_table.copying import COPY, MOVE, MOVE_OVER, TO_TRASH
from tests.survival.fault_table.crossing import MOVE_DOWN, MOVE_UP
from tests.survival.fault_table.deed import (
    BRIEF,
    DONE,
    FAILED,
    PARTS,
    PAUSED,
    Case,
    Deed,
    Scene,
    Way,
)
from tests.survival.fault_table.deleting import DELETION, PLAN_OF_DELETION, PLAN_OF_DOWNLOAD
from tests.survival.fault_table.transfers import DOWNLOAD, UPLOAD
from tests.survival.fault_table.versions import BUCKET, CHOSEN

DEEDS = (
    UPLOAD,
    DOWNLOAD,
    COPY,
    MOVE,
    MOVE_OVER,
    TO_TRASH,
    MOVE_UP,
    MOVE_DOWN,
    DELETION,
    PLAN_OF_DELETION,
    PLAN_OF_DOWNLOAD,
    BUCKET,
    CHOSEN,
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
    deed.prepare(bench)
    bench.keys()  # so that its own connection is no leak
    ca_file = bench.folder / "ca.pem"
    authority().cert_pem.write_to_path(ca_file)
    to_trust = str(ca_file) if case.way is Way.TLS else ""
    tls = None if case.way is Way.PLAIN else authority()
    with no_leaks(), FaultProxy(bench.profile.endpoint, tls) as proxy:
        way = partial(by_way_of, bench, proxy.endpoint, case.timeouts, case.patience)
        with way(to_trust) as faulty:
            job_id = _held_to(faulty, proxy, deed, case)
            outcome = _told(faulty, proxy, deed, case, job_id)
            proxy.heal()
            if case.way is not Way.TLS_TRUSTED_LATER:
                _brought_to_its_end(faulty, job_id, deed, case)
        if case.way is Way.TLS_TRUSTED_LATER:
            with way(str(ca_file)) as trusting:
                _brought_to_its_end(trusting, job_id, deed, case)
    return outcome


@contextmanager
def by_way_of(
    bench: EngineBench,
    endpoint: Endpoint,
    timeouts: Timeouts = BRIEF,
    patience: Patience = SHORT,
    ca_file: str = "",
) -> Iterator[EngineBench]:
    """Another engine on the same journal, that goes another way to the store."""
    profile = replace(bench.profile, endpoints=(endpoint,), ca_file=ca_file)
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
    if case.way is Way.TLS_TRUSTED_LATER:
        assert proxy.requests == []  # nobody else has seen a byte of one
    else:
        assert proxy.struck(fault)
    return job_id


def _errors(bench: EngineBench, job_id: int) -> list[JosError]:
    problem = bench.snapshot(job_id).problem
    failures = [failure.error for failure in bench.journal.report(job_id).failures]
    return [*failures, *([problem] if problem else [])]


def _told(bench: EngineBench, proxy: FaultProxy, deed: Deed, case: Case, job_id: int) -> Outcome:
    report, errors = bench.journal.report(job_id), _errors(bench, job_id)
    left, items = deed.left(Scene(bench, case.state, report.done)), deed.items - case.unplanned
    if case.state is DONE:
        assert report.done == items
        assert deed.is_right(bench)
    failed = len(report.failures)
    end = f"{failed} of {items} failed" if case.state is FAILED else case.state.value

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


def _brought_to_its_end(bench: EngineBench, job_id: int, deed: Deed, case: Case) -> None:
    """Let the rest be done now that nothing is wrong any more, by one order."""
    state = bench.snapshot(job_id).state
    if state is FAILED:
        bench.engine.retry(job_id)
    elif state is PAUSED:
        bench.engine.resume(job_id)
    report = bench.outcome(job_id)
    done = deed.items - case.unplanned
    assert (report.state, report.failures, report.done) == (DONE, (), done)
    assert deed.is_right(bench)
