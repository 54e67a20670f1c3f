from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.core.errors import NotFound
from jos_tui.core.location import Location
from jos_tui.jobs.item import Action, Item, ItemProgress, ItemResult, ItemState, PlannedItem
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.journal.states import WrongTransition
from jos_tui.jobs.model import Check, Conflict, JobState, Selection
from jos_tui.jobs.request import DeleteRequest, GetRequest, Options, PutRequest, Request
from tests.jobs.journal.samples import DELETE, GET, PUT, STORE, get_item, running_job, waiting_job

S, I = JobState, ItemState  # noqa: E741

UNDECODED = st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | UNDECODED)
NUMBERS = st.integers(-(1 << 70), 1 << 70)


def words(item: PlannedItem) -> tuple[object, ...]:
    error = item.error
    return (
        *(item.action, item.bucket, item.key, item.path, item.size, item.modified_ns),
        *(item.inode, item.etag, item.conflict),
        None if error is None else (type(error), str(error)),
    )


def test_a_job_is_what_was_asked_for(journal: Journal) -> None:
    options = Options(in_flight=3, bandwidth=10)
    job_id = journal.add_job(PUT, STORE, options, "Upload \udcff", S.DRAFT)
    job = journal.job(job_id)
    assert (job.request, job.store, job.options) == (PUT, STORE, options)
    assert (job.title, job.state, job.planned) == ("Upload \udcff", S.DRAFT, False)
    assert (job.cursor, job.notes, job.problem) == ("", (), None)


def test_jobs_are_listed_from_the_oldest_and_never_share_a_number(journal: Journal) -> None:
    numbers = [waiting_job(journal, request) for request in (GET, PUT, DELETE)]
    assert [job.id for job in journal.jobs()] == numbers
    for to in (S.CANCELLING, S.CANCELLED):
        journal.move(numbers[-1], to)
    journal.forget(numbers[-1])
    assert waiting_job(journal) > numbers[-1]


def test_a_job_that_is_not_there_is_a_key_error(journal: Journal) -> None:
    for ask in (journal.job, journal.counts, journal.report, journal.items, journal.checks):
        with pytest.raises(KeyError):
            ask(7)
    for change in (journal.hand_back, journal.forget, journal.retry_failed):
        with pytest.raises(KeyError):
            change(7)
    with pytest.raises(KeyError):
        journal.add_items(7, [get_item(0)], "")


def test_an_item_of_another_job_is_a_key_error(journal: Journal) -> None:
    mine, other = running_job(journal, 1), running_job(journal, 1)
    (item,) = journal.lease(other, 1)
    with pytest.raises(KeyError):
        journal.record(mine, [ItemResult(item.id, I.DONE)])
    with pytest.raises(KeyError):
        journal.record(mine, [], [ItemProgress(item.id, "upload")])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.builds(
        PlannedItem,
        action=st.sampled_from(Action),
        bucket=st.text(max_size=9),
        key=TEXTS,
        path=TEXTS.filter(lambda text: os.fsdecode(os.fsencode(text)) == text),
        size=st.integers(0, 1 << 44),
        modified_ns=NUMBERS,
        inode=NUMBERS,
        etag=TEXTS,
        state=st.just(I.WAITING),
        conflict=st.none() | st.sampled_from(Conflict),
        error=st.none() | st.builds(NotFound, TEXTS, TEXTS, TEXTS),
    )
)
def test_an_item_is_leased_as_it_was_planned(journal: Journal, planned: PlannedItem) -> None:
    job_id = running_job(journal)
    journal.add_items(job_id, [planned], planned.key)
    (item,) = journal.lease(job_id, 5)
    assert words(item) == words(planned)
    assert journal.job(job_id).cursor == planned.key


def test_the_oldest_items_are_leased_first_and_once(journal: Journal) -> None:
    job_id = running_job(journal, 5)
    keys = [[item.key for item in journal.lease(job_id, 2)] for _ in range(4)]
    assert keys == [["p/f000000", "p/f000001"], ["p/f000002", "p/f000003"], ["p/f000004"], []]


def test_a_thousand_deletions_are_one_lease_and_one_result(journal: Journal) -> None:
    job_id = running_job(journal, request=DELETE)
    items = [PlannedItem(Action.DELETE, "bucket", f"p/{n}", size=2) for n in range(1500)]
    journal.add_items(job_id, items, "")
    leased = journal.lease(job_id, 1000)
    journal.record(job_id, [ItemResult(item.id, I.DONE, bytes=item.size) for item in leased])
    counts = journal.counts(job_id)
    assert (counts.items, counts.done, counts.bytes, counts.bytes_done) == (1500, 1000, 3000, 2000)


