"""What the rest of the program sees of the worker, whatever becomes of it meanwhile."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Cancelled, JosError, LocalError
from jos_tui.core.location import Location
from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import Change, Conflict, JobSnapshot, JobState, Selection
from jos_tui.jobs.request import DeleteRequest, GetRequest, Options, PutRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import Lifetime, StateHome
from jos_tui.store.store import Store
from tests.jobs.worker.conftest import NOWHERE, ClientMaker
from tests.jobs.worker.handling import is_alive, kill, wait_until, worker_pid
from tests.support.patience import LONG_ENOUGH
from tests.support.servers import S3Server

_MIB = 1 << 20


def _file(folder: Path, name: str, size: int) -> Path:
    path = folder / name
    path.write_bytes(hashlib.shake_128(name.encode()).digest(size))
    return path


def _put(bucket: str, *sources: Path) -> PutRequest:
    return PutRequest(tuple(map(str, sources)), Location(bucket))


def _is_done(client: JobsClient, job: int) -> bool:
    return client.wait(job, LONG_ENOUGH) and client.snapshot(job).state is JobState.DONE


def test_a_job_is_done_and_reported(
    client: ClientMaker, server: S3Server, store: Store, bucket: str, tmp_path: Path
) -> None:
    one = client(server.profile())
    job = one.start(_put(bucket, _file(tmp_path, "a.nc", 1000)))
    assert _is_done(one, job)
    assert one.report(job).done == 1
    assert [item.state for item in one.items(job)] == [ItemState.DONE]
    assert one.items(job, (ItemState.FAILED,)) == []
    assert store.stat(bucket, "a.nc", CancelToken()).size == 1000


def test_what_a_job_changes_is_told_to_those_at_the_same_store(
    client: ClientMaker, server: S3Server, bucket: str, tmp_path: Path
) -> None:
    here: list[Change] = []
    elsewhere: list[Change] = []
    watching = client(server.profile(), on_change=here.extend)
    other = client(NOWHERE, on_change=elsewhere.extend)
    watching.warm_up()
    other.warm_up()
    wait_until(watching.attach, "no worker")
    wait_until(other.attach, "no worker")
    one = client(server.profile())
    job = one.start(_put(bucket, _file(tmp_path, "a.nc", 10)))
    assert _is_done(one, job)
    wait_until(lambda: bool(here), "nothing was told")
    assert here[0].written is not None
    assert (here[0].bucket, here[0].written.key) == (bucket, "a.nc")
    other.report(job)  # what comes before an answer has been told
    assert elsewhere == []


def test_two_clients_see_the_same_jobs(client: ClientMaker, hopeless: DeleteRequest) -> None:
    pushed: list[tuple[JobSnapshot, ...]] = []
    first, second = client(), client(on_snapshots=lambda jobs: pushed.append(tuple(jobs)))
    job = first.start(hopeless)
    assert second.attach()
    assert second.snapshot(job).title == first.snapshot(job).title
    second.pause(job)
    wait_until(lambda: first.snapshot(job).state is JobState.PAUSED, "the first does not see it")
    wait_until(lambda: bool(pushed) and pushed[-1][0].state is JobState.PAUSED, "it was not pushed")
    first.resume(job)
    wait_until(lambda: second.snapshot(job).active, "the second does not see it")
    first.cancel(job)
    assert second.wait(job, LONG_ENOUGH)
    assert second.snapshot(job).state is JobState.CANCELLED
    second.forget(job)
    wait_until(lambda: first.snapshots() == (), "the first still sees it")


def test_a_draft_waits_to_be_confirmed(
    client: ClientMaker, server: S3Server, bucket: str, tmp_path: Path
) -> None:
    one = client(server.profile())
    draft = one.draft(_put(bucket, _file(tmp_path, "a.nc", 10), _file(tmp_path, "b.nc", 20)))
    assert one.wait(draft, LONG_ENOUGH)
    planned = one.snapshot(draft)
    assert (planned.state, planned.items_total, planned.bytes_total) == (JobState.DRAFT, 2, 30)
    one.confirm(draft)
    assert _is_done(one, draft)


def test_a_draft_is_forgotten_with_whoever_made_it(
    client: ClientMaker, hopeless: DeleteRequest
) -> None:
    one, other = client(), client()
    other.start(hopeless)
    draft = one.draft(hopeless)
    confirmed = one.draft(hopeless)
    one.confirm(confirmed)
    wait_until(lambda: len(other.snapshots()) == 3, "the other does not see them")
    one.close()
    wait_until(lambda: len(other.snapshots()) == 2, "it is still there")
    assert draft not in {job.id for job in other.snapshots()}
    assert other.snapshot(confirmed).active


def test_a_draft_that_is_discarded_is_gone(client: ClientMaker, hopeless: DeleteRequest) -> None:
    one = client()
    draft = one.draft(hopeless)
    one.discard(draft)
    assert one.snapshots() == ()
    with pytest.raises(LocalError, match="no such job"):
        one.confirm(draft)


def test_names_that_are_taken_are_answered(
    client: ClientMaker, server: S3Server, store: Store, bucket: str, tmp_path: Path
) -> None:
    source = _file(tmp_path, "a.nc", 10)
    store.put(bucket, "a.nc", b"other", CancelToken())
    one = client(server.profile())
    job = one.start(PutRequest((str(source),), Location(bucket), conflict=Conflict.ASK))
    assert one.wait(job, LONG_ENOUGH)
    assert one.snapshot(job).items_held == 1
    assert one.answer(job, Conflict.OVERWRITE) == 1
    wait_until(lambda: one.snapshot(job).state is JobState.DONE, "it is not done")
    assert store.stat(bucket, "a.nc", CancelToken()).size == 10


def test_errors_of_the_worker_are_raised_here(client: ClientMaker, tmp_path: Path) -> None:
    one = client()
    with pytest.raises(LocalError):
        one.start(_put("bucket", tmp_path / "missing"))
    with pytest.raises(LocalError, match="no such job"):
        one.report(99)
    with pytest.raises(JosError):
        client(None).start(DeleteRequest(Selection(Location("b"), ())))


def test_what_a_job_may_not_do_is_said(client: ClientMaker, hopeless: DeleteRequest) -> None:
    one = client()
    job = one.start(hopeless)
    with pytest.raises(JosError, match="cannot"):
        one.forget(job)


def test_a_killed_worker_is_replaced_and_the_job_ends(
    home: StateHome,
    client: ClientMaker,
    server: S3Server,
    store: Store,
    bucket: str,
    tmp_path: Path,
) -> None:
    files = [_file(tmp_path, f"{number:03}.nc", 100_000) for number in range(60)]
    one = client(server.profile())
    job = one.start(_put(bucket, *files), Options(bandwidth=1_500_000))
    wait_until(lambda: one.snapshot(job).items_done > 0, "nothing was done")
    pid = worker_pid(home)
    kill(pid)
    assert _is_done(one, job)
    assert worker_pid(home) not in {0, pid}
    assert one.report(job).done == len(files)
    for file in files:
        assert store.stat(bucket, file.name, CancelToken()).size == 100_000


def test_a_worker_that_is_killed_without_work_is_not_missed(
    home: StateHome, client: ClientMaker, hopeless: DeleteRequest
) -> None:
    one = client()
    job = one.start(hopeless)
    one.cancel(job)
    assert one.wait(job, LONG_ENOUGH)
    kill(worker_pid(home))
    assert one.snapshot(job).state is JobState.CANCELLED
    assert worker_pid(home) == 0
    one.forget(job)  # needs one again
    assert one.snapshots() == ()


def test_a_worker_that_is_killed_again_and_again_is_given_up(
    home: StateHome, client: ClientMaker, hopeless: DeleteRequest
) -> None:
    one = client()
    job = one.start(hopeless)

    def given_up() -> bool:
        pid = worker_pid(home)
        if pid:
            kill(pid)
        problem = one.snapshot(job).problem if one.snapshots() else None
        return problem is not None and "worker" in problem.title.lower()

    wait_until(given_up, "it goes on for ever")


def test_jobs_without_keys_wait_for_a_client_that_has_them(
    home: StateHome, client: ClientMaker, server: S3Server, bucket: str, tmp_path: Path
) -> None:
    first = client(server.profile())
    file = _file(tmp_path, "a.nc", 50 * _MIB)
    job = first.start(_put(bucket, file))
    first.close()
    pid = worker_pid(home)
    kill(pid)
    stranger = client(NOWHERE)
    assert stranger.wait(job, LONG_ENOUGH)
    waiting = stranger.snapshot(job)
    assert waiting.state is JobState.WAITING
    assert waiting.problem is not None
    assert waiting.problem.title == "Waiting for keys"
    again = client(server.profile())
    again.report(job)
    assert _is_done(again, job), "whoever brings the keys never sees it wait for them"


def test_a_worker_that_hangs_does_not_hold_up_whoever_leaves(
    home: StateHome, client: ClientMaker, hopeless: DeleteRequest
) -> None:
    one = client()
    one.start(hopeless)
    pid = worker_pid(home)
    os.kill(pid, signal.SIGSTOP)
    one.close()
    with pytest.raises(Cancelled):
        one.report(1)
    os.kill(pid, signal.SIGCONT)


def test_nonsense_closes_its_own_connection_only(
    home: StateHome, client: ClientMaker, hopeless: DeleteRequest
) -> None:
    one = client()
    job = one.start(hopeless)
    with closing(socket.socket(socket.AF_UNIX)) as stranger:
        stranger.connect(str(home.meeting_point.socket))
        stranger.sendall(b'{"type":"Ask"}\n')
        while stranger.recv(1000):
            pass
    assert one.report(job).state.at_work


def test_a_client_that_reads_nothing_holds_nobody_up(
    home: StateHome, client: ClientMaker, hopeless: DeleteRequest
) -> None:
    one = client()
    job = one.start(hopeless)
    with closing(socket.socket(socket.AF_UNIX)) as deaf:
        deaf.connect(str(home.meeting_point.socket))
        deaf.setblocking(False)
        question = b'{"type":"Ask","number":1,"body":{"type":"AskReport","job_id":%d}}\n' % job
        with suppress(BlockingIOError):
            while deaf.send(question * 100):  # until the worker no longer takes anything from it
                pass
        one.pause(job)
        assert one.wait(job, LONG_ENOUGH)


_IMPORTS = """
import sys
from jos_tui.jobs.worker.client import JobsClient
print(*sorted(name for name in sys.modules if name.startswith(("minio", "urllib3", "sqlite3",
    "jos_tui.jobs.engine", "jos_tui.jobs.planning", "jos_tui.store", "asyncio"))))
