"""One registry of actions: every key has one meaning, every action is built and documented."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jos_tui.browse.dataset import Datasets
from jos_tui.core.location import Location
from jos_tui.jobs.model import JobKind, JobSnapshot, JobState
from jos_tui.keymap import (
    ACTIONS,
    CONNECTIONS_ACTIONS,
    ITEMS_ACTIONS,
    MOVES,
    PREVIEW_ACTIONS,
    TRANSFERS_ACTIONS,
    USAGE_ACTIONS,
    ZARR_ACTIONS,
    Action,
    Group,
    grouped,
    markdown_table,
    show_key,
    strokes,
)
from jos_tui.keymap.unseen import (
    AS_OF_ACTIONS,
    DELETED_ACTIONS,
    MARKERS_ACTIONS,
    OLDER_ACTIONS,
    UPLOADS_ACTIONS,
    VERSIONS_ACTIONS,
)
from jos_tui.preview.plain import Subject
from jos_tui.ui.app import JosApp
from jos_tui.ui.connections.screen import ConnectionsScreen
from jos_tui.ui.key_dispatch import Following, KeyDispatch
from jos_tui.ui.leftovers.markers_screen import MarkersScreen
from jos_tui.ui.leftovers.older_screen import OlderScreen
from jos_tui.ui.leftovers.uploads_screen import UploadsScreen
from jos_tui.ui.preview.looked_at import ObjectLookedAt
from jos_tui.ui.preview.plain_screen import PlainScreen
from jos_tui.ui.preview.zarr_screen import ZarrScreen
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.transfers.job_screen import JobScreen
from jos_tui.ui.transfers.screen import TransfersScreen
from jos_tui.ui.usage.screen import UsageScreen
from jos_tui.ui.versions.as_of_screen import AsOfScreen
from jos_tui.ui.versions.deleted_screen import DeletedScreen
from jos_tui.ui.versions.object_screen import VersionsScreen
from tests.support.servers import S3Server
from tests.ui.driving import browser, running

README = Path(__file__).parents[2] / "README.md"
OWNED_BY_TERMINALS = {
    "ctrl+s",
    "ctrl+q",
    "ctrl+z",
    "ctrl+a",
    "ctrl+b",
    "ctrl+h",
    "ctrl+i",
    "ctrl+m",
}


SCREENS = (
    ACTIONS,
    (*MOVES, *TRANSFERS_ACTIONS),
    (*MOVES, *ITEMS_ACTIONS),
    (*MOVES, *PREVIEW_ACTIONS),
    (*MOVES, *ZARR_ACTIONS),
    (*MOVES, *USAGE_ACTIONS),
    (*MOVES, *VERSIONS_ACTIONS),
    (*MOVES, *DELETED_ACTIONS),
    (*MOVES, *AS_OF_ACTIONS),
    (*MOVES, *UPLOADS_ACTIONS),
    (*MOVES, *OLDER_ACTIONS),
    (*MOVES, *MARKERS_ACTIONS),
)


@pytest.mark.parametrize("actions", SCREENS, ids=lambda actions: actions[-6].id)
def test_no_key_means_two_things(actions: tuple[Action, ...]) -> None:
    keys = Counter(key for action in actions for key in action.keys)
    assert [key for key, uses in keys.items() if uses > 1] == []

    single = {key for key in keys if len(strokes(key)) == 1}
    prefixes = {strokes(key)[0] for key in keys if len(strokes(key)) > 1}
    assert single & prefixes == set()


def test_no_action_sits_on_keys_that_terminals_own() -> None:
    actions = [action for screen in SCREENS for action in screen]
    assert {key for action in actions for key in action.keys} & OWNED_BY_TERMINALS == set()


def test_every_group_has_actions_and_every_action_its_words() -> None:
    assert [group for group, actions in grouped() if actions] == list(Group)
    assert all(one.label and one.help for _, actions in grouped() for one in actions)


async def test_every_action_is_built_and_nothing_is_built_that_has_no_key(
    ministack: S3Server,
) -> None:
    async with running(ministack.profile()) as pilot:
        assert browser(pilot).actions.ids == {action.id for action in ACTIONS}
        session = browser(pilot).session
        job = JobSnapshot(1, JobKind.PUT, "", JobState.DONE, 0, 0, 0, 0, 0, 0, 0.0, None, "")
        desk = Desk(session, lambda _, __: None, "")
        moves = {action.id for action in MOVES}
        for screen, actions in (
            (_connections(pilot), CONNECTIONS_ACTIONS),
            (TransfersScreen(session), TRANSFERS_ACTIONS),
            (JobScreen(session, job), ITEMS_ACTIONS),
            (UsageScreen(session, Location("b"), lambda *_: None), USAGE_ACTIONS),
            (VersionsScreen(desk, "bucket", "key"), VERSIONS_ACTIONS),
            (DeletedScreen(desk, Location()), DELETED_ACTIONS),
            (AsOfScreen(desk, Location("bucket"), 1), AS_OF_ACTIONS),
            (UploadsScreen(desk, Location()), UPLOADS_ACTIONS),
            (OlderScreen(desk, Location()), OLDER_ACTIONS),
            (MarkersScreen(desk, Location()), MARKERS_ACTIONS),
            (PlainScreen(ObjectLookedAt(session, Subject("bucket", "key"))), PREVIEW_ACTIONS),
            (ZarrScreen(session, Location("bucket", "a.zarr/"), Datasets()), ZARR_ACTIONS),
        ):
            assert screen.action_ids == moves | {action.id for action in actions}


def _connections(pilot: Pilot[None]) -> ConnectionsScreen:
    assert isinstance(pilot.app, JosApp)
    return pilot.app.connecting.screen


def test_the_readme_shows_the_keys_of_the_registry() -> None:
    assert markdown_table() in README.read_text(encoding="utf-8")


def test_keys_are_shown_as_people_write_them() -> None:
    assert show_key("ctrl+d") == "Ctrl-D"
    assert show_key("f5") == "F5"
    assert show_key("g p") == "g p"
    assert show_key("pagedown") == "PgDn"


def test_a_prefix_key_waits_for_the_next_and_a_strange_one_ends_the_sequence() -> None:
    dispatch = KeyDispatch(ACTIONS)
    following = dispatch.feed("g")
    assert isinstance(following, Following)
    assert dispatch.waiting

    path = dispatch.feed("p")
    assert not isinstance(path, Following)
    assert path is not None
    assert path.id == "go.path"

    dispatch.feed("g")
    assert dispatch.feed("d") is None, "g d must not delete"
    assert not dispatch.waiting
