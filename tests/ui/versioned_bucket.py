"""A bucket that keeps versions, and what is on a screen that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from jos_tui.store.versions import Version
from jos_tui.ui.dialogs.get import GetDialog
from jos_tui.ui.versions.as_of_screen import AsOfScreen
from jos_tui.ui.versions.deleted_screen import DeletedScreen
from jos_tui.ui.versions.object_screen import VersionsScreen
from tests.support.faults import Fault, FaultKind, s3_error
from tests.ui.driving import (
    SMALL,
    WIDE,
    settle,
    until,
)

NOW = CancelToken()
SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])


def put(store: Store, bucket: str, key: str, *bodies: bytes) -> None:
    for body in bodies:
        store.put(bucket, key, body, NOW)


def versions(store: Store, bucket: str) -> list[Version]:
    return [one for page in store.versions(Location(bucket), NOW) for one in page]


def content(store: Store, bucket: str, key: str) -> bytes:
    return b"".join(store.read(bucket, key, NOW))


def denied(match: str) -> Fault:
    body = s3_error("AccessDenied")
    xml = {"Content-Type": "application/xml"}
    return Fault(FaultKind.CANNED, match, None, status=403, headers=xml, body=body)


def lines(pilot: Pilot[None]) -> list[str]:
    screen = pilot.app.screen
    assert isinstance(screen, VersionsScreen | DeletedScreen | AsOfScreen), screen
    return [row.lines[0] for row in screen.list.rows]


@contextmanager
def with_moment_between(store: Store, bucket: str) -> Iterator[list[int]]:
    """Hand out a list that gets a moment: what is written before the block ends is older."""
    moment: list[int] = []
    yield moment
    put(store, bucket, "~clock", b"")
    [then] = [one.modified_ms for one in versions(store, bucket) if one.key == "~clock"]
    while max(one.modified_ms for one in versions(store, bucket) if one.key == "~clock") <= then:
        put(store, bucket, "~clock", b"")
    moment.append(then)


async def save(pilot: Pilot[None], folder: Path, *names: str) -> None:
    """Say where to, and wait until these files are there."""
    await until(pilot, lambda: isinstance(pilot.app.screen, GetDialog), "no dialog")
    dialog = pilot.app.screen
    dialog.query_one("#folder").value = f"{folder}/"  # type: ignore[attr-defined]
    await pilot.press("enter")
    await until(pilot, lambda: {path.name for path in folder.glob("*")} >= set(names), "not saved")
    await settle(pilot)
