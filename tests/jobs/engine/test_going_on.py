"""What was interrupted goes on where it was, and never joins two versions of a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import Check, Conflict, JobState
from jos_tui.jobs.request import Options
from tests.jobs.bench import write_tree
from tests.jobs.engine.engine_bench import ALL, LONG, NOW, EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request

MIB = 1 << 20
SMALL_PARTS = Options(part_size=5 * MIB)
PARTS = 8
BODY = os.urandom(PARTS * 5 * MIB - 7)


def sent_parts(proxy: FaultProxy) -> list[int]:
    numbers = [
        int(request.query.split("partNumber=")[1].split("&")[0])
        for request in proxy.requests
        if request.method == "PUT" and "partNumber=" in request.query
    ]
    return sorted(numbers)


def is_complete(request: Request) -> bool:
    return request.method == "POST" and "uploadId=" in request.query


def interrupted(bench: EngineBench, proxy: FaultProxy, source: Path, stuck: int = 3) -> int:
    """Begin an upload that stops at one part, and hand it back."""
    fault = proxy.inject(
        Fault(FaultKind.STALL_REQUEST, lambda one: f"partNumber={stuck}&" in one.query + "&", None)
    )
    with bench.again(proxy.endpoint, patience=LONG) as first:
        job_id = first.start(first.put(source), SMALL_PARTS)
        left = PARTS - 1
        first.until(job_id, lambda shown: shown.bytes_done >= left * 5 * MIB - 7)
        first.engine.close()
    assert proxy.struck(fault)
    proxy.heal()
    return job_id


def all_sent(bench: EngineBench, proxy: FaultProxy, source: Path) -> int:
    """Send all parts of an upload, but not that they are all, and hand it back."""
    proxy.inject(Fault(FaultKind.STALL_REQUEST, is_complete, None))
    with bench.again(proxy.endpoint, patience=LONG) as first:
        job_id = first.start(first.put(source), SMALL_PARTS)
        proxy.wait_until(lambda seen: any(map(is_complete, seen.requests)))
        first.engine.close()
    return job_id


def store_elsewhere(bench: EngineBench, body: bytes, part_size: int) -> None:
    """Store an object ``x``, in one request if it is one part."""
    if part_size >= len(body):
        bench.store.put(bench.bucket, "x", body, NOW)
        return
    upload = bench.store.start_upload(bench.bucket, "x", NOW)
    pieces = [body[start : start + part_size] for start in range(0, len(body), part_size)]
    etags = [
        bench.store.put_part(bench.bucket, "x", upload, number, piece, NOW)
        for number, piece in enumerate(pieces, 1)
    ]
    bench.store.complete_upload(bench.bucket, "x", upload, etags, len(body), NOW)


def test_a_job_that_was_handed_back_sends_only_the_parts_that_are_missing(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    job_id = interrupted(bench, proxy, bench.file("x", BODY))
    assert bench.journal.job(job_id).state is JobState.WAITING
    assert len(bench.parts_of("x")) == PARTS - 1
    before = len(sent_parts(proxy))
    with bench.again(proxy.endpoint) as second:
        second.engine.run(job_id)
        assert second.outcome(job_id).state is JobState.DONE
    assert len(sent_parts(proxy)) == before + 1
    assert bench.content("x") == BODY
    assert not bench.unfinished()


def test_a_paused_job_keeps_its_parts_and_resumes(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    fault = proxy.inject(Fault(FaultKind.STALL_REQUEST, "partNumber=3", None))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        job_id = again.start(again.put(bench.file("x", BODY)), SMALL_PARTS)
        again.until(job_id, lambda shown: shown.bytes_done >= 7 * 5 * MIB - 7)
        again.engine.pause(job_id)
        again.outcome(job_id)
        paused = again.snapshot(job_id)
        assert paused.state is JobState.PAUSED
        assert paused.bytes_done == 7 * 5 * MIB
        assert proxy.struck(fault)
        proxy.heal()
        again.engine.resume(job_id)
        assert again.outcome(job_id).state is JobState.DONE
    assert sent_parts(proxy) == [1, 2, 3, 3, 4, 5, 6, 7, 8]
    assert bench.content("x") == BODY


def test_a_file_that_has_changed_in_between_is_sent_anew(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = bench.file("x", BODY)
    job_id = interrupted(bench, proxy, source)
    other = os.urandom(len(BODY))
    source.write_bytes(other)
    with bench.again() as second:
        second.engine.run(job_id)
        report = second.outcome(job_id)
    assert report.state is JobState.DONE
    assert any("has changed" in note for note in report.notes)
    assert bench.content("x") == other
    assert not bench.unfinished()


def test_a_file_that_is_replaced_by_one_of_the_same_size_and_date_is_sent_anew(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = bench.file("x", BODY)
    job_id = interrupted(bench, proxy, source)
    status = source.stat()
    other = bench.file("y", os.urandom(len(BODY)))
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(source)
    with bench.again() as second:
        second.engine.run(job_id)
        assert second.outcome(job_id).state is JobState.DONE
    assert bench.content("x") == source.read_bytes()


def test_a_file_that_changes_while_it_is_sent_is_begun_again_once(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = bench.file("x", BODY)
    fault = proxy.inject(Fault(FaultKind.HOLD, "partNumber=8", 1))
    with bench.again(proxy.endpoint) as again:
        job_id = again.start(again.put(source), SMALL_PARTS)
        proxy.wait_until(lambda seen: any("partNumber=8" in one.query for one in seen.requests))
        other = os.urandom(len(BODY))
        source.write_bytes(other)
        proxy.heal()
        report = again.outcome(job_id)
    assert proxy.struck(fault)
    assert report.state is JobState.DONE
    assert any("has changed" in note for note in report.notes)
    assert bench.content("x") == other
    assert not bench.unfinished()


def test_an_upload_that_the_store_has_lost_is_begun_again(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    job_id = interrupted(bench, proxy, bench.file("x", BODY))
    [upload] = bench.store.list_uploads(bench.bucket, "x", NOW)
    bench.store.abort_upload(bench.bucket, "x", upload.upload_id)
    with bench.again() as second:
        second.engine.run(job_id)
        report = second.outcome(job_id)
    assert report.state is JobState.DONE
    assert any("has lost what was sent" in note for note in report.notes)
    assert bench.content("x") == BODY


def test_an_upload_whose_completion_was_not_recorded_is_not_sent_again(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    job_id = interrupted(bench, proxy, bench.file("x", BODY))
    [upload] = bench.store.list_uploads(bench.bucket, "x", NOW)
    body = BODY[2 * 5 * MIB : 3 * 5 * MIB]
    bench.store.put_part(bench.bucket, "x", upload.upload_id, 3, body, NOW)
    parts = bench.store.list_parts(bench.bucket, "x", upload.upload_id, NOW)
    etags = [part.etag for part in parts]
    bench.store.complete_upload(bench.bucket, "x", upload.upload_id, etags, len(BODY), NOW)
    sent = len(sent_parts(proxy))
    with bench.again(proxy.endpoint) as second:
        second.engine.run(job_id)
        report = second.outcome(job_id)
    assert (report.state, report.checks) == (JobState.DONE, {Check.MULTIPART_ETAG: 1})
    assert len(sent_parts(proxy)) == sent


@pytest.mark.parametrize(
    ("part_size", "check"), [(5 * MIB, Check.MULTIPART_ETAG), (len(BODY), Check.MD5)]
)
def test_an_object_that_is_there_before_its_upload_is_gone_counts_as_stored(
    engine_bench: EngineBench, proxy: FaultProxy, part_size: int, check: Check
) -> None:
    """As with a store that takes minutes to complete, and is asked again in between."""
    bench = engine_bench
    job_id = all_sent(bench, proxy, bench.file("x", BODY))
    store_elsewhere(bench, BODY, part_size)
    with bench.again() as second:
        second.engine.run(job_id)
        report = second.outcome(job_id)
    assert (report.state, report.checks) == (JobState.DONE, {check: 1})
    assert report.done == 1
    assert bench.unfinished() == ["x"]  # to abort what is being completed may harm the object
    assert any("still lists the upload" in note for note in report.notes)


def test_another_object_of_the_same_size_does_not_count_as_stored(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    job_id = all_sent(bench, proxy, bench.file("x", BODY))
    other = os.urandom(len(BODY))
    store_elsewhere(bench, other, len(BODY))
    with bench.again() as second:
        second.engine.run(job_id)
        report = second.outcome(job_id)
    assert (report.done, report.skipped) == (0, 1)
    assert bench.content("x") == other


def test_a_part_that_is_not_the_files_is_sent_again(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    job_id = interrupted(bench, proxy, bench.file("x", BODY))
    [upload] = bench.store.list_uploads(bench.bucket, "x", NOW)
    strange = os.urandom(5 * MIB)
    bench.store.put_part(bench.bucket, "x", upload.upload_id, 2, strange, NOW)
    with bench.again() as second:
        second.engine.run(job_id)
        assert second.outcome(job_id).state is JobState.DONE
    assert bench.content("x") == BODY


def test_a_lost_answer_to_completing_is_a_success(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    fault = proxy.inject(Fault(FaultKind.LOST_ANSWER, is_complete, 1))
    with bench.again(proxy.endpoint) as again:
        report = again.done(again.put(bench.file("x", BODY)), SMALL_PARTS)
    assert proxy.struck(fault) == 1
    assert (report.state, report.done) == (JobState.DONE, 1)
    assert sent_parts(proxy) == list(range(1, PARTS + 1))
    assert bench.content("x") == BODY


def test_a_small_file_whose_answer_was_lost_is_not_sent_twice(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    proxy.inject(Fault(FaultKind.LOST_ANSWER, "PUT", 2))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        source = bench.file("x", b"small")
        report = again.done(again.put(source, conflict=Conflict.KEEP_BOTH))
    assert (report.state, report.done, report.checks) == (JobState.DONE, 1, {Check.MD5: 1})
    assert bench.objects() == {"x": b"small"}


def test_a_cancelled_job_leaves_no_unfinished_upload(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    proxy.inject(Fault(FaultKind.STALL_REQUEST, "partNumber=3", None))
    with bench.again(proxy.endpoint) as again:
        job_id = again.start(again.put(bench.file("x", BODY)), SMALL_PARTS)
        again.until(job_id, lambda shown: shown.bytes_done >= 7 * 5 * MIB - 7)
        assert bench.unfinished() == ["x"]
        again.engine.cancel(job_id)
        report = again.outcome(job_id)
    assert (report.state, report.not_done) == (JobState.CANCELLED, 1)
    assert not bench.unfinished()
    assert not bench.keys()


def test_cancelling_goes_on_in_the_next_engine(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    job_id = interrupted(bench, proxy, bench.file("x", BODY))
    bench.journal.move(job_id, JobState.CANCELLING)
    with bench.again() as second:
        second.engine.run(job_id)
        assert second.outcome(job_id).state is JobState.CANCELLED
    assert not bench.unfinished()


def test_an_upload_whose_id_was_not_recorded_is_found_but_nobody_elses(
    engine_bench: EngineBench,
) -> None:
    bench = engine_bench
    job_id = bench.add(bench.put(bench.file("x", BODY)), SMALL_PARTS)
    bench.journal.move(job_id, JobState.RUNNING)
    bench.engine.run(job_id)  # plans, and does
    bench.outcome(job_id)
    later = bench.add(bench.put(bench.folder / "x", conflict=ALL), SMALL_PARTS, draft=True)
    bench.engine.run(later)
    bench.outcome(later)
    bench.journal.move(later, JobState.WAITING)
    bench.journal.move(later, JobState.RUNNING)
    assert bench.journal.lease(later, 1)
    bench.store.start_upload(bench.bucket, "x", NOW)
    bench.store.start_upload(bench.bucket, "x-of-others", NOW)
    bench.journal.hand_back(later)  # as after the death of its worker
    bench.engine.cancel(later)
    assert bench.outcome(later).state is JobState.CANCELLED
    assert bench.unfinished() == ["x-of-others"]


def test_an_object_that_was_written_since_is_not_deleted(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.fill({"gone": b"1", "kept": b"2", "same": b"3"})
    job_id = bench.add(bench.delete(bench.everything()), draft=True)
    bench.engine.run(job_id)
    bench.outcome(job_id)
    bench.journal.move(job_id, JobState.WAITING)
    bench.journal.move(job_id, JobState.RUNNING)
    bench.journal.lease(job_id, 3)
    bench.journal.hand_back(job_id)
    bench.journal.move(job_id, JobState.WAITING)
    bench.store.delete(bench.bucket, "gone", NOW)
    bench.fill({"kept": b"new"})
    bench.engine.run(job_id)
    report = bench.outcome(job_id)
    assert (report.state, report.done) == (JobState.SOME_FAILED, 2)
    assert [failure.name for failure in report.failures] == ["kept"]
    assert bench.objects() == {"kept": b"new"}


def test_closing_hands_back_what_was_not_begun(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    files = {f"{number}": b"x" * number for number in range(300)}
    write_tree(bench.folder / "s", files)
    proxy.inject(Fault(FaultKind.STALL_RESPONSE, "PUT /", None))
    with bench.again(proxy.endpoint) as first:
        job_id = first.start(first.put(bench.folder / "s"))
        proxy.wait_until(lambda seen: any(one.method == "PUT" for one in seen.requests))
        first.engine.close()
        assert first.engine.idle()
    assert not bench.journal.items(job_id, (ItemState.RUNNING,))
    proxy.heal()
    with bench.again() as second:
        second.engine.run(job_id)
        report = second.outcome(job_id)
    assert (report.state, report.done + report.skipped) == (JobState.DONE, 300)
    assert bench.objects() == {f"s/{name}": body for name, body in files.items()}
