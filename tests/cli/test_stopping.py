"""What is made of Ctrl-C, however fast it is pressed."""

from __future__ import annotations

import ctypes
import signal
from pathlib import Path

import pytest

from jos_tui.cli.stopping import StopRequest
from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from tests.cli.shell import SOON_SECONDS, Shell
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind

libc = ctypes.CDLL(None)


def press(stop: StopRequest) -> None:
    stop(signal.SIGINT, None)


def test_an_interrupt_is_taken_note_of() -> None:
    stop = StopRequest()
    assert not stop.asked
    press(stop)
    assert stop.asked
    stop.passed_on()


def test_a_second_interrupt_ends_at_once_when_the_worker_knows() -> None:
    stop = StopRequest()
    press(stop)
    stop.passed_on()
    with pytest.raises(KeyboardInterrupt):
        press(stop)


def test_two_interrupts_in_one_go_end_only_when_the_worker_knows() -> None:
    stop = StopRequest()
    press(stop)
    press(stop)
    with pytest.raises(KeyboardInterrupt):
        stop.passed_on()


def test_a_third_interrupt_ends_also_when_the_worker_does_not_answer() -> None:
    stop = StopRequest()
    press(stop)
    press(stop)
    with pytest.raises(KeyboardInterrupt):
        press(stop)


@pytest.mark.skipif(not hasattr(libc, "tgkill"), reason="signals of single threads: Linux")
@pytest.mark.parametrize(
    ("command", "more"), [("ls", []), ("du", []), ("find", ["a"])], ids=["ls", "du", "find"]
)
def test_an_interrupt_is_heard_that_comes_just_before_an_answer_is_waited_for(
    shaky_shell: Shell, store: Store, proxy: FaultProxy, bucket: str, command: str, more: list[str]
) -> None:
    """As one that the system gives to another thread: it interrupts no call of the main one."""
    store.put(bucket, "a", b"1", CancelToken())
    stalled = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "list-type"))
    with shaky_shell.start(command, f"s3://{bucket}", *more) as process:
        proxy.wait_until(lambda proxy: proxy.struck(stalled) == 1)
        threads = {int(task.name) for task in Path(f"/proc/{process.pid}/task").iterdir()}

        libc.tgkill(process.pid, max(threads - {process.pid}), signal.SIGINT)
        process.wait(SOON_SECONDS)

        done = shaky_shell.end(process)
    assert (done.code, done.err) == (130, "Interrupted.\n")
