"""``jobs``: what was left to the worker is seen and steered from elsewhere, and outlives it."""

from __future__ import annotations

import os
import signal

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.cli.objects import fill
from tests.cli.shell import Done, Shell, run_plain
from tests.jobs.worker.handling import end_worker, kill, wait_until, worker_pid
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, expired_token, s3_error

MIB = 1 << 20


def stall(proxy: FaultProxy, bucket: str, key: str) -> Fault:
    return proxy.inject(Fault(FaultKind.STALL_RESPONSE, f"GET /{bucket}/{key}", times=None))


def refuse(proxy: FaultProxy, bucket: str, key: str) -> None:
    denied = s3_error("AccessDenied")
    proxy.inject(Fault(FaultKind.CANNED, f"GET /{bucket}/{key}", None, status=403, body=denied))


def listed(shell: Shell) -> list[tuple[int, str]]:
    """Return the numbers and states of all jobs."""
    return [(job["id"], job["state"]) for job in shell.run("jobs", "--json").records]


def left(shell: Shell, *arguments: str) -> str:
    """Run a command detached and return the number of its job."""
    done = shell.run(*arguments, "--detach")
    assert done.code == 0, done.err
    return done.out.strip()


def test_without_jobs_there_is_nothing_and_no_worker(shell: Shell) -> None:
    done = shell.run("jobs")
    assert (done.code, done.out, done.err) == (0, "", "There are no jobs.\n")
    assert shell.run("jobs", "--json").out == ""
    assert shell.run("jobs", "pause", "all").err == "There is no job to pause.\n"
    assert worker_pid(StateHome.of_user()) == 0


