from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.jobs.journal.where import journal_name


@given(st.text(max_size=300))
def test_every_host_has_a_usable_file_name(hostname: str) -> None:
    name = journal_name(hostname)
    assert name.isascii()
    assert "/" not in name
    assert "\x00" not in name
    assert len(name) < 100


@given(st.text(max_size=80), st.text(max_size=80))
def test_two_hosts_never_share_a_file(one: str, other: str) -> None:
    assert (journal_name(one) == journal_name(other)) == (one.lower() == other.lower())


@pytest.mark.parametrize(("one", "other"), [("a/b", "a-b"), ("", "host"), ("é", "è")])
def test_names_that_look_alike_once_made_safe_stay_apart(one: str, other: str) -> None:
    assert journal_name(one) != journal_name(other)
