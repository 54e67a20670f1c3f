from __future__ import annotations

from collections.abc import Sequence

import pytest

from jos_tui.core.errors import JosError, Unreachable
from jos_tui.jobs.item import ItemResult, ItemState
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.states import FORGETTABLE, ITEM_MOVES, JOB_MOVES, WrongTransition
from jos_tui.jobs.model import Conflict, JobState
from jos_tui.jobs.request import Options
from tests.jobs.journal.samples import GET, STORE, get_item, running_job

S, I = JobState, ItemState  # noqa: E741

WAYS: dict[JobState, Sequence[JobState]] = {
    S.DRAFT: (),
    S.WAITING: (S.WAITING,),
    S.RUNNING: (S.WAITING, S.RUNNING),
    S.PAUSED: (S.WAITING, S.PAUSED),
    S.CANCELLING: (S.WAITING, S.CANCELLING),
    S.DONE: (S.WAITING, S.RUNNING, S.DONE),
    S.SOME_FAILED: (S.WAITING, S.RUNNING, S.SOME_FAILED),
    S.CANCELLED: (S.WAITING, S.CANCELLING, S.CANCELLED),
}
# Written down once more, on purpose: a slip in the table is not to pass unseen.
JOB_EDGES = {
    *((S.DRAFT, to) for to in (S.WAITING,)),
    *((S.WAITING, to) for to in (S.WAITING, S.RUNNING, S.PAUSED, S.CANCELLING)),
    *((S.RUNNING, to) for to in (S.RUNNING, S.WAITING, S.PAUSED, S.CANCELLING)),
    *((S.RUNNING, to) for to in (S.DONE, S.SOME_FAILED)),
    *((S.PAUSED, to) for to in (S.PAUSED, S.WAITING, S.CANCELLING)),
    *((S.CANCELLING, to) for to in (S.CANCELLING, S.CANCELLED)),
    (S.SOME_FAILED, S.WAITING),
    (S.CANCELLED, S.WAITING),
}
ITEM_EDGES = {
    (I.WAITING, I.RUNNING),
    *((I.RUNNING, to) for to in (I.WAITING, I.DONE, I.SKIPPED, I.FAILED)),
    (I.HELD, I.WAITING),
    (I.FAILED, I.WAITING),
}


def job_in(journal: Journal, state: JobState) -> int:
    job_id = journal.add_job(GET, STORE, Options(), "A job", S.DRAFT)
    for to in WAYS[state]:
        journal.move(job_id, to)
    return job_id


def test_the_tables_are_what_is_written_down() -> None:
    assert {(state, to) for state in S for to in JOB_MOVES[state]} == JOB_EDGES
    assert {(state, to) for state in I for to in ITEM_MOVES[state]} == ITEM_EDGES


@pytest.mark.parametrize("to", S)
@pytest.mark.parametrize("state", S)
def test_a_job_goes_where_the_table_says_and_nowhere_else(
    journal: Journal, state: JobState, to: JobState
) -> None:
    job_id = job_in(journal, state)
    if (state, to) in JOB_EDGES:
        assert journal.move(job_id, to).state is to
    else:
        with pytest.raises(WrongTransition):
            journal.move(job_id, to)
        assert journal.job(job_id).state is state


@pytest.mark.parametrize("state", S)
def test_only_what_has_ended_and_drafts_can_be_forgotten(journal: Journal, state: JobState) -> None:
    job_id = job_in(journal, state)
    if state in FORGETTABLE:
        journal.forget(job_id)
        assert journal.jobs() == ()
    else:
        with pytest.raises(WrongTransition):
            journal.forget(job_id)
        assert [job.id for job in journal.jobs()] == [job_id]


@pytest.mark.parametrize("state", S)
def test_a_job_begins_as_a_draft_or_waits(journal: Journal, state: JobState) -> None:
    if state in {S.DRAFT, S.WAITING}:
        job_id = journal.add_job(GET, STORE, Options(), "A job", state)
        assert journal.job(job_id).state is state
    else:
        with pytest.raises(WrongTransition):
            journal.add_job(GET, STORE, Options(), "A job", state)
        assert journal.jobs() == ()


@pytest.mark.parametrize(
    ("state", "then"),
    [
        (S.WAITING, S.WAITING),
        (S.RUNNING, S.RUNNING),
        (S.PAUSED, S.WAITING),
        (S.SOME_FAILED, S.WAITING),
        (S.CANCELLED, S.WAITING),
    ],
)
def test_a_retry_puts_a_job_to_work_again(
    journal: Journal, state: JobState, then: JobState
) -> None:
    job_id = job_in(journal, state)
    assert journal.retry_failed(job_id) == 0
    assert journal.job(job_id).state is then


@pytest.mark.parametrize("state", [S.DRAFT, S.CANCELLING, S.DONE])
def test_there_is_no_retry_of_what_has_nothing_to_retry(journal: Journal, state: JobState) -> None:
    job_id = job_in(journal, state)
    with pytest.raises(WrongTransition):
        journal.retry_failed(job_id)
    assert journal.job(job_id).state is state


