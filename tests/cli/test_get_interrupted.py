"""``get`` that is refused, stopped or left alone: what it leaves, and the code it ends with."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from jos_tui.store.store import Store
from tests.cli.objects import fill, saved
from tests.cli.shell import Shell
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, expired_token, s3_error


def test_the_code_says_what_failed_also_when_nobody_reads_the_outcome(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/good", "p/refused")
    denied = s3_error("AccessDenied")
    proxy.inject(Fault(FaultKind.CANNED, "/p/refused", None, status=403, body=denied))
    unread, pipe = os.pipe()
    os.close(unread)
    argv = shaky_shell.argv("get", "--json", f"s3://{bucket}/p/")
    done = subprocess.run(
        argv, stdout=pipe, stderr=subprocess.PIPE, cwd=shaky_shell.folder, check=False
    )
    os.close(pipe)
    assert done.returncode == 1
    assert done.stderr == b""


def test_some_failed_is_code_1_with_reasons(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/bad", "p/good")
    denied = s3_error("AccessDenied")
    proxy.inject(Fault(FaultKind.CANNED, f"GET /{bucket}/p/bad", None, status=403, body=denied))
    done = shaky_shell.run("get", f"s3://{bucket}/p/")
    assert done.code == 1
    assert done.err.startswith("p/bad: ")
    assert "1 failed; checked: 1 by md5." in done.err.splitlines()[-1]
    assert saved(shaky_shell) == {"p/good": b"p/good"}
    (record,) = shaky_shell.run("get", f"s3://{bucket}/p/bad", "--json").records
    assert (record["done"], record["failed"]) == (0, 1)
    assert record["failures"][0]["name"] == "p/bad"
    assert record["failures"][0]["next_step"]


def test_nothing_allowed_is_code_3(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/one", "p/two")
    denied = s3_error("AccessDenied")
    proxy.inject(Fault(FaultKind.CANNED, f"GET /{bucket}/p/", None, status=403, body=denied))
    assert shaky_shell.run("get", f"s3://{bucket}/p/").code == 3


def test_keys_that_are_refused_pause_the_job_until_it_is_resumed(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/one", "p/two")
    proxy.inject(expired_token("GET /" + bucket + "/p/", times=None))
    done = shaky_shell.run("get", f"s3://{bucket}/p/")
    assert done.code == 3
    assert "The key has expired" in done.err
    assert done.err.endswith("jos-tui jobs resume 1 continues it.\n")
    assert saved(shaky_shell) == {}
    proxy.heal()
    assert shaky_shell.run("jobs", "resume", "1").code == 0
    assert shaky_shell.run("jobs", "watch", "1").code == 0
    assert saved(shaky_shell) == {"p/one": b"p/one", "p/two": b"p/two"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_nothing_half_written(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str, number: signal.Signals
) -> None:
    fill(store, bucket, "p/held")
    held = proxy.inject(
        Fault(FaultKind.STALL_RESPONSE, f"GET /{bucket}/p/held", times=None, after_bytes=2)
    )
    with shaky_shell.start("get", f"s3://{bucket}/p/") as process:
        proxy.wait_until(lambda proxy: proxy.struck(held) > 0)
        process.send_signal(number)
        done = shaky_shell.end(process)
    assert done.code == 130
    assert done.err == "Stopped. Downloaded 0 objects (0 B); 1 not done.\n"
    assert saved(shaky_shell) == {}


def test_a_terminal_that_goes_leaves_the_job_to_the_worker(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/held")
    held = proxy.inject(Fault(FaultKind.STALL_RESPONSE, f"GET /{bucket}/p/held", times=None))
    with shaky_shell.terminal("get", f"s3://{bucket}/p/", f"{shaky_shell.folder}/") as terminal:
        while not proxy.struck(held):
            terminal.wait_for("0 of 1")
    assert shaky_shell.run("jobs", "pause", "1").err == "Job 1 is paused.\n"
    proxy.heal()
    assert shaky_shell.run("jobs", "resume", "1").code == 0
    assert shaky_shell.run("jobs", "watch", "1").code == 0
    assert saved(shaky_shell) == {"p/held": b"p/held"}


def test_a_second_interrupt_leaves_the_tidying_up_to_the_worker(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/held")
    held = proxy.inject(
        Fault(FaultKind.STALL_RESPONSE, f"GET /{bucket}/p/held", times=None, after_bytes=2)
    )
    with shaky_shell.start("get", f"s3://{bucket}/p/") as process:
        proxy.wait_until(lambda proxy: proxy.struck(held) > 0)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        done = shaky_shell.end(process)
    assert done.code == 130
    assert shaky_shell.run("jobs", "watch", "1").code in {0, 130}
    assert saved(shaky_shell) == {}


def test_an_interrupt_cancels_all_that_was_asked_for(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/held", "q/next/held")
    held = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "/held", times=None))
    uris = (f"s3://{bucket}/p/", f"s3://{bucket}/q/next/")
    with shaky_shell.start("get", *uris, "--json") as process:
        proxy.wait_until(lambda proxy: proxy.struck(held) > 1)
        process.send_signal(signal.SIGINT)
        done = shaky_shell.end(process)
    assert done.code == 130
    (record,) = done.records
    assert (record["state"], record["done"], record["not_done"]) == ("cancelled", 0, 2)
    assert saved(shaky_shell) == {}


def test_progress_is_drawn_on_a_terminal_and_wiped(
    shaky_shell: Shell, proxy: FaultProxy, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/held")
    proxy.inject(Fault(FaultKind.HOLD, f"GET /{bucket}/p/held"))
    with shaky_shell.terminal("get", f"s3://{bucket}/p/", f"{shaky_shell.folder}/") as terminal:
        terminal.wait_for("0%  0 of 1")
        proxy.heal()
        assert terminal.wait_exit() == 0
        assert terminal.screen_text().strip() == "Downloaded 1 object (6 B); checked: 1 by md5."
    assert saved(shaky_shell) == {"p/held": b"p/held"}
