"""The rows of one level as columns in the order of names: a million fit, in 130 bytes each."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from weakref import ref

from jos_tui.browse.etags import EtagColumn
from jos_tui.browse.steps import Steps, finished
from jos_tui.core.entry import NO_SIZE, Entry, Kind, Page
from jos_tui.core.location import SEPARATOR

FEW_RUNS = 8
"""So many runs are carried out in place; of more, a copy is made instead."""

_FOUND_AT_ONCE = 1_000
_RUNS_AT_ONCE = 250


class Run(NamedTuple):
    """Neighbouring rows, ``start`` up to ``stop``, and the rows of ``page`` that replace them.

    The keys of ``page`` are names: what follows the prefix of the level.
    """

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
    """Names, sizes, times and ETags of one level, ordered by name; each name is there once.

    A name is what follows ``prefix`` in a key: full keys would hold the prefix a million times.
    """

    def __init__(self, prefix: str, row_without_size: Kind) -> None:
        """``row_without_size`` says what a row is that has no size: PREFIX or BUCKET."""
        self.prefix = prefix
        self.names: list[str] = []
        self.sizes: array[int] = array("q")
        self.modified_ms: array[int] = array("q")
        self._etags = EtagColumn()
        self._row_without_size = row_without_size
        self._frozen: ref[Columns] | None = None

    def frozen(self) -> Columns:
        """Return the rows as they are now, for any thread; costs nothing until they change.

        More rows may be added at the end of what is returned, but those that are there stay. Its
        user must change nothing.
        """
        frozen = None if self._frozen is None else self._frozen()
        if frozen is None:
            frozen = Columns(self.prefix, self._row_without_size)
            frozen.names, frozen.sizes = self.names, self.sizes
            frozen.modified_ms, frozen._etags = self.modified_ms, self._etags
            self._frozen = ref(frozen)
        return frozen

    def __len__(self) -> int:
        return len(self.names)

    def key(self, index: int) -> str:
        """Return the full key of a row."""
        return self.prefix + self.names[index]

    def name_of(self, key: str) -> str | None:
        """Return the name of a full key, None if it does not begin with the prefix."""
        return key[len(self.prefix) :] if key.startswith(self.prefix) else None

    def named(self, page: Page) -> Page:
        """Return a page whose keys, all of them below the prefix, are cut down to names."""
        skip = len(self.prefix)
        if not skip:
            return page
        names = [key[skip:] for key in page.keys]
        return Page(names, page.sizes, page.modified_ms, page.etags, page.is_last)

    def entry(self, index: int) -> Entry:
        """Return a row as a value."""
        return self.entries((index,))[0]

    def entries(self, indexes: Iterable[int]) -> tuple[Entry, ...]:
        """Return many rows as values."""
        names, sizes, modified_ms, etag = self.names, self.sizes, self.modified_ms, self._etags.get
        prefix, bare, object_ = self.prefix, self._row_without_size, Kind.OBJECT
        return tuple(
            [
                Entry(
                    prefix + (name := names[index]),
                    bare if (size := sizes[index]) == NO_SIZE else object_,
                    size,
                    modified_ms[index],
                    etag(index, name),
                )
                for index in indexes
            ]
        )

    def row_of(self, entry: Entry) -> Entry | None:
        """Return the row that shows an entry: itself, or its prefix if that is further down.

        None for what is not of this level.
        """
        is_bucket, of_buckets = entry.kind is Kind.BUCKET, self._row_without_size is Kind.BUCKET
        if is_bucket or of_buckets:
            return entry if is_bucket and of_buckets else None
        if not entry.key.startswith(self.prefix):
            return None
        cut = entry.key.find(SEPARATOR, len(self.prefix))
        return entry if cut < 0 else Entry(entry.key[: cut + 1], Kind.PREFIX)

    def find(self, name: str) -> int | None:
        """Return the index of a name, None if it is not there."""
        index = bisect_left(self.names, name)
        return index if index < len(self.names) and self.names[index] == name else None

    def find_key(self, key: str) -> int | None:
        """Return the index of a full key, None if it is not there."""
        name = self.name_of(key)
        return None if name is None else self.find(name)

    def before_key(self, key: str) -> int | None:
        """Return how many rows come before a full key, None if it is not of this level."""
        name = self.name_of(key)
        return None if name is None else bisect_left(self.names, name)

    def up_to(self, name: str) -> int:
        """Return how many names come before ``name`` or equal it."""
        return bisect_right(self.names, name)

    def holds(self, start: int, stop: int, page: Page) -> bool:
        """Return whether rows are just as a page of names has them."""
        return (
            stop - start == len(page)
            and self.names[start:stop] == page.keys
            and self.sizes[start:stop] == page.sizes
            and self.modified_ms[start:stop] == page.modified_ms
            and all(
                self._etags.get(index, name) == etag
                for index, name, etag in zip(range(start, stop), page.keys, page.etags, strict=True)
            )
        )

    def putting(self, page: Page) -> Steps[list[Run]]:
        """Find what it takes to insert or replace the rows of a page of names in their order."""
        runs: list[Run] = []
        start = stop = first = 0
        for row, name in enumerate(page.keys):
            if row % _FOUND_AT_ONCE == 0:
                yield
            at = bisect_left(self.names, name, lo=stop)
            if row and at > stop:
                runs.append(Run(start, stop, _part(page, first, row)))
                first = row
            if not row or at > stop:
                start = at
            stop = at + (at < len(self.names) and self.names[at] == name)
        if page:
            runs.append(Run(start, stop, _part(page, first, len(page))))
        return runs

    def dropping(self, names: Iterable[str]) -> Steps[list[Run]]:
        """Find what it takes to remove names; those that are not there do not matter."""
        found = set[int]()
        for number, name in enumerate(names):
            if number % _FOUND_AT_ONCE == 0:
                yield
            if (index := self.find(name)) is not None:
                found.add(index)
        runs: list[Run] = []
        nothing = Page()
        for number, index in enumerate(sorted(found)):
            if number % _FOUND_AT_ONCE == 0:
                yield
            if runs and runs[-1].stop == index:
                runs[-1] = Run(runs[-1].start, index + 1, nothing)
            else:
                runs.append(Run(index, index + 1, nothing))
        return runs

    def replace(self, runs: Sequence[Run]) -> None:
        """Carry out runs, which are in order and do not overlap."""
        if len(runs) <= FEW_RUNS:
            if runs and runs[0].start < len(self):
                self._leave_to_frozen()
            for run in reversed(runs):
                self._splice(run.start, run.stop, run.page)
        else:
            self.take(finished(self.replacing(runs)))

    def _leave_to_frozen(self) -> None:
        """Go on with copies, if somebody still uses what was frozen."""
        if self._frozen is not None and self._frozen() is not None:
            self.names, self.sizes = self.names[:], self.sizes[:]
            self.modified_ms, self._etags = self.modified_ms[:], self._etags.copy()
        self._frozen = None

    def _splice(self, start: int, stop: int, page: Page) -> None:
        self._etags.splice(start, stop, self.names[start:stop], page.keys, page.etags)
        self.names[start:stop] = page.keys
        self.sizes[start:stop] = page.sizes
        self.modified_ms[start:stop] = page.modified_ms

    def replacing(self, runs: Sequence[Run]) -> Steps[Columns]:
        """Compute what the rows are once runs are carried out. Reads only.

        Where there are many, to move the rows behind each would take longer.
        """
        after = Columns(self.prefix, self._row_without_size)
        names, sizes, modified_ms = after.names, after.sizes, after.modified_ms
        etags = after._etags = self._etags.without_rows()
        done = 0
        for number, run in enumerate((*runs, Run(len(self), len(self), Page()))):
            if number % _RUNS_AT_ONCE == 0:
                yield
            names += self.names[done : run.start]
            sizes += self.sizes[done : run.start]
            modified_ms += self.modified_ms[done : run.start]
            etags.extend_from(self._etags, done, run.start)
            etags.append(self.names[run.start : run.stop], run.page.keys, run.page.etags)
            done = run.stop
            if run.page:
                names += run.page.keys
                sizes += run.page.sizes
                modified_ms += run.page.modified_ms
        return after

    def take(self, after: Columns) -> None:
        """Use the rows of other columns, which nobody else does."""
        self.names, self.sizes = after.names, after.sizes
        self.modified_ms, self._etags = after.modified_ms, after._etags
        self._frozen = None
