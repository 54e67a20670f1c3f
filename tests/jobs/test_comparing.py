"""What differs between a folder and a level of a store."""

from __future__ import annotations

import base64
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, LocalError
from jos_tui.core.location import Location
from jos_tui.jobs.comparing import Comparison, Finding, compare
from jos_tui.store.checksums import md5_of
from jos_tui.store.store import Store
from tests.jobs.bench import as_ordinary_user, write_tree

OLD = (1_600_000_000, 1_600_000_000)
NEW = (4_000_000_000, 4_000_000_000)


def compared(store: Store, bucket: str, folder: Path, prefix: str = "p/") -> Comparison:
    comparison = Comparison(Location(bucket, prefix))
    for one in compare(store, Location(bucket, prefix), str(folder), CancelToken()):
        comparison.add(one)
    return comparison


def test_what_is_on_one_side_or_differs_is_told_with_its_rows(
    any_store: Store, any_bucket: str, tmp_path: Path
) -> None:
    here = {"a/one": b"1", "a/two": b"22", "a!": b"!", "new/deep/x": b"x", "same": b"same"}
    there = {"a/one": b"1", "a/two": b"2", "b/only": b"b", "same": b"same", "z": b""}
    write_tree(tmp_path, here)
    for name, content in there.items():
        any_store.put(any_bucket, f"p/{name}", content, CancelToken())

    found = compared(any_store, any_bucket, tmp_path)
    assert found.counts == Counter(
        {Finding.SAME: 2, Finding.DIFFERS: 1, Finding.ONLY_HERE: 2, Finding.ONLY_THERE: 2}
    )
    assert found.here == {"a/", "a!", "new/"}
    assert found.there == {"p/a/", "p/b/", "p/z"}
    assert compared(any_store, any_bucket, tmp_path, "q/").counts == {Finding.ONLY_HERE: 5}


@pytest.mark.parametrize("times", [OLD, NEW])
def test_of_one_size_it_is_the_content_that_tells_whichever_is_newer(
    store: Store, bucket: str, tmp_path: Path, times: tuple[int, int]
) -> None:
    write_tree(tmp_path, {"changed": b"here!", "same": b"bytes"})
    for name in ("changed", "same"):
        os.utime(tmp_path / name, times)
    store.put(bucket, "p/changed", b"there", CancelToken())
    store.put(bucket, "p/same", b"bytes", CancelToken())

    found = compared(store, bucket, tmp_path)
    assert found.counts == {Finding.DIFFERS: 1, Finding.SAME: 1}
    assert found.here == {"changed"}


@pytest.mark.parametrize(("times", "finding"), [(OLD, Finding.SAME_SIZE), (NEW, Finding.DIFFERS)])
def test_what_is_too_large_to_read_is_told_by_time_alone_and_never_called_the_same(
    store: Store, bucket: str, tmp_path: Path, times: tuple[int, int], finding: Finding
) -> None:
    write_tree(tmp_path, {"large": b"1234"})
    os.utime(tmp_path / "large", times)
    store.put(bucket, "p/large", b"1234", CancelToken())
    found = compare(store, Location(bucket, "p/"), str(tmp_path), CancelToken(), most_read=3)
    assert [one.finding for one in found] == [finding]


_ENCRYPTION = "x-amz-server-side-encryption"
_BY_SERVICE = {_ENCRYPTION: "aws:kms", f"{_ENCRYPTION}-aws-kms-key-id": "a-key"}
_BY_OWNER = {
    f"{_ENCRYPTION}-customer-algorithm": "AES256",
    f"{_ENCRYPTION}-customer-key": base64.b64encode(bytes(32)).decode(),
    f"{_ENCRYPTION}-customer-key-md5": base64.b64encode(md5_of(bytes(32))).decode(),
}


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ({_ENCRYPTION: "AES256"}, Finding.DIFFERS),
        (_BY_SERVICE, Finding.SAME_SIZE),
        (_BY_OWNER, Finding.SAME_SIZE),
    ],
    ids=["keys of the store", "of a service", "of the owner"],
)
def test_another_etag_is_no_other_content_where_encryption_makes_it_of_something_else(
    store: Store, bucket: str, tmp_path: Path, said: Mapping[str, str], finding: Finding
) -> None:
    for name in ("one", "two"):
        write_tree(tmp_path, {name: b"here!"})
        os.utime(tmp_path / name, OLD)
        store.put(bucket, f"p/{name}", b"there", CancelToken(), said=said)
    assert compared(store, bucket, tmp_path).counts == {finding: 2}


def test_a_saved_file_is_known_by_its_time_without_being_read(
    store: Store, bucket: str, tmp_path: Path
) -> None:
    store.put(bucket, "p/saved", b"12345", CancelToken())
    modified_ms = store.stat(bucket, "p/saved", CancelToken()).modified_ms
    write_tree(tmp_path, {"saved": b"54321"})
    os.utime(tmp_path / "saved", ns=(modified_ms * 1_000_000,) * 2)
    assert compared(store, bucket, tmp_path).counts == {Finding.SAME: 1}


def test_below_a_folder_that_cannot_be_read_nothing_is_only_there(
    store: Store, bucket: str
) -> None:
    store.put(bucket, "p/closed/x", b"x", CancelToken())
    store.put(bucket, "p/closed2", b"x", CancelToken())
    with as_ordinary_user() as folder:
        write_tree(folder, {"closed/x": b"x", "open": b"o"})
        (folder / "closed").chmod(0)
        found = compared(store, bucket, folder)
        (folder / "closed").chmod(0o700)
    assert found.there == {"p/closed2"}
    assert found.counts[Finding.NOT_COMPARED] == 2


def test_folders_and_their_markers_are_no_difference(
    store: Store, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "marked").mkdir()
    (tmp_path / "leads-out").symlink_to("/")
    store.put(bucket, "p/", b"", CancelToken())
    store.put(bucket, "p/marked/", b"", CancelToken())
    assert compared(store, bucket, tmp_path).counts == {Finding.NOT_COMPARED: 1}


def test_a_folder_that_is_gone_is_an_error_and_a_cancel_ends_it(
    store: Store, bucket: str, tmp_path: Path
) -> None:
    with pytest.raises(LocalError):
        compared(store, bucket, tmp_path / "gone")
    cancelled = CancelToken()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        list(compare(store, Location(bucket), str(tmp_path), cancelled))


class _EndsItself(CancelToken):
    """Is cancelled when it has been looked at so many times."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._left = looks
        self.looks = 0

    def raise_if_cancelled(self) -> None:
        self.looks += 1
        if self.looks == self._left:
            self.cancel()
        super().raise_if_cancelled()


def test_a_cancel_ends_the_reading_of_a_file_within_a_mebibyte(
    store: Store, bucket: str, tmp_path: Path
) -> None:
    content = bytes(8 << 20)
    store.put(bucket, "large", content, CancelToken())
    write_tree(tmp_path, {"large": content})
    os.utime(tmp_path / "large", OLD)

    unread, whole = _EndsItself(0), _EndsItself(0)
    location = Location(bucket)
    list(compare(store, location, str(tmp_path), unread, most_read=0))
    list(compare(store, location, str(tmp_path), whole))
    assert whole.looks >= unread.looks + 8

    for looks in range(unread.looks + 1, whole.looks + 1):
        token = _EndsItself(looks)
        with pytest.raises(Cancelled):
            list(compare(store, location, str(tmp_path), token))
        assert token.looks == looks