def test_a_detached_job_prints_its_number_and_goes_on(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    any_shell.file("data/one")
    any_shell.file("data/two")
    job = left(any_shell, "put", "data", f"s3://{any_bucket}/")
    done = any_shell.run("jobs", "watch", job)
    assert done.code == 0
    assert done.err.endswith("Uploaded 2 objects (14 B); checked: 2 by md5.\n")
    assert listed(any_shell) == [(int(job), "done")]


def test_detached_jobs_as_json_are_one_a_line(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a/one", "b/two")
    uris = (f"s3://{bucket}/a/one", f"s3://{bucket}/b/two")
    done = shell.run("get", *uris, "--detach", "--json")
    assert done.records == [{"job": 1}, {"job": 2}]
    assert shell.run("jobs", "watch", "1", "2").code == 0


def test_the_list_is_read_without_a_worker(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "one", "odd\x1b[31m/two")
    assert shell.run("get", f"s3://{bucket}/one").code == 0
    assert shell.run("get", f"s3://{bucket}/odd\x1b[31m/").code == 0
    end_worker(StateHome.of_user())
    done = shell.run("jobs")
    assert (done.code, done.err) == (0, "")
    first, second = done.lines[1:]
    assert first.split()[:4] == ["1", "done", "download", "100%"]
    assert first.endswith("Download one")
    assert "\x1b" not in second
    assert "odd␛[31m" in second
    assert "checked  1 by md5" in shell.run("jobs", "show", "1").out
    assert worker_pid(StateHome.of_user()) == 0


def test_a_job_is_paused_resumed_and_cancelled_from_elsewhere(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/held")
    stall(proxy, bucket, "p/held")
    job = left(shaky_shell, "get", f"s3://{bucket}/p/")
    assert shaky_shell.run("jobs", "pause", job).err == f"Job {job} is paused.\n"
    assert listed(shaky_shell) == [(1, "paused")]
    assert shaky_shell.run("jobs", "resume", "all").err == f"Job {job} goes on.\n"
    assert shaky_shell.run("jobs", "cancel", job).err == f"Job {job} is cancelled.\n"
    assert shaky_shell.run("jobs", "watch", job).code == 130
    assert not (shaky_shell.folder / "p" / "held").exists()
    assert shaky_shell.run("jobs", "pause", job).code == 1


def test_an_attached_command_says_when_its_job_is_paused_elsewhere(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/held")
    held = stall(proxy, bucket, "p/held")
    with shaky_shell.start("get", f"s3://{bucket}/p/") as process:
        proxy.wait_until(lambda proxy: proxy.struck(held) > 0)
        shaky_shell.run("jobs", "pause", "1")
        done = shaky_shell.end(process)
    assert done.code == 1
    assert "jos-tui jobs resume 1 continues it" in done.err


def test_what_failed_is_shown_and_tried_again(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/bad", "p/good")
    refuse(proxy, bucket, "p/bad")
    assert shaky_shell.run("get", f"s3://{bucket}/p/").code == 1
    assert "1 failed: jos-tui jobs show 1" in shaky_shell.run("jobs").out
    shown = shaky_shell.run("jobs", "show", "1").out
    assert "failed   p/bad: " in shown
    assert "items    1 of 2 done, 1 failed" in shown
    (record,) = shaky_shell.run("jobs", "show", "1", "--json").records
    assert [failure["name"] for failure in record["failures"]] == ["p/bad"]
    proxy.heal()
    assert shaky_shell.run("jobs", "retry", "all").code == 0
    assert shaky_shell.run("jobs", "watch", "1").code == 0
    assert (shaky_shell.folder / "p" / "bad").read_bytes() == b"p/bad"


def test_every_item_is_listed(shell: Shell, store: Store, bucket: str) -> None:
    keys = [f"p/{number:03}" for number in range(250)]
    fill(store, bucket, *keys)
    shell.file("p/007", b"mine")
    assert shell.run("get", f"s3://{bucket}/p/").code == 0
    items = shell.run("jobs", "show", "1", "--items", "--json").records
    assert [item["name"] for item in items] == keys
    states = {item["name"]: (item["state"], item["checked"]) for item in items}
    assert states["p/007"] == ("skipped", None)
    assert states["p/008"] == ("done", "md5")
    assert len(shell.run("jobs", "show", "1", "--items").lines) == 250


def test_forgotten_jobs_are_gone_and_others_stay(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "one", "held")
    assert shaky_shell.run("get", f"s3://{bucket}/one").code == 0
    stall(proxy, bucket, "held")
    assert left(shaky_shell, "get", f"s3://{bucket}/held") == "2"
    assert shaky_shell.run("jobs", "forget", "2").code == 1
    assert shaky_shell.run("jobs", "forget", "all").err == "Job 1 is forgotten.\n"
    assert [job for job, _ in listed(shaky_shell)] == [2]
    assert shaky_shell.run("jobs", "show", "1").code == 2


def test_a_job_whose_leavings_cannot_be_removed_stays_and_the_others_are_forgotten(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    shaky_shell.file("big", bytes(20 * MIB))
    denied = s3_error("AccessDenied")
    for match in ("partNumber=2", "DELETE"):
        proxy.inject(Fault(FaultKind.CANNED, match, None, status=403, body=denied))
    assert shaky_shell.run("put", "big", f"s3://{bucket}/", "--part-size", "5M").code == 3
    shaky_shell.file("small", b"few")
    assert shaky_shell.run("put", "small", f"s3://{bucket}/").code == 0
    done = shaky_shell.run("jobs", "forget", "all")
    assert done.code == 1
    assert "Job 1: Job 1 stays on the list. What it has left half-done" in done.err
    assert done.err.endswith("Job 2 is forgotten.\n")
    assert listed(shaky_shell) == [(1, "some failed")]
    assert "jos-tui jobs forget --anyway 1" in done.err
    proxy.heal()
    assert shaky_shell.run("jobs", "forget", "1").code == 0
    assert list(store.list_uploads(bucket, "", CancelToken())) == []
    assert listed(shaky_shell) == []


def test_a_job_is_forgotten_anyway_and_what_it_leaves_is_said(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    shaky_shell.file("big", bytes(20 * MIB))
    for match in ("partNumber=2", "DELETE"):
        denied = s3_error("AccessDenied")
        proxy.inject(Fault(FaultKind.CANNED, match, None, status=403, body=denied))
    assert shaky_shell.run("put", "big", f"s3://{bucket}/", "--part-size", "5M").code == 3
    done = shaky_shell.run("jobs", "forget", "--anyway", "1")
    assert done.code == 0
    said = f"Job 1 is forgotten. Left behind: 1 unfinished upload at most in s3://{bucket}/. "
    assert done.err.startswith(said)
    assert len(list(store.list_uploads(bucket, "", CancelToken()))) == 1
    assert listed(shaky_shell) == []


def leaving(shell: Shell, proxy: FaultProxy, bucket: str) -> None:
    """Make a job that has left two unfinished uploads at the store."""
    for name in ("a", "b"):
        shell.file(f"big/{name}", bytes(17 * MIB))
    denied = s3_error("AccessDenied")
    for match in ("partNumber=2", "DELETE"):
        proxy.inject(Fault(FaultKind.CANNED, match, None, status=403, body=denied))
    assert shell.run("put", "big", f"s3://{bucket}/", "--part-size", "5M").code == 3
    proxy.heal()


def test_how_much_of_what_a_job_has_left_is_removed_is_said_while_it_lasts(
    shaky_shell: Shell, proxy: FaultProxy, bucket: str
) -> None:
    leaving(shaky_shell, proxy, bucket)
    proxy.inject(Fault(FaultKind.LATENCY, "DELETE", None, seconds=0.6))
    said = shaky_shell.run("jobs", "forget", "1").err.splitlines()
    assert said == ["Job 1: 1 of 2 half-done things removed", "Job 1 is forgotten."]


def test_ctrl_c_ends_the_waiting_for_a_job_to_be_forgotten_and_not_the_forgetting(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    leaving(shaky_shell, proxy, bucket)
    held = proxy.inject(Fault(FaultKind.HOLD, "DELETE", None))
    with shaky_shell.start("jobs", "forget", "1") as process:
        proxy.wait_until(lambda proxy: proxy.struck(held) > 0)
        done = shaky_shell.interrupt(process)
    assert done.code == 130
    words = "The worker goes on removing what job 1 has left, and then forgets it."
    assert done.err.splitlines() == [words, "Interrupted."]
    assert listed(shaky_shell) == [(1, "some failed")]
    proxy.heal()
    wait_until(lambda: not listed(shaky_shell), "the job is still there")
    assert list(store.list_uploads(bucket, "", CancelToken())) == []


def test_a_worker_that_is_killed_is_followed_by_another(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/one", "p/held")
    held = stall(proxy, bucket, "p/held")
    with shaky_shell.start("get", f"s3://{bucket}/p/") as process:
        proxy.wait_until(lambda proxy: proxy.struck(held) > 0)
        proxy.heal()
        os.kill(worker_pid(StateHome.of_user()), signal.SIGKILL)
        done = shaky_shell.end(process)
    assert done.code == 0
    assert (shaky_shell.folder / "p" / "one").read_bytes() == b"p/one"
    assert (shaky_shell.folder / "p" / "held").read_bytes() == b"p/held"
    assert sorted(path.name for path in (shaky_shell.folder / "p").iterdir()) == ["held", "one"]


def test_a_job_whose_worker_was_killed_is_not_said_to_run_and_is_resumed(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/held")
    held = stall(proxy, bucket, "p/held")
    env = {
        "MINIO_ENDPOINT": proxy.endpoint.url,
        "MINIO_ACCESS_KEY": shaky_shell.server.access_key,
        "MINIO_SECRET_KEY": shaky_shell.server.secret_key,
    }
    to = f"{shaky_shell.folder}/"
    assert run_plain("get", f"s3://{bucket}/p/", to, "--detach", env=env).code == 0
    proxy.wait_until(lambda proxy: proxy.struck(held) > 0)
    kill(worker_pid(StateHome.of_user()))
    proxy.heal()
    assert listed(shaky_shell) == [(1, "waiting")]
    assert "jos-tui jobs resume 1 goes on with it." in shaky_shell.run("jobs").out
    assert run_plain("jobs", "resume", "1", env=env).err == "Job 1 goes on.\n"
    assert run_plain("jobs", "watch", "1").code == 0
    assert (shaky_shell.folder / "p" / "held").read_bytes() == b"p/held"


def test_keys_of_the_environment_come_with_those_who_resume(
    shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/one")
    expired = proxy.inject(expired_token(f"GET /{bucket}/p/one", times=None))
    env = {
        "MINIO_ENDPOINT": proxy.endpoint.url,
        "MINIO_ACCESS_KEY": shell.server.access_key,
        "MINIO_SECRET_KEY": shell.server.secret_key,
    }
    done = run_plain("get", f"s3://{bucket}/p/", f"{shell.folder}/", env=env)
    assert (done.code, proxy.struck(expired) > 0) == (3, True)
    end_worker(StateHome.of_user())
    proxy.heal()
    assert run_plain("jobs", "resume", "1", env=env).code == 0
    assert run_plain("jobs", "watch", "1").code == 0
    assert (shell.folder / "p" / "one").read_bytes() == b"p/one"


def test_keys_of_the_environment_come_with_those_who_cancel_again(
    shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    held = proxy.inject(Fault(FaultKind.STALL_REQUEST, "partNumber=2", times=None))
    env = {
        "MINIO_ENDPOINT": proxy.endpoint.url,
        "MINIO_ACCESS_KEY": shell.server.access_key,
        "MINIO_SECRET_KEY": shell.server.secret_key,
    }
    large = str(shell.file("large", bytes(20 << 20)))
    assert run_plain("put", large, f"s3://{bucket}/", "--detach", env=env).code == 0
    proxy.wait_until(lambda proxy: proxy.struck(held) > 0)
    kill(worker_pid(StateHome.of_user()))
    proxy.heal()
    assert "Job 1 is cancelling. Waiting for keys." in run_plain("jobs", "cancel", "1").err
    assert run_plain("jobs", "cancel", "1", env=env).err == "Job 1 is cancelled.\n"
    assert not list(store.list_uploads(bucket, "", CancelToken()))


def test_watching_is_one_line_on_a_terminal_and_ends_without_the_job(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/held")
    stall(proxy, bucket, "p/held")
    left(shaky_shell, "get", f"s3://{bucket}/p/")
    with shaky_shell.terminal("jobs", "watch") as terminal:
        terminal.wait_for("0%  0 of 1")
        terminal.send("\x03")
        assert terminal.wait_exit() == 130
    assert listed(shaky_shell) == [(1, "running")]


@pytest.mark.parametrize("command", ["show", "watch", "pause", "resume", "cancel", "forget"])
def test_a_job_that_is_not_there_is_code_2(shell: Shell, command: str) -> None:
    done: Done = shell.run("jobs", command, "17")
    assert done.code == 2
    assert "There is no job 17." in done.err


def test_a_limited_rate_and_parts_of_a_size_are_kept_to(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    shaky_shell.file("big", bytes(20 * MIB))
    options = ("--part-size", "8M", "--in-flight", "2", "--limit-rate", "1G")
    assert shaky_shell.run("put", "big", f"s3://{bucket}/", *options).code == 0
    sizes = [
        int(request.headers.get("content-length", "0"))
        for request in proxy.requests
        if "partNumber=" in request.query
    ]
    assert sorted(sizes) == [4 * MIB, 8 * MIB, 8 * MIB]
