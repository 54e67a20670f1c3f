"""What is told from pages of versions does not depend on where a page ends."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.deleted import DeletedObject, deleted
from jos_tui.browse.leftovers import FolderMarker, VersionsLeft, folder_markers, older_below
from jos_tui.core.entry import Kind, Page
from jos_tui.store.as_of import as_of
from jos_tui.store.versions import Version, VersionKind

MARKER, OBJECT = VersionKind.DELETE_MARKER, VersionKind.OBJECT
KEYS = st.text(alphabet="ab/", min_size=1, max_size=5)
HISTORIES = st.dictionaries(
    KEYS, st.lists(st.tuples(st.sampled_from(VersionKind), st.integers(1, 20)), min_size=1)
)
History = dict[str, list[Version]]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Keys with their versions, the newest first, as a store has them."""
    drawn = draw(HISTORIES)
    return {
        key: [
            Version(
                key,
                f"{key}#{number}",
                kind,
                number == 0,
                0 if kind is MARKER else number + 1,
                moment,
                "",
            )
            for number, (kind, moment) in enumerate(sorted(drawn[key], key=lambda each: -each[1]))
        ]
        for key in sorted(drawn)
    }


def pages_of(history: History, length: int) -> list[list[Version]]:
    rows = [version for versions in history.values() for version in versions]
    return [rows[start : start + length] for start in range(0, len(rows), length)]


LENGTHS = st.integers(1, 7)


@given(histories(), LENGTHS, st.integers(0, 21))
def test_as_of_a_moment_there_is_what_was_written_last_and_not_deleted(
    history: History, length: int, moment: int
) -> None:
    expected = []
    for versions in history.values():
        before = [version for version in versions if version.modified_ms <= moment]
        if before and before[0].kind is OBJECT:
            expected.append(before[0])
    found = [version for page in as_of(pages_of(history, length), moment) for version in page]
    assert found == expected


@given(histories(), LENGTHS)
def test_as_of_now_there_is_what_a_listing_shows(history: History, length: int) -> None:
    found = [version for page in as_of(pages_of(history, length), 99) for version in page]
    assert found == [versions[0] for versions in history.values() if versions[0].kind is OBJECT]


@given(histories(), LENGTHS)
def test_deleted_is_what_has_a_marker_first_and_without_its_markers_it_is_seen_again(
    history: History, length: int
) -> None:
    expected = []
    for versions in history.values():
        if versions[0].kind is MARKER:
            objects = [version for version in versions if version.kind is OBJECT]
            last = objects[0] if objects else None
            above = versions[: versions.index(last)] if last else versions
            expected.append(DeletedObject(tuple(above), last))
    found = [each for page in deleted(pages_of(history, length)) for each in page]
    assert found == expected
    assert [each.key for each in found] == [
        key for key, versions in history.items() if versions[0].kind is MARKER
    ]


@given(histories(), LENGTHS, st.sampled_from(["", "a/", "b"]))
def test_older_versions_are_counted_row_by_row_of_a_level(
    history: History, length: int, prefix: str
) -> None:
    history = {key: rows for key, rows in history.items() if key.startswith(prefix)}
    found = [each for page in older_below(pages_of(history, length), prefix) for each in page]
    total = VersionsLeft()
    for page in pages_of(history, length):
        total = total.and_those_of(page)
    assert sum(row.left.older for row in found) == total.older
    assert sum(row.left.size for row in found) == total.size
    assert sum(row.left.markers for row in found) == total.markers
    assert len({row.key for row in found}) == len(found)
    for row in found:
        assert row.key.startswith(prefix)
        rest = row.key[len(prefix) :]
        assert "/" not in rest.removesuffix("/")
        assert row.kind is (Kind.PREFIX if rest.endswith("/") else Kind.OBJECT)
        hidden = [
            version
            for key, versions in history.items()
            for version in versions
            if (key == row.key or (row.kind is Kind.PREFIX and key.startswith(row.key)))
            and not (version.latest and version.kind is OBJECT)
        ]
        assert len(hidden) == row.left.older + row.left.markers
        assert row.newest_ms == max(version.modified_ms for version in hidden)


def listing(rows: Sequence[tuple[str, int]], length: int) -> list[Page]:
    return [
        Page(
            [key for key, _ in some],
            array("q", [size for _, size in some]),
            array("q", [1 for _ in some]),
            [""] * len(some),
        )
        for some in (rows[start : start + length] for start in range(0, len(rows), length))
    ]


@given(st.dictionaries(KEYS, st.integers(0, 1)), LENGTHS)
def test_a_marker_of_a_folder_is_known_with_whether_anything_is_in_it(
    sizes: dict[str, int], length: int
) -> None:
    rows = sorted(sizes.items())
    found = [each for page in folder_markers(listing(rows, length)) for each in page]
    assert found == [
        FolderMarker(
            key,
            1,
            not any(other != key and other.startswith(key) for other in sizes),
        )
        for key, size in rows
        if key.endswith("/") and size == 0
    ]