@pytest.mark.parametrize("state", I)
def test_an_item_begins_before_it_is_under_way(journal: Journal, state: ItemState) -> None:
    job_id = running_job(journal)
    if state in {I.RUNNING, I.DONE}:
        with pytest.raises(WrongTransition):
            journal.add_items(job_id, [get_item(0), get_item(1, state)], "there")
        assert journal.counts(job_id).items == 0
        assert journal.job(job_id).cursor == "0"
    else:
        journal.add_items(job_id, [get_item(0), get_item(1, state)], "there")
        assert [view.state for view in journal.items(job_id)] == [I.WAITING, state]


def item_in(journal: Journal, job_id: int, state: ItemState) -> int:
    if state in {I.WAITING, I.HELD, I.SKIPPED, I.FAILED}:
        journal.add_items(job_id, [get_item(0, state)], "")
        return journal.items(job_id)[0].id
    journal.add_items(job_id, [get_item(0)], "")
    (item,) = journal.lease(job_id, 1)
    if state is not I.RUNNING:
        journal.record(job_id, [ItemResult(item.id, state)])
    return item.id


@pytest.mark.parametrize("to", I)
@pytest.mark.parametrize("state", I)
def test_a_result_is_taken_only_for_what_runs(
    journal: Journal, state: ItemState, to: ItemState
) -> None:
    job_id = running_job(journal)
    item_id = item_in(journal, job_id, state)
    before = journal.counts(job_id)
    if state is I.RUNNING and (state, to) in ITEM_EDGES:
        journal.record(job_id, [ItemResult(item_id, to)])
        assert journal.items(job_id)[0].state is to
    elif (state, to) != (I.WAITING, I.RUNNING) and (state, to) not in ITEM_EDGES:
        with pytest.raises(WrongTransition):
            journal.record(job_id, [ItemResult(item_id, to)])
        assert journal.items(job_id)[0].state is state
        assert journal.counts(job_id) == before


def test_one_wrong_result_lets_none_in(journal: Journal) -> None:
    job_id = running_job(journal, 2)
    first, second = journal.lease(job_id, 2)
    twice = [ItemResult(item.id, I.DONE) for item in (first, second, first)]
    with pytest.raises(WrongTransition):
        journal.record(job_id, twice)
    assert journal.counts(job_id).done == 0
    assert {view.state for view in journal.items(job_id)} == {I.RUNNING}


def test_an_answer_frees_only_what_is_held(journal: Journal) -> None:
    job_id = running_job(journal)
    journal.add_items(job_id, [get_item(n, I.HELD) for n in range(3)] + [get_item(3)], "")
    ids = [view.id for view in journal.items(job_id)]
    assert journal.answer(job_id, Conflict.OVERWRITE, [ids[0], ids[0], ids[3]]) == 1
    leased = journal.lease(job_id, 9)
    assert [(item.id, item.conflict) for item in leased] == [
        (ids[0], Conflict.OVERWRITE),
        (ids[3], None),
    ]
    assert journal.counts(job_id).held == 2


def test_an_answer_for_all_counts_for_what_is_planned_later(journal: Journal) -> None:
    job_id = running_job(journal)
    journal.add_items(job_id, [get_item(0, I.HELD)], "")
    assert journal.answer(job_id, Conflict.KEEP_BOTH, None) == 1
    journal.add_items(job_id, [get_item(1, I.HELD)], "")
    leased = journal.lease(job_id, 9)
    assert [item.conflict for item in leased] == [Conflict.KEEP_BOTH, Conflict.KEEP_BOTH]
    assert journal.counts(job_id).held == 0


def test_to_ask_is_no_answer(journal: Journal) -> None:
    with pytest.raises(ValueError, match="no answer"):
        journal.answer(running_job(journal), Conflict.ASK, None)


def test_a_problem_stays_with_its_state(journal: Journal) -> None:
    job_id = running_job(journal)
    problem: JosError = Unreachable("No answer", "It timed out", "Wait", code="", status=0)
    assert str(journal.move(job_id, S.PAUSED, problem).problem) == str(problem)
    assert isinstance(journal.job(job_id).problem, Unreachable)
    assert journal.move(job_id, S.WAITING).problem is None


def test_the_end_has_a_time_until_a_retry(journal: Journal) -> None:
    job_id = running_job(journal)
    assert journal.job(job_id).ended_ms == 0
    ended = journal.move(job_id, S.SOME_FAILED).ended_ms
    assert ended >= journal.job(job_id).created_ms > 0
    journal.retry_failed(job_id)
    assert journal.job(job_id).ended_ms == 0


@pytest.mark.parametrize("state", [state for state in S if state is not S.RUNNING])
def test_only_a_running_job_leases(journal: Journal, state: JobState) -> None:
    job_id = job_in(journal, state)
    journal.add_items(job_id, [get_item(0)], "")
    assert journal.lease(job_id, 5) == []
