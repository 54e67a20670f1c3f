"""What the first frame waits for, and what waits for it."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.profile import Profile
from jos_tui.ui.session import Listeners, Session
from tests.support.patience import LONG_ENOUGH

MOST_MODULES, MOST_DATA_CLASSES, MOST_WIDGETS, MOST_RULES = 136, 11, 6, 80
NOBODY = Profile("nobody", parse_endpoint("http://127.0.0.1:1"))


def crashed(error: BaseException) -> None:
    raise error


@pytest.fixture
def session(home: StateHome) -> Session:
    return Session(NOBODY, home, Listeners(lambda _: None, lambda _: None, crashed))


@cache
def first_frame(place: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.ui.first_frame", folder, place],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
            timeout=LONG_ENOUGH,
        )
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


@pytest.mark.parametrize("place", ["", "bucket/prefix/", "bucket/prefix/object"])
def test_minio_is_loaded_behind_a_first_frame_that_is_drawn_once(place: str) -> None:
    seen = first_frame(place)
    assert seen["behind"]
    assert seen["in vain"] == 0
    assert seen["drawn"] == 1
    assert len(seen["screens"]) == 1, seen["screens"]


@pytest.mark.parametrize(
    "later",
    [
        "jos_tui.browse.matching",
        "jos_tui.browse.query",
        "jos_tui.jobs.model",
        "jos_tui.jobs.request",
        "jos_tui.ui.browser.background",
        "jos_tui.ui.connections.screen",
        "jos_tui.ui.dialogs",
        "jos_tui.ui.job_words",
        "jos_tui.ui.widgets.filter_bar",
        "jos_tui.ui.widgets.job_bar",
        "jos_tui.ui.widgets.key_menu",
    ],
)
def test_what_a_key_or_a_job_shows_is_not_loaded_for_the_first_frame(later: str) -> None:
    assert later not in first_frame("bucket/prefix/")["modules"]


def test_little_is_made_for_the_first_frame() -> None:
    """Each data class costs as much as six named tuples, each widget is styled and laid out."""
    seen = first_frame("bucket/prefix/")
    assert len(seen["modules"]) <= MOST_MODULES, seen["modules"]
    assert len(seen["data classes"]) <= MOST_DATA_CLASSES, seen["data classes"]
    assert len(seen["widgets"]) <= MOST_WIDGETS, seen["widgets"]
    assert seen["rules"] <= MOST_RULES


def test_what_is_held_back_is_asked_once_it_may_begin(session: Session) -> None:
    order: list[str] = []
    pools = (session.listing, session.tree, session.looks)
    session.hold_back()
    for pool in pools:
        pool.submit(lambda _: order.append("asked"))
    assert not any(pool.join(0.0) for pool in pools)
    order.append("may begin")
    session.begin()
    session.answered()
    assert all(pool.join(LONG_ENOUGH) for pool in pools)
    assert order == ["may begin", *["asked"] * len(pools)]
    session.close()


def test_jobs_are_looked_for_once_the_first_rows_are_there(session: Session) -> None:
    order: list[str] = []
    session.hold_back(rows_seconds=LONG_ENOUGH)
    session.looks.submit(lambda _: order.append("looked"))
    session.listing.submit(lambda _: order.append("listed"))
    session.begin()
    assert session.listing.join(LONG_ENOUGH)
    order.append("drawn")
    session.answered()
    assert session.looks.join(LONG_ENOUGH)
    assert order == ["listed", "drawn", "looked"]
    session.close()


def test_jobs_are_looked_for_even_if_a_store_does_not_answer(session: Session) -> None:
    session.hold_back(rows_seconds=0.0)
    session.begin()
    assert session.looks.join(LONG_ENOUGH)
    assert session.waits_for_rows
    session.close()


def test_a_session_that_never_began_can_be_closed(session: Session) -> None:
    asked: list[CancelToken] = []
    session.hold_back()
    session.listing.submit(asked.append)
    session.close()
    assert all(pool.join(LONG_ENOUGH) for pool in (session.listing, session.tree, session.looks))
    assert asked == []
