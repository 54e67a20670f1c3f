from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from jos_tui.core.errors import LocalError
from jos_tui.jobs.engine.download_follower import Follower
from jos_tui.jobs.engine.part_file import PartFile
from jos_tui.jobs.engine.verify import EtagKnowledge, Verdict, digest_for

PART = 1000
BODY = os.urandom(20 * PART + 123)
NUMBERS = range(1, 22)
ETAG = hashlib.md5(BODY, usedforsecurity=False).hexdigest()


@pytest.fixture
def part(tmp_path: Path) -> Iterator[PartFile]:
    folder = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    part = PartFile.begin(folder, "x")
    yield part
    part.discard()
    os.close(folder)


class Fetching:
    """A follower and what it secures."""

    def __init__(self, part: PartFile, fetched: Collection[int] = ()) -> None:
        self.part = part
        self.secured: set[int] = set()
        digest = digest_for(ETAG, len(BODY), EtagKnowledge())
        self.follower = Follower(part, len(BODY), PART, fetched, digest, self.secured.update, 0.01)

    def fetch(self, number: int, piece: int = 300) -> None:
        start = (number - 1) * PART
        for offset in range(start, min(start + PART, len(BODY)), piece):
            chunk = BODY[offset : min(offset + piece, start + PART)]
            self.part.write_at(offset, chunk)
            self.follower.received(offset, chunk)
        self.follower.fetched(number)


@pytest.mark.parametrize("seed", range(10))
def test_bytes_are_added_up_in_order_whatever_order_they_come_in(part: PartFile, seed: int) -> None:
    fetching, chance = Fetching(part), random.Random(seed)
    numbers = list(NUMBERS)
    if seed:
        chance.shuffle(numbers)
    for number in numbers:
        fetching.fetch(number, chance.randrange(1, 1500))
    fetching.follower.finish()
    assert fetching.follower.digest.verdict() is Verdict.MATCHES
    assert fetching.secured == set(NUMBERS)


def test_what_was_there_before_is_read_back(part: PartFile) -> None:
    part.write_at(0, BODY)
    fetching = Fetching(part, {1, 2, 3, 7, 21})
    for number in set(NUMBERS) - {1, 2, 3, 7, 21}:
        fetching.fetch(number)
    fetching.follower.finish()
    assert fetching.follower.digest.verdict() is Verdict.MATCHES
    assert fetching.secured == set(NUMBERS) - {1, 2, 3, 7, 21}


def test_a_part_that_is_fetched_again_is_added_up_once(part: PartFile) -> None:
    fetching = Fetching(part)
    part.write_at(0, BODY[:700])
    fetching.follower.received(0, BODY[:700])
    for number in NUMBERS:
        fetching.fetch(number)
    fetching.follower.finish()
    assert fetching.follower.digest.verdict() is Verdict.MATCHES


def test_a_stop_secures_what_was_fetched(part: PartFile) -> None:
    fetching = Fetching(part)
    fetching.fetch(1)
    fetching.fetch(5)
    fetching.follower.stop()
    assert fetching.secured == {1, 5}


def test_a_file_that_shrinks_is_an_error_and_no_hang(part: PartFile) -> None:
    part.write_at(0, BODY[:100])
    fetching = Fetching(part, set(NUMBERS))
    with pytest.raises(LocalError):
        fetching.follower.finish()
