"""One holder at a time, and a lock that knows when it is none any more."""

from __future__ import annotations

from pathlib import Path

from jos_tui.jobs.worker.lock import WorkerLock, holder


def test_only_one_holds_it_and_says_who(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = WorkerLock.take(path)
    assert lock is not None
    assert WorkerLock.take(path) is None
    assert int(holder(path)) > 0
    lock.release()
    assert not path.exists()


def test_a_file_that_was_left_behind_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text("a longer text than the number of a process\n", encoding="ascii")
    lock = WorkerLock.take(path)
    assert lock is not None
    assert holder(path).isdigit()
    lock.release()


def test_a_lock_whose_file_is_gone_is_no_longer_ours(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = WorkerLock.take(path)
    assert lock is not None
    path.unlink()
    assert not lock.is_ours()
    other = WorkerLock.take(path)
    assert other is not None
    assert not lock.is_ours()
    lock.release()
    assert other.is_ours()  # and its file was not removed with ours
    other.release()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="ascii")
    (tmp_path / "lock").symlink_to(victim)
    try:
        WorkerLock.take(tmp_path / "lock")
    except OSError:
        assert victim.read_text(encoding="ascii") == "precious"
    else:
        raise AssertionError("it was followed")