def test_what_is_handed_back_comes_again_one_attempt_older(journal: Journal) -> None:
    job_id = running_job(journal, 3)
    first, second, _ = journal.lease(job_id, 3)
    journal.record(job_id, [ItemResult(first.id, I.DONE), ItemResult(second.id, I.WAITING)])
    journal.hand_back(job_id)
    assert [item.attempts for item in journal.lease(job_id, 3)] == [1, 1]


def test_a_transfer_goes_on_from_what_was_safe(journal: Journal) -> None:
    job_id = running_job(journal, 1)
    (item,) = journal.lease(job_id, 1)
    begun = ItemProgress(item.id, "upload-1", 16, "etag", "name", {1: "a", 2: "b"})
    journal.record(job_id, [], [begun, ItemProgress(item.id, pieces={3: "c"})])
    journal.hand_back(job_id)
    (again,) = journal.lease(job_id, 1)
    assert (again.upload_id, again.part_size, again.begun_etag) == ("upload-1", 16, "etag")
    assert again.saved_as == "name"
    assert journal.pieces(item.id) == {1: "a", 2: "b", 3: "c"}


def test_to_begin_anew_forgets_what_was_safe(journal: Journal) -> None:
    job_id = running_job(journal, 1)
    (item,) = journal.lease(job_id, 1)
    journal.record(job_id, [], [ItemProgress(item.id, "upload-1", 16, "etag", "name", {1: "a"})])
    anew = ItemProgress(item.id, "upload-2", pieces={7: "z"}, begins_anew=True)
    journal.record(job_id, [], [anew])
    (kept,) = journal.open_uploads(job_id)
    assert (kept.upload_id, kept.part_size, kept.begun_etag, kept.saved_as) == (
        "upload-2",
        0,
        "",
        "",
    )
    assert journal.pieces(item.id) == {7: "z"}


def numbers(items: list[Item]) -> list[int]:
    return [item.id for item in items]


def test_what_may_have_left_something_is_known(journal: Journal) -> None:
    job_id = running_job(journal, 6)
    a, b, c, d, e = numbers(journal.lease(job_id, 5))
    uploads = [ItemProgress(item_id, f"upload-{item_id}") for item_id in (a, b, c)]
    parts = [ItemProgress(e, etag="e", pieces={1: ""})]
    ends = [ItemResult(a, I.DONE), ItemResult(b, I.FAILED), ItemResult(d, I.WAITING)]
    journal.record(job_id, [*ends, ItemResult(e, I.FAILED)], uploads + parts)
    assert numbers(journal.open_uploads(job_id)) == [b, c]
    assert numbers(journal.part_files(job_id)) == [c, d, e]
    journal.record(job_id, [], [ItemProgress(item_id, begins_anew=True) for item_id in (b, c, e)])
    assert journal.open_uploads(job_id) == []
    assert numbers(journal.part_files(job_id)) == [c, d]


def test_a_path_is_taken_once_an_item_of_the_job_has_it(journal: Journal) -> None:
    mine, other = running_job(journal, 2), running_job(journal, 1)
    assert journal.has_file(mine, "f000001")
    assert not journal.has_file(mine, "f00000")
    assert not journal.has_file(other, "f000001")


def test_notes_are_kept_once_in_order(journal: Journal) -> None:
    job_id = running_job(journal)
    journal.note(job_id, ["One.", "Two."])
    journal.add_items(job_id, [], "c", ["Two.", "Three \udcff."])
    journal.planning_done(job_id, ["One.", "Four."])
    job = journal.job(job_id)
    assert job.notes == ("One.", "Two.", "Three \udcff.", "Four.")
    assert (job.cursor, job.planned) == ("c", True)


def test_the_times_of_the_oldest_and_newest_are_known(journal: Journal) -> None:
    job_id = running_job(journal)
    for times in ((0, 0), (7_000_000, 0), (3_000_000, 9_000_000)):
        items = [PlannedItem(Action.DELETE, "b", "k", modified_ns=each) for each in times]
        journal.add_items(job_id, items, "")
    counts = journal.counts(job_id)
    assert (counts.oldest_ms, counts.newest_ms) == (3, 9)


