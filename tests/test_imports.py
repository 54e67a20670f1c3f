"""What starts light stays light: who loads Textual and minio, seen at run time."""

from __future__ import annotations

import subprocess
import sys

import pytest


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("heavy", ["textual", "minio", "urllib3"])
def test_the_command_line_loads_nothing_heavy(heavy: str) -> None:
    assert heavy not in loaded_by("import jos_tui.cli.main")


def test_the_screen_does_not_wait_for_minio() -> None:
    assert "minio" not in loaded_by("import jos_tui.ui.app")


@pytest.mark.parametrize("room", ["browse.listing_model", "jobs.engine", "store.store"])
def test_no_room_below_the_screen_knows_textual(room: str) -> None:
    assert "textual" not in loaded_by(f"import jos_tui.{room}")
