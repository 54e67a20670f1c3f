from __future__ import annotations

import tempfile
from itertools import cycle
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jos_tui.core.errors import NotFound
from jos_tui.jobs.item import ItemProgress, ItemResult, ItemState
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.states import FORGETTABLE, ITEM_MOVES, JOB_MOVES, WrongTransition
from jos_tui.jobs.journal.worker_id import WorkerId
from jos_tui.jobs.model import Check, Conflict, JobState
from jos_tui.jobs.request import Options
from tests.jobs.journal.samples import GET, STORE, counted, get_item, running_job

ENDS = [ItemState.DONE, ItemState.SKIPPED, ItemState.FAILED, ItemState.WAITING]
BEGINS = [ItemState.WAITING, ItemState.HELD, ItemState.SKIPPED, ItemState.FAILED]
WORKER = WorkerId("this machine", 1, "now")
PICK = st.integers(0, 7)
ENDS_OF_ALL_KINDS = [
    (ItemState.DONE, Check.MD5, 5, "", None),
    (ItemState.DONE, Check.SIZE, 5, "another", None),
    (ItemState.DONE, Check.MD5, 7, "", None),
    (ItemState.SKIPPED, None, 0, "", None),
    (ItemState.FAILED, None, 0, "", NotFound("Gone")),
    (ItemState.WAITING, None, 0, "", None),
    (ItemState.DONE, Check.MD5, 5, "", None),
]


