"""``python -m benchmarks.model``: what a listing of a million keys costs in memory and in time."""

from __future__ import annotations

import argparse
import random
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TypeVar

from benchmarks.table import circumstances
from benchmarks.tools import OWN
from jos_tui.browse.listing_model import ListingModel
from jos_tui.browse.ordering import Direction, Order, SortBy
from jos_tui.core.entry import Page
from jos_tui.core.location import Location

Argument = TypeVar("Argument")

_PAGE = 1000
_GONE = 10_000
_FILTERS = ("zzz", "12345", "_0001", "r7i", "Amon_H", "tas", ".nc", "0", "i1p")
_GLOBS = ("*.nc", "tas*", "tas*77.nc", "*12?45*", "[tp]as_*9.nc", "*r7i*")
_VARIABLES = ("tas", "pr", "hus", "psl", "zos", "uas")


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.model", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="of each operation (5)")
    parser.add_argument("--keys", type=int, default=1_000_000, help="in the listing (1,000,000)")
    options = parser.parse_args()
    print(circumstances(options.runs, 1, [OWN]))
    before = _resident()
    model = _listed(options.keys)
    print(
        f"\n{(_resident() - before) / options.keys:.0f} bytes a key with names of 42 characters\n"
    )
    print("| work on 1 thread | rows | median ms | min … max |\n|---|---:|---:|---:|")
    for name, prepare, work in _works(model):
        print(_line(name, model, prepare, work, options.runs), flush=True)


def _line(
    name: str,
    model: ListingModel,
    prepare: Callable[[], object],
    work: Callable[[], object],
    runs: int,
) -> str:
    times: list[float] = []
    for _ in range(runs):
        prepare()
        begun = time.thread_time()
        work()
        times.append((time.thread_time() - begun) * 1e3)
    spread = f"{min(times):.0f} … {max(times):.0f}"
    return f"| {name} | {len(model):,} | {median(times):.0f} | {spread} |"


def _works(
    model: ListingModel,
) -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
    """Yield the works: their names, what precedes each run, and what is measured."""

    def unfiltered() -> None:
        model.set_filter("")

    def another_filter() -> None:
        model.set_filter("nothing")

    yield "filter `r7i`, the first text of a filter", unfiltered, lambda: model.set_filter("r7i")
    for text in (*_FILTERS, *_GLOBS):
        yield f"filter `{text}`", another_filter, _with(model.set_filter, text)
    unfiltered()
    rows = range(7, len(model), 101)[:_GONE]
    entries = [model.entry(row) for row in rows]
    keys = [entry.key for entry in entries]
    for by in (SortBy.NAME, SortBy.SIZE):
        model.set_order(Order(by))
        name = f"take {len(keys):,} rows away all over, by {by.value}"
        yield name, _with(model.upsert, entries), _with(model.remove, keys)
    model.upsert(entries)
    model.set_order(Order())
    for by in SortBy:
        order = Order(by, Direction.DESCENDING)
        yield f"sort by {by.value}", _with(model.set_order, Order()), _with(model.set_order, order)
    model.set_order(Order())
    yield "mark all", model.clear_marks, model.mark_all
    yield "invert marks", model.mark_all, model.invert_marks
    yield "unmark `*9.nc`", model.mark_all, _with(model.unmark_matching, "*9.nc")
    yield "take all that is marked", model.mark_all, _with(model.selection, 0)


def _with(work: Callable[[Argument], object], argument: Argument) -> Callable[[], object]:
    return lambda: work(argument)


def _listed(count: int) -> ListingModel:
    chance = random.Random(3)
    model = ListingModel(Location("bench", "cmip6/"))
    names = sorted(_name(chance, number) for number in range(count))
    for start in range(0, count, _PAGE):
        model.apply(_page(chance, names[start : start + _PAGE]))
    model.finish()
    return model


def _name(chance: random.Random, number: int) -> str:
    return f"{chance.choice(_VARIABLES)}_Amon_HadGEM3_r{chance.randrange(40)}i1p1f1_{number:07d}.nc"


def _page(chance: random.Random, names: Sequence[str]) -> Page:
    return Page(
        [f"cmip6/{name}" for name in names],
        array("q", [chance.randrange(1 << 32) for _ in names]),
        array("q", [1_700_000_000_000 + chance.randrange(1 << 36) for _ in names]),
        [chance.randbytes(16).hex() for _ in names],
        is_last=False,
    )


def _resident() -> int:
    """Return how many bytes of memory this process has (Linux)."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096


if __name__ == "__main__":
    main()
