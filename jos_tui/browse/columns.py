"""The rows of one level as columns in key order: about 150 bytes a key, a million keys fit."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jos_tui.browse.etags import EtagColumn
from jos_tui.core.entry import NO_SIZE, Entry, Kind, Page

_FEW_RUNS = 8


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring rows, ``start`` up to ``stop``, and the rows of ``page`` that replace them."""

    start: int
    stop: int
    page: Page

    @property
    def growth(self) -> int:
        """How many rows more there are afterwards."""
        return len(self.page) - (self.stop - self.start)


def page_of(entries: Iterable[Entry]) -> Page:
    """Return entries as columns in key order; of several with one key the last counts."""
    rows = list(entries)
    return sorted_page(
        Page(
            keys=[row.key for row in rows],
            sizes=array("q", [row.size for row in rows]),
            modified_ms=array("q", [row.modified_ms for row in rows]),
            etags=[row.etag for row in rows],
        )
    )


def sorted_page(page: Page) -> Page:
    """Return the rows of a page in key order, each key once; the last of equal keys counts."""
    position = {key: index for index, key in enumerate(page.keys)}
    order = [position[key] for key in sorted(position)]
    return Page(
        keys=[page.keys[index] for index in order],
        sizes=array("q", [page.sizes[index] for index in order]),
        modified_ms=array("q", [page.modified_ms[index] for index in order]),
        etags=[page.etags[index] for index in order],
        is_last=page.is_last,
    )


def _part(page: Page, start: int, stop: int) -> Page:
    if start == 0 and stop == len(page):
        return page
    return Page(
        page.keys[start:stop],
        page.sizes[start:stop],
        page.modified_ms[start:stop],
        page.etags[start:stop],
    )


class Columns:
    """Full keys, sizes, times and ETags, ordered by key; each key is there once."""

    def __init__(self, row_without_size: Kind) -> None:
        """``row_without_size`` says what a row is that has no size: PREFIX or BUCKET."""
        self.keys: list[str] = []
        self.sizes: array[int] = array("q")
        self.modified_ms: array[int] = array("q")
        self._etags = EtagColumn()
        self._row_without_size = row_without_size

    def __len__(self) -> int:
        return len(self.keys)

    def entry(self, index: int) -> Entry:
        """Return a row as a value."""
        return self.entries((index,))[0]

    def entries(self, indexes: Iterable[int]) -> tuple[Entry, ...]:
        """Return many rows as values."""
        keys, sizes, modified_ms, etag = self.keys, self.sizes, self.modified_ms, self._etags.get
        bare, object_ = self._row_without_size, Kind.OBJECT
        return tuple(
            [
                Entry(
                    key := keys[index],
                    bare if (size := sizes[index]) == NO_SIZE else object_,
                    size,
                    modified_ms[index],
                    etag(index, key),
                )
                for index in indexes
            ]
        )

    def find(self, key: str) -> int | None:
        """Return the index of a key, None if it is not there."""
        index = bisect_left(self.keys, key)
        return index if index < len(self.keys) and self.keys[index] == key else None

    def before(self, key: str) -> int:
        """Return how many keys come before ``key``."""
        return bisect_left(self.keys, key)

    def up_to(self, key: str) -> int:
        """Return how many keys come before ``key`` or equal it."""
        return bisect_right(self.keys, key)

    def runs_to_put(self, page: Page) -> list[Run]:
        """Return what it takes to insert or replace the rows of a page that is in key order."""
        runs: list[Run] = []
        start = stop = first = 0
        for row, key in enumerate(page.keys):
            at = bisect_left(self.keys, key, lo=stop)
            if row and at > stop:
                runs.append(Run(start, stop, _part(page, first, row)))
                first = row
            if not row or at > stop:
                start = at
            stop = at + (at < len(self.keys) and self.keys[at] == key)
        if page:
            runs.append(Run(start, stop, _part(page, first, len(page))))
        return runs

    def runs_to_drop(self, keys: Iterable[str]) -> list[Run]:
        """Return what it takes to remove keys; those that are not there do not matter."""
        found = sorted({index for key in keys if (index := self.find(key)) is not None})
        runs: list[Run] = []
        for index in found:
            if runs and runs[-1].stop == index:
                runs[-1] = Run(runs[-1].start, index + 1, runs[-1].page)
            else:
                runs.append(Run(index, index + 1, Page()))
        return runs

    def replace(self, runs: Sequence[Run]) -> None:
        """Carry out runs, which are in order and do not overlap."""
        if len(runs) <= _FEW_RUNS:
            for run in reversed(runs):
                self._splice(run.start, run.stop, run.page)
        else:
            self._rebuild(runs)

    def _splice(self, start: int, stop: int, page: Page) -> None:
        self._etags.splice(start, stop, self.keys[start:stop], page.keys, page.etags)
        self.keys[start:stop] = page.keys
        self.sizes[start:stop] = page.sizes
        self.modified_ms[start:stop] = page.modified_ms

    def _rebuild(self, runs: Sequence[Run]) -> None:
        """Carry out many runs by one copy, where moving the rows behind each would take longer."""
        keys: list[str] = []
        sizes, modified_ms, etags = array("q"), array("q"), self._etags.without_rows()
        done = 0
        for run in (*runs, Run(len(self), len(self), Page())):
            keys += self.keys[done : run.start]
            sizes += self.sizes[done : run.start]
            modified_ms += self.modified_ms[done : run.start]
            etags.extend_from(self._etags, done, run.start)
            end = len(keys)
            etags.splice(end, end, self.keys[run.start : run.stop], run.page.keys, run.page.etags)
            keys += run.page.keys
            sizes += run.page.sizes
            modified_ms += run.page.modified_ms
            done = run.stop
        self.keys, self.sizes, self.modified_ms, self._etags = keys, sizes, modified_ms, etags
