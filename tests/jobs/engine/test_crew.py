"""Helpers do small files as the worker does them, and whatever becomes of them, nothing is lost."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.engine.crew import CrewRules
from jos_tui.jobs.engine.crew_line import Connection
from jos_tui.jobs.engine.crew_process import Member
from jos_tui.jobs.engine.crew_words import Contract, Outcome
from jos_tui.jobs.item import Action, Item, ItemState
from jos_tui.jobs.model import Change, Check, Conflict, JobState, Part, Selection
from jos_tui.jobs.request import GetRequest, Options, PutRequest
from tests.end_to_end.program import wait_until_ended
from tests.jobs.engine.engine_bench import LONG, EngineBench
from tests.jobs.engine.processes import helpers_of
from tests.jobs.worker.handling import wait_until
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind

ROOT = Path(__file__).parents[3]
AT_ONCE = CrewRules(members=2, busy=0.0, least_left=1)
FILES = 480


@pytest.fixture
def held(engine_bench: EngineBench) -> Iterator[FaultProxy]:
    """A way to the server on which no file gets through until it is healed."""
    with FaultProxy(engine_bench.profile.endpoint) as proxy:
        proxy.inject(Fault(FaultKind.HOLD, f"/{engine_bench.bucket}/many/", None))
        yield proxy


def many(bench: EngineBench) -> dict[str, bytes]:
    """Write many small files and return what they become in the store."""
    for number in range(FILES):
        bench.file(f"many/{number:03}", b"%d" % number)
    return {f"many/{number:03}": b"%d" % number for number in range(FILES)}


def helpers() -> list[int]:
    """Return the helpers of this process."""
    return helpers_of(os.getpid())


def are_ready() -> bool:
    """Whether all helpers have been called in and have answered."""
    starting = any(thread.name == "crew-start" for thread in threading.enumerate())
    return len(helpers()) == AT_ONCE.members and not starting


def test_helpers_store_files_and_say_what_they_wrote(
    engine_bench: EngineBench, held: FaultProxy, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "jos_tui.jobs.engine.crew")
    files = many(engine_bench)
    with engine_bench.again(held.endpoint, patience=LONG, crew=AT_ONCE) as bench:
        job_id = bench.start(bench.put(bench.folder / "many"))
        wait_until(are_ready, "helpers")
        held.heal()
        report = bench.outcome(job_id)
        written = {change.written.key for change in bench.witness.changes if change.written}
    assert report.state is JobState.DONE
    assert report.checks == {Check.MD5: FILES}
    assert engine_bench.objects() == files
    assert written == set(files)
    assert " 0 items" not in caplog.text
    assert "helpers did" in caplog.text
    assert not helpers()


def test_killed_helpers_are_done_without(
    engine_bench: EngineBench, held: FaultProxy, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "jos_tui.jobs.engine.crew")
    files = many(engine_bench)
    engine_bench.fill(files)
    with engine_bench.again(held.endpoint, patience=LONG, crew=AT_ONCE) as bench:
        job_id = bench.start(bench.get(bench.everything()))
        wait_until(are_ready, "helpers")
        for pid in helpers():
            os.kill(pid, signal.SIGKILL)
        held.heal()
        report = bench.outcome(job_id)
    assert (report.state, report.done) == (JobState.DONE, FILES)
    saved = {f"many/{path.name}": path.read_bytes() for path in (bench.here / "many").iterdir()}
    assert saved == files


def test_helpers_end_with_a_job_that_is_cancelled(
    engine_bench: EngineBench, held: FaultProxy
) -> None:
    many(engine_bench)
    with engine_bench.again(held.endpoint, patience=LONG, crew=AT_ONCE) as bench:
        job_id = bench.start(bench.put(bench.folder / "many"))
        wait_until(are_ready, "helpers")
        bench.engine.cancel(job_id)
        assert bench.outcome(job_id).state is JobState.CANCELLED
        assert not helpers()


def test_a_job_with_a_limited_rate_has_no_helpers(
    engine_bench: EngineBench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "jos_tui.jobs.engine.crew")
    files = many(engine_bench)
    with engine_bench.again(crew=AT_ONCE) as bench:
        bench.done(bench.put(bench.folder / "many"), Options(bandwidth=1 << 30))
    assert engine_bench.objects() == files
    assert "helpers" not in caplog.text


@pytest.fixture
def contract(engine_bench: EngineBench) -> Contract:
    """An upload to help with, which keeps both where a name is taken."""
    to = Location(engine_bench.bucket)
    request = PutRequest((str(engine_bench.folder),), to, conflict=Conflict.KEEP_BOTH)
    return Contract(engine_bench.profile, request, created_ms=0, etags_are_md5=True)


def outcomes(contract: Contract, items: list[Item]) -> list[Outcome]:
    """Let a helper with one hand do items; it answers when it has had enough time with some."""
    member = Member.started(contract, 1)
    assert member is not None
    ended = list[Outcome]()
    try:
        while len(ended) < len(items):
            done = member.hands[0].done(items[len(ended) :])
            assert done
            ended += done
    finally:
        member.close()
    return ended


def put_item(bench: EngineBench, path: Path, number: int) -> Item:
    stat = path.stat()
    return Item(
        Action.PUT,
        bench.bucket,
        path.name,
        str(path),
        stat.st_size,
        stat.st_mtime_ns,
        stat.st_ino,
        id=number,
    )


def test_what_does_not_go_by_itself_is_handed_back(
    engine_bench: EngineBench, contract: Contract
) -> None:
    here = put_item(engine_bench, engine_bench.file("here", b"1"), 1)
    gone = put_item(engine_bench, engine_bench.file("gone", b"2"), 2)
    Path(gone.path).unlink()
    done = outcomes(contract, [here, gone])
    assert [one.state for one in done] == [ItemState.DONE, ItemState.WAITING]
    assert (done[0].check, done[0].moved) == (Check.MD5, 1)
    assert engine_bench.objects() == {"here": b"1"}


def test_a_helper_keeps_both_where_a_name_is_taken(
    engine_bench: EngineBench, contract: Contract
) -> None:
    engine_bench.fill({"here": b"before"})
    (done,) = outcomes(contract, [put_item(engine_bench, engine_bench.file("here", b"1"), 1)])
    assert done.state is ItemState.DONE
    assert engine_bench.objects() == {"here": b"before", done.saved_as: b"1"}


def test_a_helper_saves_files_under_their_names_only(engine_bench: EngineBench) -> None:
    engine_bench.fill({"a/b": b"1", "a/c": b"2"})
    rows = {row.key: row for row in engine_bench.rows()}
    items = [
        Item(Action.GET, engine_bench.bucket, key, key, 1, etag=rows[key].etag, id=number)
        for number, key in enumerate(("a/b", "a/c"), 1)
    ]
    request = GetRequest(Selection(Location(engine_bench.bucket), ()), str(engine_bench.here))
    done = outcomes(Contract(engine_bench.profile, request, 0, etags_are_md5=True), items)
    assert [(one.state, one.check) for one in done] == [(ItemState.DONE, Check.MD5)] * 2
    assert sorted(path.name for path in (engine_bench.here / "a").iterdir()) == ["b", "c"]


def test_no_secret_is_in_a_helpers_command_line(
    engine_bench: EngineBench, contract: Contract
) -> None:
    secret = contract.profile.secret_key
    assert secret is not None
    member = Member.started(contract, 1)
    assert member is not None
    try:
        (pid,) = helpers()
        process = Path(f"/proc/{pid}")
        seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    finally:
        member.close()
    assert secret.reveal().encode() not in seen


def test_a_helper_does_not_outlive_a_worker_that_is_killed() -> None:
    command = [sys.executable, "-m", "tests.jobs.engine.lone_helper"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        (helper,) = map(int, worker.stdout.readline().split())
        worker.kill()
        worker.wait()
    wait_until_ended(helper)


def test_what_goes_over_a_line_arrives_as_it_was() -> None:
    full = Item(
        Action.PUT,
        "bucket",
        "key\udc80",
        "path\udcff",
        size=1,
        modified_ns=2,
        inode=3,
        etag="etag",
        state=ItemState.RUNNING,
        conflict=Conflict.ASK,
        version_id="version",
        abort_id="abort",
        from_bucket="from bucket",
        from_key="from key",
        id=4,
        attempts=5,
        upload_id="upload",
        part_size=6,
        begun_etag="begun",
        saved_as="saved as",
    )
    changes = (
        Change("bucket", written=Entry("key", Kind.OBJECT, 1, 2, "etag")),
        Change("bucket", deleted="key", part=Part.VERSION, part_id="id"),
    )
    outcome = Outcome(ItemState.DONE, Check.MD5, "saved as", 7, "chosen", ("a", "b"), changes)
    near, far = (Connection(end.detach()) for end in socket.socketpair())
    for sent in ([full, Item(Action.GET, "b", "k")], [outcome, Outcome(ItemState.WAITING)]):
        near.send(sent)
        arrived = far.recv()
        assert arrived == sent
        assert arrived[0].state is sent[0].state
    near.close()
    far.close()
