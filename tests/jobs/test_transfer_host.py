"""On machines that are not meant for it a big transfer says so, once."""

from __future__ import annotations

import pytest

from jos_tui.jobs.model import JobKind, JobSnapshot, JobState
from jos_tui.jobs.transfer_host import BIG_BYTES, TransferHost


def job(kind: JobKind, size: int) -> JobSnapshot:
    return JobSnapshot(1, kind, "", JobState.RUNNING, 1, 0, 0, 0, size, 0, 0.0, None, "")


@pytest.mark.parametrize("host", ["sci-vm-01.jasmin.ac.uk", "sci-ph-03", "host1091.jc.rl.ac.uk"])
def test_a_big_transfer_from_a_sci_machine_is_told_once(host: str) -> None:
    told = TransferHost(host)
    assert told.words_for([job(JobKind.PUT, BIG_BYTES - 1)]) == ""
    assert "xfer" in told.words_for([job(JobKind.PUT, BIG_BYTES)])
    assert told.words_for([job(JobKind.GET, BIG_BYTES)]) == ""


@pytest.mark.parametrize("host", ["xfer-vm-01", "hpxfer3", "laptop", "my-sci-box", "host123"])
def test_other_machines_say_nothing(host: str) -> None:
    assert TransferHost(host).words_for([job(JobKind.GET, BIG_BYTES)]) == ""


def test_what_the_store_does_by_itself_is_no_transfer() -> None:
    assert TransferHost("sci-vm-01").words_for([job(JobKind.DELETE, BIG_BYTES)]) == ""
