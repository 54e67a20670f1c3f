"""Where worker and clients meet is a place nobody else can get into."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jos_tui.core.errors import LocalError
from jos_tui.jobs.worker.paths import MeetingPoint, StateHome


def test_the_folder_is_made_for_the_user_alone(tmp_path: Path) -> None:
    point = MeetingPoint(tmp_path, "0123456789")
    point.prepare()
    assert point.folder.stat().st_mode & 0o777 == 0o700
    point.prepare()


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o777])
def test_a_folder_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    point = MeetingPoint(tmp_path, "0123456789")
    point.folder.mkdir()
    point.folder.chmod(mode)
    with pytest.raises(LocalError) as caught:
        point.prepare()
    assert caught.value.reason == "Other users may use it"
    assert f"chmod 700 {point.folder}" in caught.value.next_step


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    point = MeetingPoint(tmp_path, "0123456789", uid=os.getuid() + 1)
    point.folder.mkdir(mode=0o700)
    with pytest.raises(LocalError, match="cannot be used") as caught:
        point.prepare()
    assert caught.value.reason == "It belongs to another user"


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    point = MeetingPoint(tmp_path, "0123456789")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    point.folder.symlink_to(elsewhere)
    with pytest.raises(LocalError) as caught:
        point.prepare()
    assert caught.value.reason == "It is not a folder"


def test_each_journal_has_a_meeting_point_of_its_own(tmp_path: Path) -> None:
    one, other = StateHome(tmp_path / "a").meeting_point, StateHome(tmp_path / "b").meeting_point
    assert one.folder == other.folder
    assert one.socket != other.socket
    assert one.lock != other.lock


def test_a_state_folder_has_one_meeting_point_by_whatever_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to("a")
    assert StateHome(tmp_path / "b").meeting_point == StateHome(tmp_path / "a").meeting_point


def test_the_socket_has_a_name_that_sockets_can_have(tmp_path: Path) -> None:
    deep = StateHome(tmp_path / ("long-name-" * 20))
    assert len(os.fsencode(deep.meeting_point.socket)) < 100


@pytest.mark.parametrize(
    ("variable", "expected"),
    [("/somewhere", "/somewhere/jos-tui"), ("", "~/.local/state/jos-tui"), ("not/absolute", "~")],
)
def test_the_state_folder_follows_the_environment(variable: str, expected: str) -> None:
    folder = StateHome.of_user({"XDG_STATE_HOME": variable}).folder
    assert folder.is_relative_to(Path(expected).expanduser())