class AnySequence(RuleBasedStateMachine):
    """Whatever is asked of a journal, its counts are those of its items, its states in order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "jobs.sqlite3"
        self.journal = Journal(self.path)
        self.states: dict[int, JobState] = {}
        self.items: dict[int, ItemState] = {}

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()

    def pick(self, number: int) -> int | None:
        jobs = list(self.states)
        return jobs[number % len(jobs)] if jobs else None

    @rule(state=st.sampled_from([JobState.DRAFT, JobState.WAITING]))
    def add_job(self, state: JobState) -> None:
        self.states[self.journal.add_job(GET, STORE, Options(), "A job", state)] = state

    @rule(number=PICK, to=st.sampled_from(JobState))
    def move(self, number: int, to: JobState) -> None:
        if (job_id := self.pick(number)) is not None:
            allowed = to in JOB_MOVES[self.states[job_id]]
            try:
                self.journal.move(job_id, to)
            except WrongTransition:
                assert not allowed
            else:
                assert allowed
                self.states[job_id] = to

    @rule(number=PICK, states=st.lists(st.sampled_from(BEGINS), max_size=6), size=st.integers(0, 9))
    def add_items(self, number: int, states: list[ItemState], size: int) -> None:
        if (job_id := self.pick(number)) is not None:
            known = self.journal.counts(job_id).items
            planned = [get_item(known + n, state, size) for n, state in enumerate(states)]
            self.journal.add_items(job_id, planned, str(known))

    @rule(number=PICK, limit=st.integers(1, 5), ends=st.lists(st.sampled_from(ENDS), max_size=5))
    def lease_and_record(self, number: int, limit: int, ends: list[ItemState]) -> None:
        if (job_id := self.pick(number)) is not None:
            leased = self.journal.lease(job_id, limit)
            assert not leased or self.states[job_id] is JobState.RUNNING
            made = [ItemProgress(item.id, "upload", 5, "e", "", {1: "a"}) for item in leased]
            results = [
                ItemResult(item.id, end, Check.SIZE, item.size, error=NotFound("Gone"))
                for item, end in zip(leased, ends, strict=False)
            ]
            self.journal.record(job_id, results, made)

    @rule(number=PICK, conflict=st.sampled_from([Conflict.SKIP, Conflict.OVERWRITE]))
    def answer(self, number: int, conflict: Conflict) -> None:
        if (job_id := self.pick(number)) is not None:
            held = self.journal.counts(job_id).held
            assert self.journal.answer(job_id, conflict, None) == held

    @rule(number=PICK)
    def retry(self, number: int) -> None:
        if (job_id := self.pick(number)) is not None:
            failed = self.journal.counts(job_id).failed
            try:
                assert self.journal.retry_failed(job_id) == failed
            except WrongTransition:
                assert self.states[job_id] in {JobState.DRAFT, JobState.DONE, JobState.CANCELLING}
            else:
                if self.states[job_id] is not JobState.RUNNING:
                    self.states[job_id] = JobState.WAITING

    @rule(number=PICK)
    def hand_back(self, number: int) -> None:
        if (job_id := self.pick(number)) is not None:
            self.journal.hand_back(job_id)
            assert not self.journal.items(job_id, {ItemState.RUNNING})

    @rule(number=PICK)
    def forget(self, number: int) -> None:
        if (job_id := self.pick(number)) is not None:
            try:
                self.journal.forget(job_id)
            except WrongTransition:
                assert self.states[job_id] not in FORGETTABLE
            else:
                self.items = {n: s for n, s in self.items.items() if n >> 32 != job_id}
                assert self.states.pop(job_id) in FORGETTABLE

    @rule()
    def die_and_begin_again(self) -> None:
        self.journal.close()
        self.journal = Journal(self.path)
        self.journal.enter(WORKER)
        for job_id, state in self.states.items():
            assert not self.journal.items(job_id, {ItemState.RUNNING})
            if state is JobState.RUNNING:
                self.states[job_id] = JobState.WAITING

    @invariant()
    def counts_are_those_of_the_items(self) -> None:
        for job in self.journal.jobs():
            assert job.counts == counted(self.path, job.id)
            assert sum(self.journal.checks(job.id).values()) == job.counts.done

    @invariant()
    def jobs_are_where_the_table_has_led_them(self) -> None:
        assert {job.id: job.state for job in self.journal.jobs()} == self.states

    @invariant()
    def items_have_gone_along_the_table(self) -> None:
        for job_id in self.states:
            for view in self.journal.items(job_id, limit=10_000):
                before = self.items.get(view.id, view.state)
                assert view.state in reachable(before)
                self.items[view.id] = view.state

    @invariant()
    def what_is_over_has_left_nothing(self) -> None:
        for job_id in self.states:
            for item in (*self.journal.open_uploads(job_id), *self.journal.part_files(job_id)):
                assert item.state not in {ItemState.DONE, ItemState.SKIPPED}
            for view in self.journal.items(job_id, {ItemState.DONE, ItemState.SKIPPED}):
                assert self.journal.pieces(view.id) == {}


def reachable(state: ItemState) -> set[ItemState]:
    found, new = {state}, {state}
    while new:
        new = {to for each in new for to in ITEM_MOVES[each]} - found
        found |= new
    return found


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


def test_the_ends_of_many_items_are_kept_apart(journal: Journal, path: Path) -> None:
    job_id = running_job(journal, 1300)
    leased = journal.lease(job_id, 1201)
    made = [ItemProgress(item.id, "upload", 5, "e", "", {1: "a"}) for item in leased]
    ends = [
        ItemResult(item.id, end, check, size, saved_as, error)
        for item, (end, check, size, saved_as, error) in zip(
            leased, cycle(ENDS_OF_ALL_KINDS), strict=False
        )
    ]
    journal.record(job_id, ends, made)
    assert journal.counts(job_id) == counted(path, job_id)
    views = {view.id: view for view in journal.items(job_id, limit=2000)}
    for end in ends:
        view = views[end.item_id]
        assert (view.state, view.check, view.saved_as) == (end.state, end.check, end.saved_as)
        assert (view.error is None) == (end.error is None)
        assert view.attempts == (end.state is ItemState.WAITING)
        assert bool(journal.pieces(end.item_id)) == (
            end.state in {ItemState.WAITING, ItemState.FAILED}
        )
    left = [view.state for view in views.values()][1201:]
    assert left == [ItemState.WAITING] * 99
    again = sum(end.state is ItemState.WAITING for end in ends)
    assert len(journal.lease(job_id, 2000)) == again + 99
