"""What counts as the same when a folder is uploaded again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Cancelled
from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.planning.contents import Content, Contents
from jos_tui.jobs.planning.same import same_as_uploaded
from jos_tui.jobs.planning.walk import file_node
from jos_tui.store.checksums import multipart_etag

MIB = 1 << 20
HERE, OTHER = b"here!", b"there"
LONG_AGO = 1_500_000_000


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def in_parts(content: bytes, length: int) -> str:
    return multipart_etag(
        [md5(content[start : start + length]) for start in range(0, len(content), length)]
    )


def stored(after: Path, etag: str, *, size: int = len(HERE), seconds: int = 2) -> Entry:
    """Return an object that was stored so long after the last thing that was done to a file."""
    moment_ms = after.stat().st_ctime_ns // 1_000_000 + 1 + 1000 * seconds
    return Entry("key", Kind.OBJECT, size, moment_ms, etag)


def file(folder: Path, content: bytes = HERE, changed: int = LONG_AGO) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    os.utime(path, (changed, changed))
    return path


def is_same(path: Path, entry: Entry, most_read: int = 100 * MIB) -> bool:
    return same_as_uploaded(planned(path), entry, Contents(CancelToken(), most_read))


def planned(path: Path) -> PlannedItem:
    node = file_node(str(path), path.name)
    return PlannedItem(
        Action.PUT,
        "bucket",
        "key",
        node.path,
        node.size,
        node.modified_ns,
        node.inode,
        changed_ns=node.changed_ns,
    )


def test_another_size_or_a_later_change_is_another_file_whatever_the_content(
    tmp_path: Path,
) -> None:
    path = file(tmp_path)
    assert not is_same(path, stored(path, md5(HERE), size=4))
    later = file(tmp_path, changed=4_000_000_000)
    assert not is_same(later, stored(later, md5(HERE)))


@pytest.mark.parametrize("etag", [md5(HERE), md5(OTHER), in_parts(HERE, MIB), "no-md5", ""])
def test_a_file_that_nothing_was_done_to_since_is_the_same_and_is_not_read(
    tmp_path: Path, etag: str
) -> None:
    path = file(tmp_path)
    assert is_same(path, stored(path, etag), most_read=0)
    assert is_same(path, stored(path, etag))


def test_a_file_that_planning_has_just_looked_at_is_not_looked_at_again(tmp_path: Path) -> None:
    path = file(tmp_path)
    item, entry = planned(path), stored(path, md5(OTHER))
    path.unlink()
    assert same_as_uploaded(item, entry, Contents(CancelToken()))


def test_what_was_done_right_before_may_have_been_done_after(tmp_path: Path) -> None:
    path = file(tmp_path)
    assert not is_same(path, stored(path, md5(OTHER), seconds=0))


@pytest.mark.parametrize(
    ("etag", "same"),
    [
        (md5(HERE), True),
        (md5(OTHER), False),
        (in_parts(HERE, MIB), True),
        (in_parts(OTHER, MIB), True),  # may be of parts of another size
        ("no-md5", True),
        ("", True),
    ],
)
def test_of_an_old_file_that_was_put_here_since_the_content_decides_where_it_can_be_told(
    tmp_path: Path, etag: str, same: bool
) -> None:
    path = file(tmp_path)
    assert is_same(path, stored(path, etag, seconds=-100)) is same


def test_what_is_too_much_to_read_or_gone_is_told_by_its_time(tmp_path: Path) -> None:
    path = file(tmp_path)
    entry = stored(path, md5(OTHER), seconds=-100)
    assert is_same(path, entry, most_read=len(HERE) - 1)
    item = PlannedItem(Action.PUT, "bucket", "key", str(tmp_path / "gone"), 5, LONG_AGO * 10**9, 0)
    assert same_as_uploaded(item, entry, Contents(CancelToken()))


def test_all_together_not_more_is_read_than_agreed(tmp_path: Path) -> None:
    path = file(tmp_path)
    contents = Contents(CancelToken(), 2 * len(HERE))
    entry = stored(path, md5(HERE))
    found = [contents.compared(str(path), entry) for _ in range(3)]
    assert found == [Content.SAME, Content.SAME, Content.UNTOLD]


def test_what_is_no_file_or_another_one_by_now_is_not_called_the_same(tmp_path: Path) -> None:
    path = file(tmp_path)
    entry = stored(path, md5(HERE))
    path.write_bytes(HERE + b"more")
    assert Contents(CancelToken()).compared(str(path), entry) is Content.OTHER
    path.unlink()
    os.mkfifo(path)
    assert Contents(CancelToken()).compared(str(path), entry) is Content.UNREAD


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path, cancelled = file(tmp_path), CancelToken()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        Contents(cancelled).compared(str(path), stored(path, md5(HERE)))
