"""What is written can be read back, and cannot steer a terminal."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from jos_tui.cli.output import as_json
from jos_tui.cli.progress import progress_text, together
from jos_tui.jobs.model import JobKind, JobSnapshot, JobState


@given(st.text(st.characters(exclude_categories=())))
def test_any_key_is_one_line_of_json_without_control_characters(key: str) -> None:
    line = as_json({"key": key})
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line) == {"key": key}


def snapshot(
    done: int = 0, size: int = 0, rate: float = 0.0, failed: int = 0, planned: bool = True
) -> JobSnapshot:
    return JobSnapshot(
        id=1,
        kind=JobKind.GET,
        title="Download",
        state=JobState.RUNNING,
        items_total=2000,
        items_done=done,
        items_skipped=0,
        items_failed=failed,
        bytes_total=size,
        bytes_done=size // 2,
        rate=rate,
        seconds_left=7.0 if rate else None,
        current="a\x1b[31mb",
        planned=planned,
    )


def test_progress_says_what_is_known() -> None:
    assert progress_text(snapshot()) == "0 of 2,000"
    assert progress_text(snapshot(done=1204, size=8_000_000, rate=118e6)) == (
        "50%  1,204 of 2,000  118.0 MB/s  0:07 left"
    )
    assert progress_text(snapshot(failed=3)) == "3 of 2,000  3 failed"


def test_progress_promises_nothing_while_the_total_still_grows() -> None:
    assert progress_text(snapshot(done=1204, size=8_000_000, rate=118e6, planned=False)) == (
        "1,204 of 2,000+  118.0 MB/s"
    )


def test_several_jobs_are_shown_as_one() -> None:
    both = together([snapshot(done=1, size=300, rate=10.0), snapshot(size=100, planned=False)])
    assert (both.items_done, both.items_total, both.bytes_total) == (1, 4000, 400)
    assert (both.rate, both.seconds_left, both.planned) == (10.0, 7.0, False)


@given(st.integers(0, 10**9), st.integers(0, 10**18), st.floats(0, 1e12), st.integers(0, 10**9))
def test_progress_is_plain_ascii(done: int, size: int, rate: float, failed: int) -> None:
    text = progress_text(snapshot(done, size, rate, failed))
    assert text.isascii()
    assert text.isprintable()
