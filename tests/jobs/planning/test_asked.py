from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.planning.plan import check, title_of
from jos_tui.jobs.request import (
    ChosenUpload,
    ChosenVersion,
    DeleteRequest,
    DropRequest,
    Extra,
    Filters,
    GetRequest,
    KeepBucket,
    Originals,
    PutRequest,
    Request,
    Scope,
)
from tests.jobs.bench import as_ordinary_user

OBJECT = Entry("a/x.nc", Kind.OBJECT, 1)
PREFIX = Entry("a/run/", Kind.PREFIX)
LEVEL = Location("bucket", "a/")
BUCKET = Selection(Location(), (Entry("b", Kind.BUCKET),))
VERSION = ChosenVersion("p/k", "1")
ALL = Scope.ALL_VERSIONS


def get(folder: Path, *entries: Entry) -> GetRequest:
    return GetRequest(Selection(LEVEL, entries or (OBJECT,)), str(folder))


def put(*sources: Path) -> PutRequest:
    return PutRequest(tuple(map(str, sources)), LEVEL)


@pytest.mark.parametrize(
    ("made", "title"),
    [
        (get(Path("/tmp")), "Download x.nc"),
        (replace(get(Path("/tmp/x")), originals=Originals.GO), "Move x.nc to /tmp/x"),
        (replace(put(Path("/tmp/x")), originals=Originals.GO), "Move x to s3://bucket/a/"),
        (get(Path("/tmp"), OBJECT, PREFIX), "Download 2 items of s3://bucket/a/"),
        (DeleteRequest(Selection(LEVEL, (PREFIX,))), "Delete run/"),
        (DeleteRequest(Selection(LEVEL, (PREFIX,)), ALL), "Delete run/ with all versions"),
        (
            DeleteRequest(Selection(LEVEL, (PREFIX,)), Scope.NONCURRENT),
            "Delete older versions of run/",
        ),
        (DeleteRequest(BUCKET, ALL), "Delete b"),
        (DeleteRequest(BUCKET, ALL, KeepBucket.YES), "Empty b"),
        (DropRequest("b", (VERSION, VERSION)), "Delete 2 versions of p/k"),
        (
            DropRequest("b", (VERSION,), (ChosenUpload("up", "id"),)),
            "Delete 1 version and 1 unfinished upload of b",
        ),
        (
            DeleteRequest(
                Selection(Location(), (Entry("b1", Kind.BUCKET), Entry("b2", Kind.BUCKET)))
            ),
            "Delete 2 buckets",
        ),
        (put(Path("/data/run")), "Upload run to s3://bucket/a/"),
        (put(Path("/data/x\x1b"), Path("/y")), "Upload 2 items to s3://bucket/a/"),
        (put(Path("/data/x\x1b")), "Upload x␛ to s3://bucket/a/"),
    ],
)
def test_a_title_says_what_is_done(made: Request, title: str) -> None:
    assert title_of(made) == title


def test_what_can_be_is_fine(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")
    check(get(tmp_path / "new" / "folder"))
    check(replace(get(tmp_path), name="new name.nc"))
    check(put(tmp_path, tmp_path / "file", tmp_path / "link"))
    check(replace(put(tmp_path), extra=Extra.DELETE, name="new"))
    check(DeleteRequest(Selection(LEVEL, (OBJECT,))))


def refusals(folder: Path) -> list[Request]:
    return [
        DropRequest("b", (ChosenVersion("k", ""),)),  # it would be the object
        DropRequest("b", (VERSION,), (ChosenUpload("k", ""),)),
        get(folder / "file"),
        get(folder / "file" / "below"),
        get(folder / "nowhere" / "below"),
        get(folder / "nul\0"),
        get(Path("relative")),
        replace(get(folder), name="a/b"),
        replace(get(folder), name=".."),
        replace(get(folder, PREFIX), name="new"),
        replace(get(folder), extra=Extra.DELETE, conflict=Conflict.KEEP_BOTH),
        replace(get(folder), filters=Filters(include=("[z-a]",))),
        put(),
        put(folder / "missing"),
        put(folder / "nowhere"),
        put(folder / "nul\0"),
        put(Path("relative")),
        put(Path("/")),
        replace(put(folder), location=Location()),
        replace(put(folder, folder / "file"), name="new"),
        replace(put(folder / "file"), name="not-\udcff-text"),
        replace(put(folder / "file"), extra=Extra.DELETE),
        replace(put(folder), extra=Extra.DELETE, conflict=Conflict.KEEP_BOTH),
        replace(put(folder), filters=Filters(exclude=("",))),
        replace(put(folder), originals=Originals.GO, extra=Extra.DELETE),
        replace(get(folder, PREFIX), originals=Originals.GO, extra=Extra.DELETE),
        replace(get(folder), originals=Originals.GO, as_of_ms=1),
        replace(GetRequest(BUCKET, str(folder)), originals=Originals.GO),
    ]


@pytest.mark.parametrize("number", range(len(refusals(Path("/")))))
def test_what_cannot_be_is_said_at_once(tmp_path: Path, number: int) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "nowhere").symlink_to("missing")
    with pytest.raises(LocalError) as caught:
        check(refusals(tmp_path)[number])
    str(caught.value).encode()


def test_a_folder_that_may_not_be_written_to_is_said_at_once() -> None:
    with as_ordinary_user() as folder:
        folder.chmod(0o500)
        with pytest.raises(LocalError, match="Not allowed to write"):
            check(get(folder / "new"))
        folder.chmod(0o700)


def test_files_that_may_not_be_taken_away_are_said_at_once() -> None:
    with as_ordinary_user() as folder:
        (folder / "file").touch()
        folder.chmod(0o500)
        check(put(folder / "file"))
        for source in (folder, folder / "file"):
            with pytest.raises(LocalError, match="Not allowed to take anything away"):
                check(replace(put(source), originals=Originals.GO))
        folder.chmod(0o700)
        check(replace(put(folder), originals=Originals.GO))
