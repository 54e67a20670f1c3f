from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jos_tui.core.local_names import (
    LONGEST_NAME,
    NAMES_FILE,
    PART_SUFFIX,
    LocalNames,
    OrderedNames,
    dated,
    numbered,
    safe_name,
    shortened,
)

SEGMENTS = st.one_of(
    st.sampled_from(
        [
            "",
            ".",
            "..",
            "a",
            "A",
            "%2F",
            "%2E",
            "a%2F",
            ".a.jos-part",
            NAMES_FILE,
            NAMES_FILE.upper(),
            "é",
            "e\u0301",
            "É",
            "~",
            "a\n",
        ]
    ),
    st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), max_size=8),
    st.builds(lambda letter, size: letter * size, st.sampled_from("aé%\x1b"), st.integers(80, 300)),
)
KEYS = st.lists(SEGMENTS, min_size=1, max_size=5).map("/".join)
MANY_KEYS = st.lists(KEYS, unique=True, max_size=30)
NAMES = st.builds(lambda fold: LocalNames(fold_case=fold), st.booleans())


@given(NAMES, MANY_KEYS)
def test_no_path_leaves_the_folder(names: LocalNames, keys: list[str]) -> None:
    for key in keys:
        path = names.path_for(key)
        assert not path.is_absolute()
        for part in path.parts:
            assert part not in {".", ".."}
            assert "/" not in part
            assert len(part.encode()) <= LONGEST_NAME
            assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in part)
            assert not (part.startswith(".") and part.casefold().endswith(PART_SUFFIX))
            assert part.casefold() != NAMES_FILE


@given(NAMES, MANY_KEYS)
def test_no_two_keys_share_a_path_and_no_file_is_a_folder(
    names: LocalNames, keys: list[str]
) -> None:
    paths = {key: names.path_for(key) for key in keys}
    assert len(set(paths.values())) == len(keys)
    files = {path for key, path in paths.items() if key and not key.endswith("/")}
    folders = {parent for path in paths.values() for parent in path.parents}
    folders |= set(paths.values()) - files
    assert not files & folders


@given(MANY_KEYS)
def test_where_case_is_folded_no_two_paths_differ_by_case_alone(keys: list[str]) -> None:
    names = LocalNames(fold_case=True)
    folded = [str(names.path_for(key)).casefold() for key in keys]
    assert len(set(folded)) == len(keys)


@given(st.booleans(), MANY_KEYS)
def test_the_same_keys_get_the_same_paths(fold_case: bool, keys: list[str]) -> None:
    one, other = LocalNames(fold_case=fold_case), LocalNames(fold_case=fold_case)
    paths = [one.path_for(key) for key in keys]
    assert paths == [other.path_for(key) for key in keys]
    assert paths == [one.path_for(key) for key in keys], "asked again"


@given(SEGMENTS)
def test_a_segment_can_be_read_back_from_its_name(segment: str) -> None:
    name = safe_name(segment)
    back = "" if name == "%2F" else unquote_to_bytes(name).decode()
    assert back == segment


@given(st.text(max_size=20), st.text(max_size=20))
def test_different_segments_have_different_names(one: str, other: str) -> None:
    assume(one != other)
    one, other = one.replace("/", ""), other.replace("/", "")
    assert (safe_name(one) == safe_name(other)) == (one == other)


@pytest.mark.parametrize(
    "key",
    [
        "tas_Amon_2015-2100.nc",
        "run 1/output.csv",
        "100%.nc",
        "trailing space ",
        "dots...",
        ".zarray",
        "-rf",
        "~",
        "ünïcödé/日本語/🌍",
        "CON",
        "c:\\x",
    ],
)
def test_ordinary_names_stay_as_they_are(key: str) -> None:
    assert LocalNames().path_for(key) == PurePosixPath(key)


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd"),
        ("./x", "%2E/x"),
        ("/etc/passwd", "%2F/etc/passwd"),
        ("a//b", "a/%2F/b"),
        ("nul\0", "nul%00"),
        ("line\nbreak", "line%0Abreak"),
        ("\x1b]0;title\x07", "%1B]0;title%07"),
        ("\x9b2J", "%C2%9B2J"),
        ("%41", "%2541"),
        ("folder/", "folder"),
        ("folder//", "folder/%2F"),
        ("", "."),
    ],
)
def test_what_cannot_be_a_file_name_is_escaped(key: str, path: str) -> None:
    assert LocalNames().path_for(key) == PurePosixPath(path)


def test_a_key_that_is_both_file_and_folder_gets_a_folder_of_another_name() -> None:
    names = LocalNames()
    assert names.path_for("a") == PurePosixPath("a")
    assert names.path_for("a/b") == PurePosixPath("a%2F/b")
    assert names.path_for("a/c/d") == PurePosixPath("a%2F/c/d")


