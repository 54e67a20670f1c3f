"""Orders that come in the very moment a job comes to rest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from jos_tui.jobs.engine.engine import Engine
from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.model import Change, JobState
from jos_tui.store.store import connect
from tests.jobs.engine.engine_bench import SHORT, EngineBench, OneStore
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, expired_token, s3_error
from tests.support.patience import LONG_ENOUGH
from tests.survival.rig import write_tree


class Prompt:
    """Gives an order, once, as soon as a job is seen in a state."""

    def __init__(self, state: JobState) -> None:
        self._state = state
        self._given = False
        self.order: Callable[[], object] = lambda: None
        self.see: Callable[[], JobState] = lambda: JobState.DRAFT
        self.ended = threading.Event()

    def changed(self, changes: Sequence[Change], job: JobRecord) -> None:
        pass

    def turned(self) -> None:
        self.moved()

    def moved(self) -> None:
        state = self.see()
        if state is self._state and not self._given:
            self._given = True
            self.order()
        elif state is JobState.DONE:
            self.ended.set()


def is_done(
    bench: EngineBench,
    proxy: FaultProxy,
    tmp_path: Path,
    state: JobState,
    order: Callable[[Engine, int], object],
) -> bool:
    """Return whether a job gets done that is given an order in some state."""
    source = write_tree(tmp_path / "up", {"a": b"a", "b": b"b"})
    profile = replace(bench.profile, endpoints=(proxy.endpoint,))
    prompt = Prompt(state)
    with (
        closing(connect(profile)) as store,
        closing(Engine(bench.journal, OneStore(store), prompt, SHORT)) as engine,
    ):
        job_id = bench.add(bench.put(source))

        def give() -> None:
            proxy.heal()
            order(engine, job_id)

        prompt.order = give
        prompt.see = lambda: bench.journal.job(job_id).state
        engine.run(job_id)
        return (
            prompt.ended.wait(LONG_ENOUGH / 10) or bench.journal.job(job_id).state is JobState.DONE
        )


def test_a_resume_is_heard_when_the_job_has_just_paused(
    engine_bench: EngineBench, proxy: FaultProxy, tmp_path: Path
) -> None:
    proxy.inject(expired_token("PUT", None))
    assert is_done(engine_bench, proxy, tmp_path, JobState.PAUSED, Engine.resume)


def test_a_retry_is_heard_when_the_job_has_just_ended(
    engine_bench: EngineBench, proxy: FaultProxy, tmp_path: Path
) -> None:
    refused = s3_error("AccessDenied")
    proxy.inject(Fault(FaultKind.CANNED, "/up/b", None, status=403, body=refused))
    assert is_done(engine_bench, proxy, tmp_path, JobState.SOME_FAILED, Engine.retry)
