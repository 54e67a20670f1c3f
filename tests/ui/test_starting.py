"""What the first frame waits for, and what waits for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.profile import Profile
from jos_tui.ui.session import Listeners, Session

LONG_ENOUGH = 60.0
NOBODY = Profile("nobody", parse_endpoint("http://127.0.0.1:1"))


def crashed(error: BaseException) -> None:
    raise error


@pytest.fixture
def session(home: StateHome) -> Session:
    return Session(NOBODY, home, Listeners(lambda _: None, lambda _: None, crashed))


@pytest.mark.parametrize("place", ["", "bucket/prefix/", "bucket/prefix/object"])
def test_minio_is_loaded_behind_a_first_frame_not_drawn_in_vain(tmp_path: Path, place: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.first_frame", str(tmp_path), place],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=LONG_ENOUGH,
    )
    assert done.stdout == "behind 0\n"


def test_what_is_held_back_is_asked_once_it_may_begin(session: Session) -> None:
    order: list[str] = []
    pools = (session.listing, session.tree, session.looks)
    session.hold_back()
    for pool in pools:
        pool.submit(lambda _: order.append("asked"))
    assert not any(pool.join(0.0) for pool in pools)
    order.append("may begin")
    session.begin()
    assert all(pool.join(LONG_ENOUGH) for pool in pools)
    assert order == ["may begin", *["asked"] * len(pools)]
    session.close()


def test_a_session_that_never_began_can_be_closed(session: Session) -> None:
    asked: list[CancelToken] = []
    session.hold_back()
    session.listing.submit(asked.append)
    session.close()
    assert all(pool.join(LONG_ENOUGH) for pool in (session.listing, session.tree, session.looks))
    assert asked == []