"""


def test_the_client_brings_no_machinery_with_it() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", _IMPORTS], capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == []


def test_secrets_go_over_the_socket_alone(
    home: StateHome, client: ClientMaker, hopeless: DeleteRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "from-the-environment-77aa")
    one = client()
    one.start(hopeless)
    pid = worker_pid(home)
    os.kill(pid, signal.SIGTERM)  # all that is written at its end included
    process = Path(f"/proc/{pid}")
    places = [process / "cmdline", process / "environ", *home.folder.iterdir()]
    found = [place for place in places if place.is_file() and _has_secret(place)]
    wait_until(lambda: not is_alive(pid), "it does not end")
    assert found + [place for place in home.folder.iterdir() if _has_secret(place)] == []


def test_a_tied_worker_leaves_nothing_half_done(
    home: StateHome, server: S3Server, store: Store, bucket: str, tmp_path: Path
) -> None:
    store.put(bucket, "a.nc", bytes(40 * _MIB), CancelToken())  # as large as part files are for
    tied = JobsClient(server.profile(), home=StateHome(home.folder, Lifetime.TIED))
    selection = Selection(Location(bucket), (Entry("a.nc", Kind.OBJECT, 40 * _MIB),))
    job = tied.start(GetRequest(selection, str(tmp_path)), Options(bandwidth=_MIB))
    wait_until(lambda: any(tmp_path.iterdir()) or not tied.snapshot(job).active, "no file")
    pid = worker_pid(home)
    tied.close()
    wait_until(lambda: not is_alive(pid), "it stays")
    assert list(tmp_path.iterdir()) == []


def _has_secret(place: Path) -> bool:
    data = place.read_bytes()
    return b"hush-hush" in data or b"from-the-environment" in data
