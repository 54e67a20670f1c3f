from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from jos_tui.core.errors import DiskFull
from jos_tui.jobs.local_disk import folds_case, free_bytes, local_error


def test_the_disk_of_a_folder_to_come_is_that_of_its_parent(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "there" / "yet") is not None


def test_the_probe_for_case_says_what_the_disk_does_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "Probe").touch()
    assert folds_case(tmp_path / "new") == (tmp_path / "pROBE").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["Probe"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_or_quota_is_told_from_other_errors(number: int) -> None:
    assert isinstance(local_error(OSError(number, os.strerror(number)), "/x"), DiskFull)


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOENT, errno.EIO, errno.ENOTDIR])
def test_an_error_names_the_file_and_the_reason(number: int) -> None:
    error = local_error(OSError(number, os.strerror(number)), "/data/{odd}\x1b.nc")
    assert not isinstance(error, DiskFull)
    assert "/data/{odd}␛.nc" in error.title
    assert error.reason == os.strerror(number)
