"""A bucket goes with everything in it, versions go one and all, and what was not counted stays."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import NotAllowed, NotSupported
from jos_tui.core.location import Location
from jos_tui.jobs.model import Contents, Counted, JobState, Part, Selection
from jos_tui.jobs.request import (
    ChosenUpload,
    ChosenVersion,
    DeleteRequest,
    DropRequest,
    KeepBucket,
    Scope,
)
from jos_tui.store.store import connect
from jos_tui.store.versions import Version
from tests.jobs.bench import write_tree
from tests.jobs.engine.engine_bench import LONG, NOW, EngineBench, new_bench
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error
from tests.support.hostile_names import HOSTILE
from tests.support.servers import S3Server

XML = {"Content-Type": "application/xml"}
NAMES = [name for names in HOSTILE.values() for name in names]


@pytest.fixture
def rclone_bench(rclone_server: S3Server, tmp_path: Path) -> Iterator[EngineBench]:
    """A workbench on the rude one."""
    with closing(connect(rclone_server.profile())) as store:
        bucket = f"jos-test-{secrets.token_hex(6)}"
        store.make_bucket(bucket, NOW)
        with new_bench(rclone_server, store, bucket, tmp_path) as made:
            yield made


@pytest.fixture
def full(engine_bench: EngineBench) -> EngineBench:
    """A bench whose bucket has versions, a marker, a version from before, and uploads."""
    bench = engine_bench
    bench.fill({"old": b"1"})
    keep_versions(bench.store, bench.bucket)
    for body in (b"22", b"333"):
        bench.fill({"old": body, "x/a": body})
    bench.store.delete(bench.bucket, "x/a", NOW)
    for key in ("old", "up", "up"):
        bench.store.start_upload(bench.bucket, key, NOW)
    return bench


def versions(bench: EngineBench) -> list[Version]:
    return [one for page in bench.store.versions(Location(bench.bucket), NOW) for one in page]


def buckets(bench: EngineBench) -> list[str]:
    return [entry.key for entry in bench.store.buckets(NOW)]


def whole(bench: EngineBench, keep_bucket: KeepBucket = KeepBucket.NO) -> DeleteRequest:
    return DeleteRequest(bench.whole_bucket(), Scope.ALL_VERSIONS, keep_bucket)


def test_a_bucket_is_gone_with_all_its_versions_markers_and_uploads(full: EngineBench) -> None:
    report = full.done(whole(full))
    assert report.state is JobState.DONE, report
    assert report.gone == Contents(1, 4, 8, 1, 3, 1, unmeasured=3)
    assert full.bucket not in buckets(full)
    full.store.make_bucket(full.bucket, NOW)  # nothing of the old one is in the new one
    assert versions(full) == []
    assert full.unfinished() == []


def test_what_went_is_told_by_what_it_was(full: EngineBench) -> None:
    full.done(whole(full))
    told = [(change.part, change.deleted) for change in full.witness.changes]
    assert sorted(key for part, key in told if part is Part.OBJECT) == sorted(["old", full.bucket])
    assert sorted(key for part, key in told if part is Part.VERSION) == ["old", "old", "x/a", "x/a"]
    assert [key for part, key in told if part is Part.MARKER] == ["x/a"]
    assert sorted(key for part, key in told if part is Part.UPLOAD) == ["old", "up", "up"]
    assert all(one.part_id for one in full.witness.changes if one.part is not Part.OBJECT)


def test_an_emptied_bucket_is_still_there_and_still_keeps_versions(full: EngineBench) -> None:
    report = full.done(whole(full, KeepBucket.YES))
    assert report.state is JobState.DONE
    assert full.bucket in buckets(full)
    assert (versions(full), full.unfinished()) == ([], [])


def test_older_versions_go_and_the_objects_stay(full: EngineBench) -> None:
    report = full.done(DeleteRequest(full.whole_bucket(), Scope.NONCURRENT))
    assert report.gone == Contents(0, 4, 8, 1, 0, 0)
    assert [(one.key, one.size, one.latest) for one in versions(full)] == [("old", 3, True)]
    assert full.objects() == {"old": b"333"}
    assert sorted(full.unfinished()) == ["old", "up", "up"]


def test_without_versions_asked_for_objects_are_hidden_as_before(full: EngineBench) -> None:
    before = len(versions(full))
    report = full.done(full.delete(full.everything()))
    assert report.gone == Contents(objects=1)
    assert full.keys() == []
    assert len(versions(full)) == before + 1


def test_every_key_goes_with_its_versions_and_no_other(engine_bench: EngineBench) -> None:
    bench = engine_bench
    keep_versions(bench.store, bench.bucket)
    for body in (b"1", b"22"):
        bench.fill(dict.fromkeys(NAMES, body))
    report = bench.done(DeleteRequest(bench.whole_bucket(), Scope.NONCURRENT))
    assert report.gone == Contents(0, len(NAMES), len(NAMES), 0, 0, 0)
    assert sorted(one.key for one in versions(bench)) == sorted(NAMES)
    assert {one.size for one in versions(bench)} == {2}
    report = bench.done(whole(bench))
    assert report.state is JobState.DONE, report.failures[:3]
    assert bench.bucket not in buckets(bench)


def test_a_bucket_without_versions_goes_on_any_store(any_engine_bench: EngineBench) -> None:
    bench = any_engine_bench
    bench.fill({"a": b"1", "b/c": b"22"})
    report = bench.done(whole(bench))
    assert report.gone == Contents(objects=2, buckets=1)
    assert bench.bucket not in buckets(bench)


def test_exactly_the_chosen_versions_and_uploads_go(full: EngineBench) -> None:
    [first, *others] = [one for one in versions(full) if one.key == "old" and not one.latest]
    kept, dropped, _ = sorted(
        full.store.list_uploads(full.bucket, "", NOW), key=lambda one: one.key, reverse=True
    )
    request = DropRequest(
        full.bucket,
        (ChosenVersion(first.key, first.version_id, first.size, first.modified_ms),),
        (ChosenUpload(dropped.key, dropped.upload_id),),
    )
    report = full.done(request)
    assert report.gone == Contents(0, 1, first.size, 0, 1, 0, unmeasured=1)
    left = [one.version_id for one in versions(full) if one.key == "old"]
    assert first.version_id not in left
    assert set(left) >= {one.version_id for one in others}
    ids = [one.upload_id for one in full.store.list_uploads(full.bucket, "up", NOW)]
    assert ids == [kept.upload_id]  # also of the same key


def test_a_store_that_knows_no_versions_never_loses_an_object_to_one(
    rclone_bench: EngineBench,
) -> None:
    bench = rclone_bench
    bench.fill({"k": b"precious"})
    report = bench.done(DropRequest(bench.bucket, (ChosenVersion("k", "null"),)))
    [failure] = report.failures
    assert isinstance(failure.error, NotSupported)
    assert bench.objects() == {"k": b"precious"}


def test_a_version_that_is_locked_stays_is_reported_and_keeps_the_bucket(
    full: EngineBench, proxy: FaultProxy
) -> None:
    locked = next(one for one in versions(full) if one.key == "x/a" and one.size == 3)
    body = s3_error("AccessDenied")
    for refused in ("?delete", f"versionId={locked.version_id}"):
        proxy.inject(Fault(FaultKind.CANNED, refused, None, 0, 403, XML, body))
    with full.again(proxy.endpoint) as again:
        report = again.done(whole(again))
    assert report.state is JobState.SOME_FAILED
    [version, bucket] = report.failures
    assert version.name == f"{full.bucket}/x/a"
    assert isinstance(version.error, NotAllowed)
    assert bucket.error.reason == "Some of what is in it could not be deleted"
    assert full.bucket in buckets(full)
    assert [one.version_id for one in versions(full)] == [locked.version_id]
    [job] = full.journal.jobs()
    with full.again() as again:
        again.engine.retry(job.id)
        assert again.outcome(job.id).state is JobState.DONE
    assert full.bucket not in buckets(full)


def test_where_lists_of_versions_are_refused_each_goes_by_itself(
    full: EngineBench, proxy: FaultProxy
) -> None:
    body = s3_error("QuotaExceeded")
    proxy.inject(Fault(FaultKind.CANNED, "?delete", None, 0, 403, XML, body))
    with full.again(proxy.endpoint) as again:
        report = again.done(whole(again))
    assert report.state is JobState.DONE, report.failures
    assert any("one by one" in note for note in report.notes)
    assert full.bucket not in buckets(full)


def test_a_lost_answer_and_an_outage_leave_no_trace(full: EngineBench, proxy: FaultProxy) -> None:
    """What was deleted although nobody heard of it is gone all the same, and so is the bucket."""
    lost = proxy.inject(Fault(FaultKind.LOST_ANSWER, is_change, 7))
    with full.again(proxy.endpoint, patience=LONG) as again:
        report = again.done(whole(again))
    assert proxy.struck(lost) == 7
    assert report.state is JobState.DONE, report.failures
    assert report.gone == Contents(1, 4, 8, 1, 3, 1, unmeasured=3)
    assert full.bucket not in buckets(full)


@pytest.mark.parametrize("keys", [2, 30])
def test_versions_that_went_although_it_is_never_heard_count_as_gone(
    engine_bench: EngineBench, proxy: FaultProxy, keys: int
) -> None:
    bench = engine_bench
    keep_versions(bench.store, bench.bucket)
    for body in (b"1", b"22"):
        bench.fill({f"d/{number:02}": body for number in range(keys)})
    bench.fill({"d": b"beside it", "e": b"beside it"})
    lost = proxy.inject(Fault(FaultKind.LOST_ANSWER, "?delete", None))
    below = Selection(Location(bench.bucket), (Entry("d/", Kind.PREFIX),))
    with bench.again(proxy.endpoint) as again:
        report = again.done(DeleteRequest(below, Scope.ALL_VERSIONS))
    assert proxy.struck(lost) > 0
    assert report.state is JobState.DONE, report.failures
    assert report.gone == Contents(objects=keys, versions=keys, version_bytes=keys)
    assert [one.key for one in versions(bench)] == ["d", "e"]


def test_versions_that_stayed_when_nothing_was_heard_are_tried_again_and_count_as_failed(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    keep_versions(bench.store, bench.bucket)
    bench.fill({"d/a": b"1", "d/b": b"2"})
    proxy.inject(Fault(FaultKind.RESET_REQUEST, "?delete", None))
    below = Selection(Location(bench.bucket), (Entry("d/", Kind.PREFIX),))
    with bench.again(proxy.endpoint) as again:
        report = again.done(DeleteRequest(below, Scope.ALL_VERSIONS))
    assert len(report.failures) == 2
    assert [one.key for one in versions(bench)] == ["d/a", "d/b"]


def is_change(request: Request) -> bool:
    return request.method in {"POST", "DELETE"}


def an_object(bench: EngineBench) -> None:
    bench.fill({"new": b"precious"})


def a_version(bench: EngineBench) -> None:
    bench.fill({"new": b"precious"})
    bench.store.delete(bench.bucket, "new", NOW)


def an_upload(bench: EngineBench) -> None:
    bench.store.start_upload(bench.bucket, "new", NOW)


@pytest.mark.parametrize(
    ("comes", "reason"),
    [
        (an_object, "Objects have come since"),
        (a_version, "Versions of objects have come since"),
        (an_upload, "Uploads into it were begun since"),
    ],
)
def test_a_bucket_into_which_something_came_since_is_kept_with_it(
    full: EngineBench, proxy: FaultProxy, comes: Callable[[EngineBench], None], reason: str
) -> None:
    came: list[Request] = []

    def first_deletion(request: Request) -> bool:
        if is_change(request) and not came:
            came.append(request)
            comes(full)
        return False

    proxy.inject(Fault(FaultKind.LATENCY, first_deletion))
    with full.again(proxy.endpoint) as again:
        report = again.done(whole(again))
    [failure] = report.failures
    assert failure.error.reason == reason
    assert full.bucket in buckets(full)
    assert {one.key for one in versions(full)} | set(full.unfinished()) == {"new"}


def test_uploads_that_a_store_lists_only_once_others_are_gone_go_too(
    full: EngineBench, proxy: FaultProxy
) -> None:
    """Swarm names one upload of a key."""
    [one, *_] = full.store.list_uploads(full.bucket, "up", NOW)
    body = (
        "<ListMultipartUploadsResult><Upload><Key>up</Key>"
        f"<UploadId>{one.upload_id}</UploadId></Upload></ListMultipartUploadsResult>"
    ).encode()
    proxy.inject(Fault(FaultKind.CANNED, "uploads=", 1, 0, 200, XML, body))
    with full.again(proxy.endpoint) as again:
        report = again.done(
            DeleteRequest(
                Selection(Location(full.bucket), (Entry("up", Kind.PREFIX),)), Scope.ALL_VERSIONS
            )
        )
    assert report.state is JobState.DONE, report.failures
    assert full.unfinished() == ["old"]


def test_twenty_thousand_versions_go_in_batches(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    keep_versions(bench.store, bench.bucket)
    keys = [f"k{number:04}" for number in range(1000)]
    bench.fill(dict.fromkeys(keys[:100], b"x"))
    for _ in range(20):
        bench.store.delete_many(bench.bucket, keys, NOW)  # each time one more marker of each key
    with bench.again(proxy.endpoint) as again:
        report = again.done(whole(again))
    assert report.gone == Contents(0, 100, 100, 20_000, 0, 1)
    assert len([one for one in proxy.requests if one.method == "POST"]) <= 25
    assert bench.bucket not in buckets(bench)


# -- what has been counted so far ----------------------------------------------------------------


def test_what_was_counted_when_counting_was_stopped_goes_and_nothing_else(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({f"{number:04}": b"x" for number in range(1500)})
    proxy.inject(Fault(FaultKind.STALL_RESPONSE, "continuation-token", None))
    with bench.again(proxy.endpoint) as again:
        job_id = again.add(whole(again), draft=True)
        again.engine.run(job_id)
        again.until(job_id, lambda shown: shown.items_total > 0)
        again.engine.stop_counting(job_id)
        shown = again.until(job_id, lambda shown: shown.planned)
        assert again.engine.wait(job_id, 60)
        assert shown.state is JobState.DRAFT
        counted = shown.items_total
        assert (shown.counted, shown.contents) == (Counted.SO_FAR, Contents(objects=counted))
        again.engine.confirm(job_id)
        report = again.outcome(job_id)
    assert report.state is JobState.DONE
    assert report.gone == Contents(objects=counted)
    assert 0 < counted <= 1000
    assert any(note.startswith("Counting was stopped") for note in report.notes)
    assert bench.keys() == [f"{number:04}" for number in range(counted, 1500)]
    assert bench.bucket in buckets(bench)


def test_to_stop_counting_what_is_counted_changes_nothing(
    engine_bench: EngineBench,
) -> None:
    bench = engine_bench
    bench.fill({"a": b"1"})
    job_id = bench.add(whole(bench), draft=True)
    bench.engine.run(job_id)
    bench.until(job_id, lambda shown: shown.planned)
    bench.engine.stop_counting(job_id)
    assert bench.snapshot(job_id).counted is Counted.ALL
    bench.engine.confirm(job_id)
    assert bench.outcome(job_id).gone == Contents(objects=1, buckets=1)


def test_an_upload_of_a_job_that_has_not_ended_keeps_itself_and_its_bucket(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = write_tree(bench.folder / "s", {"large": bytes(40 << 20)})
    proxy.inject(Fault(FaultKind.STALL_REQUEST, "partNumber=2", None))
    with bench.again(proxy.endpoint) as again:
        job_id = again.start(again.put(source))
        again.witness.until(lambda: bool(bench.journal.uploads_in_use()))
    assert not bench.journal.job(job_id).state.is_end
    assert len(bench.unfinished()) == 1
    report = bench.done(whole(bench))
    assert report.state is JobState.SOME_FAILED
    [failure] = report.failures
    assert failure.error.reason == "A job that has not ended is uploading into it"
    assert len(bench.unfinished()) == 1
