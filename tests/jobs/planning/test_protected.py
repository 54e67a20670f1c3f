"""What is protected is not replaced by an upload before the user was asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.request import EmptyFolders
from jos_tui.store.store import connect
from tests.jobs.bench import write_tree
from tests.jobs.planning.desk import Desk, Kept, planned

REPLACING = [Conflict.OVERWRITE, Conflict.IF_NEWER, Conflict.IF_DIFFERENT]
LONG_HENCE = 4_000_000_000


@pytest.fixture
def guarded(desk: Desk) -> Iterator[Desk]:
    """A desk on a connection with something protected."""
    profile = replace(desk.store.profile, protected=(f"{desk.bucket}/run/final/*",))
    with closing(connect(profile)) as store:
        yield replace(desk, store=store)


def planned_with(desk: Desk, conflict: Conflict) -> Kept:
    """Plan an upload of files that are newer than, and differ from, what is there."""
    write_tree(desk.folder, {"run/final/a": b"new", "run/final/b": b"new", "run/c": b"new"})
    desk.fill("run/final/a", "run/c", body=b"is there")
    for name in ("run/final/a", "run/c"):
        os.utime(desk.folder / name, (LONG_HENCE, LONG_HENCE))
    return planned(desk.store, replace(desk.put(desk.folder / "run"), conflict=conflict))


@pytest.mark.parametrize("conflict", REPLACING)
def test_it_waits_for_an_answer_and_the_rest_goes_on(guarded: Desk, conflict: Conflict) -> None:
    assert planned_with(guarded, conflict).states() == {
        "run/c": ItemState.WAITING,
        "run/final/a": ItemState.HELD,
        "run/final/b": ItemState.WAITING,
    }


@pytest.mark.parametrize("conflict", REPLACING)
def test_nor_does_it_replace_what_comes_to_be_there_meanwhile(
    guarded: Desk, conflict: Conflict
) -> None:
    items = {item.key: item.conflict for item in planned_with(guarded, conflict).items}
    assert items["run/final/b"] is Conflict.ASK
    assert items["run/c"] is None


@pytest.mark.parametrize("conflict", REPLACING)
def test_elsewhere_nothing_is_asked(desk: Desk, conflict: Conflict) -> None:
    states = planned_with(desk, conflict).states()
    assert set(states.values()) == {ItemState.WAITING}


def test_who_skips_or_keeps_both_replaces_nothing(guarded: Desk) -> None:
    assert planned_with(guarded, Conflict.SKIP).state_of("run/final/a") is ItemState.SKIPPED
    both = planned_with(guarded, Conflict.KEEP_BOTH)
    assert "run/final/a" not in both.keys
    assert ItemState.HELD not in both.states().values()


def test_a_marker_of_a_folder_replaces_none_there(guarded: Desk) -> None:
    (guarded.folder / "run" / "final" / "empty").mkdir(parents=True)
    guarded.fill("run/final/empty/", body=b"not empty")
    request = replace(
        guarded.put(guarded.folder / "run"),
        conflict=Conflict.OVERWRITE,
        empty_folders=EmptyFolders.MARK,
    )
    assert planned(guarded.store, request).state_of("run/final/empty/") is ItemState.SKIPPED