def test_the_folder_keeps_its_name_if_it_came_first() -> None:
    names = LocalNames()
    assert names.path_for("a/b.nc") == PurePosixPath("a/b.nc")
    assert names.path_for("a").parent == PurePosixPath()
    assert names.path_for("a") != PurePosixPath("a")


def test_a_case_clash_keeps_the_extension() -> None:
    names = LocalNames(fold_case=True)
    assert names.path_for("Tas.nc") == PurePosixPath("Tas.nc")
    clash = names.path_for("tas.nc")
    assert clash.name.startswith("tas~")
    assert clash.suffix == ".nc"


def test_folders_that_differ_by_case_alone_stay_apart() -> None:
    names = LocalNames(fold_case=True)
    assert names.path_for("A/one") == PurePosixPath("A/one")
    assert names.path_for("a/two").parts[0] not in {"a", "A"}


def test_the_content_of_a_folder_marker_is_a_file_in_it() -> None:
    names = LocalNames()
    assert names.text_for("a/") == "a"
    assert names.text_for_content("a/") == "a/%2F"
    assert names.text_for("a//") not in {"a", "a/%2F"}


def test_an_over_long_name_keeps_its_beginning_and_its_extension() -> None:
    one, other = (LocalNames().path_for("é" * 200 + end + ".nc").name for end in "xy")
    assert one != other
    assert one.startswith("é" * 100)
    assert one.endswith(".nc")
    assert len(one.encode()) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("data.nc", "data (2).nc"),
        ("data.tar.gz", "data (2).tar.gz"),
        (".bashrc", ".bashrc (2)"),
        ("README", "README (2)"),
        ("v1.2 final report about everything", "v1.2 final report about everything (2)"),
    ],
)
def test_the_second_copy_is_numbered_before_the_extension(name: str, expected: str) -> None:
    assert numbered(name, 2) == expected


@given(SEGMENTS, st.integers(2, 10_000))
def test_a_numbered_name_is_not_over_long(segment: str, number: int) -> None:
    assert len(numbered(safe_name(segment), number).encode()) <= LONGEST_NAME


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(60, 255))
def test_shortening_respects_the_limit(name: str, limit: int) -> None:
    name = safe_name(name.replace("/", ""))
    assert len(shortened(name, name, limit).encode()) <= limit


def in_order(keys: list[str]) -> list[str]:
    return sorted(keys, key=str.encode)


def named(names: LocalNames | OrderedNames, key: str, content: bool) -> str:
    return names.text_for_content(key) if content else names.text_for(key)


@given(MANY_KEYS, st.booleans())
def test_keys_in_order_get_the_same_paths_without_remembering_them(
    keys: list[str], content: bool
) -> None:
    one, other = OrderedNames(), LocalNames()
    for key in in_order(keys):
        has_content = content and key.endswith("/")
        assert named(one, key, has_content) == named(other, key, has_content)


@given(MANY_KEYS, st.booleans())
def test_naming_goes_on_from_its_state(keys: list[str], content: bool) -> None:
    whole, pieces = OrderedNames(), OrderedNames()
    for key in in_order(keys):
        pieces = OrderedNames(*pieces.state)
        has_content = content and key.endswith("/")
        assert named(pieces, key, has_content) == named(whole, key, has_content)


@given(st.lists(SEGMENTS, min_size=1, max_size=3), st.sampled_from(["", ".nc", ".tar.gz"]))
def test_no_other_key_can_have_the_name_of_a_shortened_one(path: list[str], end: str) -> None:
    long = "/".join([*path, "x" * 300 + end])
    name = OrderedNames().text_for(long).rpartition("/")[2]
    assert "~" in name
    assert safe_name(name) != name
    assert unquote_to_bytes(safe_name(name)).decode() == name


def test_it_is_known_which_paths_were_given() -> None:
    names = LocalNames(fold_case=True)
    names.text_for("Dir/File")
    assert names.has_given("dir/file")
    assert names.has_given("DIR")
    assert not names.has_given("dir/other")


def test_a_dated_name_says_when_before_its_extension() -> None:
    spring = 1_772_366_400_123
    assert dated("x.nc", spring) == "x.2026-03-01T12-00-00.nc"
    assert dated("x.tar.gz", spring) == "x.2026-03-01T12-00-00.tar.gz"
    assert dated("x", spring) == "x.2026-03-01T12-00-00"
    assert dated("x.nc", 0) == "x.nc"
    assert len(dated("x" * 255, spring).encode()) <= LONGEST_NAME