def test_items_come_page_by_page(journal: Journal) -> None:
    job_id = running_job(journal, 5)
    leased = journal.lease(job_id, 3)
    journal.record(job_id, [ItemResult(leased[1].id, I.FAILED, error=NotFound("Gone"))])
    some = {I.FAILED, I.WAITING}
    page = journal.items(job_id, some, limit=2)
    assert [view.name for view in page] == ["p/f000001", "p/f000003"]
    assert [view.name for view in journal.items(job_id, some, page[-1].id)] == ["p/f000004"]
    assert [view.name for view in journal.items(job_id, limit=3)] == [i.key for i in leased]


@pytest.mark.parametrize(
    ("request_", "item", "name"),
    [
        (GET, PlannedItem(Action.GET, "bucket", "p/a", "a"), "p/a"),
        (GET, PlannedItem(Action.REMOVE_FILE, "", "", "old"), "old"),
        (PUT, PlannedItem(Action.PUT, "bucket", "p/a", "/data/a"), "/data/a"),
        (PUT, PlannedItem(Action.DELETE, "bucket", "p/a"), "p/a"),
        (DELETE, PlannedItem(Action.DELETE, "bucket", "p/a"), "p/a"),
        (
            DeleteRequest(Selection(Location(), ())),
            PlannedItem(Action.DELETE, "bucket", "p/a"),
            "bucket/p/a",
        ),
        (
            DeleteRequest(Selection(Location(), ())),
            PlannedItem(Action.REMOVE_BUCKET, "bucket", ""),
            "bucket",
        ),
        (
            GetRequest(Selection(Location(), ()), "/dest"),
            PlannedItem(Action.GET, "bucket", "p/a", "bucket/p/a"),
            "bucket/p/a",
        ),
    ],
)
def test_an_item_has_the_name_a_person_knows(
    journal: Journal, request_: Request, item: PlannedItem, name: str
) -> None:
    job_id = running_job(journal, request=request_)
    journal.add_items(job_id, [item], "")
    assert [view.name for view in journal.items(job_id)] == [name]


def test_the_report_says_what_came_of_it(journal: Journal) -> None:
    job_id = running_job(journal, 6)
    a, b, c, d, e = journal.lease(job_id, 5)
    journal.record(
        job_id,
        [
            ItemResult(a.id, I.DONE, Check.MD5, 5),
            ItemResult(b.id, I.DONE, Check.SIZE, 5, "f000001 (2)"),
            ItemResult(c.id, I.DONE, Check.MD5, 5, "f000002"),
            ItemResult(d.id, I.FAILED, error=NotFound("Gone")),
            ItemResult(e.id, I.SKIPPED),
        ],
    )
    journal.note(job_id, ["A sentence."])
    journal.move(job_id, S.SOME_FAILED)
    report = journal.report(job_id)
    assert (report.state, report.done, report.skipped, report.bytes) == (S.SOME_FAILED, 3, 1, 15)
    assert [(failure.name, str(failure.error)) for failure in report.failures] == [
        ("p/f000003", "Gone.")
    ]
    assert report.checks == journal.checks(job_id) == {Check.MD5: 2, Check.SIZE: 1}
    assert report.renamed == {"p/f000001": Path("/dest/f000001 (2)")}
    assert (report.notes, report.not_done) == (("A sentence.",), 1)


def test_a_name_that_was_made_safe_is_in_the_report_once_it_is_saved(journal: Journal) -> None:
    job_id = running_job(journal)
    items = [
        PlannedItem(Action.GET, "bucket", "p/a\x00b", "a_b"),
        PlannedItem(Action.GET, "bucket", "p/../c", "__/c"),
        PlannedItem(Action.GET, "bucket", "p/folder/", "folder"),
    ]
    journal.add_items(job_id, items, "")
    leased = journal.lease(job_id, 9)
    assert journal.report(job_id).renamed == {}
    journal.record(
        job_id, [ItemResult(item.id, I.DONE) for item in leased if item is not leased[1]]
    )
    assert journal.report(job_id).renamed == {"p/a\x00b": Path("/dest/a_b")}


