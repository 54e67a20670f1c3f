"""The file of names in a folder: whatever is kept is read back, and rubbish in it does no harm."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.local_names import NAMES_FILE, safe_name
from jos_tui.jobs.exact_names import NamesKeeper, exact_names

SEGMENTS = st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), max_size=20)


@contextmanager
def opened(path: Path | str) -> Iterator[int]:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield folder
    finally:
        os.close(folder)


@given(st.lists(SEGMENTS), st.binary(max_size=30))
def test_what_is_kept_is_read_back_whatever_stands_before_it(
    segments: list[str], rubbish: bytes
) -> None:
    with TemporaryDirectory() as path, opened(path) as folder:
        Path(path, NAMES_FILE).write_bytes(rubbish)
        keeper = NamesKeeper()
        for segment in segments:
            keeper.keep("", folder, safe_name(segment), segment)
        assert exact_names(folder) == {safe_name(segment): segment for segment in segments}
        text = Path(path, NAMES_FILE).read_bytes().removeprefix(rubbish).decode("ascii")
        assert text.replace("\n", "").isprintable()


def test_a_name_is_written_once(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        for keeper in (NamesKeeper(), NamesKeeper()):
            for _ in range(3):
                keeper.keep("", folder, "a%0A", "a\n")
    assert (tmp_path / NAMES_FILE).read_text().count('"here"') == 1


def test_the_last_line_about_a_name_counts(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        NamesKeeper().keep("", folder, "x~1", "X")
        NamesKeeper().keep("", folder, "x~1", "x")
        assert exact_names(folder) == {"x~1": "x"}


@pytest.mark.parametrize(
    "line",
    [
        b'{"here": "a", "there": "../b"}',
        b'{"here": "a", "there": "b/"}',
        b'{"here": "a", "there": 1}',
        b'{"here": 1, "there": "a"}',
        b'{"here": "a", "there": "\\udcff"}',
        b'{"here": "a"}',
        b"[]",
        b"null",
        b'{"here": "a", "the',
        b"\xff\xfe",
    ],
)
def test_a_line_that_is_none_of_ours_is_passed_over(tmp_path: Path, line: bytes) -> None:
    (tmp_path / NAMES_FILE).write_bytes(line + b'\n{"here": "%2E", "there": "."}\n')
    with opened(tmp_path) as folder:
        assert exact_names(folder) == {"%2E": "."}
