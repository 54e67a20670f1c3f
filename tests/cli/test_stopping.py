"""What is made of Ctrl-C, however fast it is pressed."""

from __future__ import annotations

import signal

import pytest

from jos_tui.cli.stopping import StopRequest


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
