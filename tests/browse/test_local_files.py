"""Folders of this machine as pages of a listing."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from jos_tui.browse.local_files import folder_of, local_pages, location_of, nearest_folder
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE
from jos_tui.core.errors import Cancelled, LocalError

MOST_ROWS = 1000
"""What the thread of the screen takes in at once."""


def test_many_names_come_in_their_order_a_thousand_rows_at_a_time(tmp_path: Path) -> None:
    names = [f"{number:05}" for number in range(2 * MOST_ROWS + 1)]
    for name in random.Random(7).sample(names, len(names)):
        (tmp_path / name).touch()

    pages = list(local_pages(tmp_path, CancelToken()))
    assert [key for page in pages for key in page.keys] == names
    assert [len(page) for page in pages] == [MOST_ROWS, MOST_ROWS, 1]
    assert [page.is_last for page in pages] == [False, False, True]


def test_of_just_a_thousand_the_first_page_is_the_last(tmp_path: Path) -> None:
    for number in range(MOST_ROWS):
        (tmp_path / str(number)).touch()
    assert [page.is_last for page in local_pages(tmp_path, CancelToken())] == [True]


def test_an_empty_folder_is_one_page_and_odd_names_are_rows(tmp_path: Path) -> None:
    assert [len(page) for page in local_pages(tmp_path, CancelToken())] == [0]

    os.mknod(os.fsencode(tmp_path) + b"/no text\xff\x1b")
    (tmp_path / "in itself").symlink_to(".")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "nowhere").symlink_to("gone")
    [page] = local_pages(tmp_path, CancelToken())
    sizes = dict(zip(page.keys, page.sizes, strict=True))
    assert sizes == {"circle": 0, "in itself/": NO_SIZE, "no text\udcff\x1b": 0, "nowhere": 0}


def test_a_cancel_ends_it_and_what_is_no_folder_is_an_error(tmp_path: Path) -> None:
    cancelled = CancelToken()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        list(local_pages(tmp_path, cancelled))
    with pytest.raises(LocalError):
        list(local_pages(tmp_path / "gone", CancelToken()))


def test_the_nearest_folder_is_itself_or_the_first_one_above_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert nearest_folder(tmp_path) == tmp_path
    assert nearest_folder(tmp_path / "gone" / "deep") == tmp_path
    assert nearest_folder(tmp_path / "file" / "below") == tmp_path


@pytest.mark.parametrize("folder", ["/", "/a", "/a/ b\n", "/no text\udcff"])
def test_a_folder_is_a_place_that_leads_back_to_it(folder: str) -> None:
    assert location_of(Path(folder)).prefix.endswith("/")
    assert folder_of(location_of(Path(folder))) == Path(folder)
