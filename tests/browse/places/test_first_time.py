"""The first time is the first time once."""

from __future__ import annotations

from pathlib import Path

from jos_tui.browse.places.first_time import is_first_time


def test_only_the_first_time_is_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "jos-tui"
    assert [is_first_time(folder) for _ in range(3)] == [True, False, False]


def test_what_cannot_be_remembered_is_no_first_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not is_first_time(tmp_path / "file" / "jos-tui")