def test_a_name_that_was_asked_for_is_not_one_that_had_to_differ(journal: Journal) -> None:
    asked = GetRequest(GET.selection, "/dest", name="mine.nc")
    job_id = running_job(journal, request=asked)
    journal.add_items(job_id, [PlannedItem(Action.GET, "bucket", "p/a", "mine.nc")], "")
    (item,) = journal.lease(job_id, 1)
    journal.record(job_id, [ItemResult(item.id, I.DONE)])
    assert journal.report(job_id).renamed == {}


def test_an_object_stored_beside_another_is_in_the_report(journal: Journal) -> None:
    job_id = running_job(journal, request=PutRequest(("/data/a",), Location("bucket", "p/")))
    journal.add_items(job_id, [PlannedItem(Action.PUT, "bucket", "p/a", "/data/a")], "")
    (item,) = journal.lease(job_id, 1)
    journal.record(job_id, [ItemResult(item.id, I.DONE, saved_as="p/a (2)")])
    assert journal.report(job_id).renamed == {"p/a": Path("p/a (2)")}


def test_only_so_many_failures_are_listed(journal: Journal) -> None:
    job_id = running_job(journal)
    journal.add_items(job_id, [get_item(n, I.FAILED) for n in range(9)], "")
    assert len(journal.report(job_id, most_failures=4).failures) == 4


def test_a_forgotten_job_leaves_no_row(journal: Journal, path: Path) -> None:
    kept, gone = running_job(journal, 3), running_job(journal, 6000)
    leased = journal.lease(gone, 9)
    begun = [ItemProgress(item.id, "upload", pieces={1: "a"}) for item in leased]
    journal.record(gone, [ItemResult(item.id, I.DONE, Check.MD5) for item in leased[3:]], begun)
    size = path.stat().st_size
    for to in (S.CANCELLING, S.CANCELLED):
        journal.move(gone, to)
    journal.forget(gone)
    with pytest.raises(KeyError):
        journal.job(gone)
    assert [job.id for job in journal.jobs()] == [kept]
    assert journal.counts(kept).items == len(journal.items(kept)) == 3
    assert all(journal.pieces(item.id) == {} for item in leased)
    assert path.stat().st_size < size / 10


def test_of_what_was_undone_nothing_is_left_to_go_on_from(journal: Journal) -> None:
    job_id = running_job(journal, 2)
    undone, kept = journal.lease(job_id, 2)
    progress = [
        ItemProgress(item.id, "upload", 5, "etag", "x (2)", {1: "a"}) for item in (undone, kept)
    ]
    journal.record(job_id, [], progress)
    journal.hand_back(job_id)
    first, second = journal.part_files(job_id)
    journal.undone(first)
    assert [item.id for item in journal.open_uploads(job_id)] == [second.id]
    assert (journal.pieces(first.id), journal.pieces(second.id)) == ({}, {1: "a"})
    left = journal.part_files(job_id)[0]
    assert (left.attempts, left.saved_as) == (1, "x (2)"), "it may have been done all the same"


def test_the_file_is_for_the_user_alone(journal: Journal, path: Path) -> None:
    waiting_job(journal)
    for made in (path, path.with_name(path.name + "-journal")):
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_threads_share_a_journal(journal: Journal) -> None:
    job_id = running_job(journal, 400)
    seen: list[int] = []

    def work() -> None:
        while leased := journal.lease(job_id, 7):
            seen.extend(numbers(leased))
            journal.record(job_id, [ItemResult(item.id, I.DONE, bytes=1) for item in leased])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == len(set(seen)) == journal.counts(job_id).done == 400


def test_a_journal_is_found_again(journal: Journal, path: Path) -> None:
    job_id = running_job(journal, 3)
    before = journal.job(job_id)
    journal.close()
    again = Journal(path)
    assert again.job(job_id) == before
    again.close()


def test_readers_find_nothing_where_nothing_is(path: Path) -> None:
    journal = Journal(path, Access.READ)
    assert journal.jobs() == ()
    with pytest.raises(KeyError):
        journal.job(1)
    journal.close()
    assert not path.parent.exists()


def test_a_plan_that_is_complete_takes_no_more_items(journal: Journal) -> None:
    """Who has planned on meanwhile is told so, and nobody confirms what was not counted."""
    job_id = waiting_job(journal)
    journal.add_items(job_id, [get_item(1)], "1")
    journal.planning_done(job_id)
    with pytest.raises(WrongTransition):
        journal.add_items(job_id, [get_item(2)], "2")
    assert (journal.counts(job_id).items, journal.job(job_id).cursor) == (1, "1")
