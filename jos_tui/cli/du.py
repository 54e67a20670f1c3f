"""``jos-tui du``: how much is below a prefix, by prefix, and what it has grown by."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from jos_tui.browse.usage import Growth
from jos_tui.browse.usage_cache import Measured, UsageCache
from jos_tui.browse.usage_lines import LineKind, UsageLine, growth_of, usage_lines
from jos_tui.browse.usage_tree import UsageTree, measure
from jos_tui.cli import output
from jos_tui.cli.below import location_below, require_content
from jos_tui.cli.connect import connected
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, place_argument
from jos_tui.cli.progress import ProgressLine
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import LocalError
from jos_tui.core.location import SEPARATOR, Location

if TYPE_CHECKING:
    from jos_tui.store.store import Store

_UNKNOWN = "-"
_TOTAL = "total"
_KINDS = {LineKind.PREFIX: "prefix", LineKind.HERE: "here", LineKind.MERGED: "merged"}


@click.command()
@click.argument("place", metavar="s3://BUCKET/PREFIX", callback=place_argument)
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="Show the prefixes of so many levels; 0 is the total only.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@connection_options
@click.pass_context
def du(context: click.Context, place: Place, depth: int, as_json: bool) -> int:
    """Measure what is below a prefix.

    Size, number of objects, what the size has grown by since the last time, and name; the largest
    first, the total last. The name starts in column 37.
    """
    location = location_below(place, "du")
    with connected(context, [place]) as store:
        return _du(store, location, depth, as_json)


def _du(store: Store, location: Location, depth: int, as_json: bool) -> int:
    cache, endpoint = UsageCache.of_user(), store.profile.endpoint.url
    began_ms = time.time_ns() // 1_000_000
    tree = _measured(store, location)
    require_content(location, tree.total.objects)
    remembered = cache.load(endpoint, location)
    before = remembered.latest or remembered.previous
    notes = [*remembered.notes, *_saved(cache.save, Measured(endpoint, location, began_ms, tree))]
    _write(tree, before, depth, as_json)
    if before:
        notes.append(_growth_sentence(tree, before))
    for note in notes:
        output.say(note)
    return ExitCode.DONE


def _measured(store: Store, location: Location) -> UsageTree:
    """Return everything below a location, with progress on the way."""
    tree, progress = UsageTree(location.prefix), ProgressLine()
    try:
        for total in measure(store, location, tree, CancelToken()):
            progress.show(f"{formats.plural(total.objects, 'object')}, {formats.size(total.size)}")
    finally:
        progress.clear()
    return tree


def _write(tree: UsageTree, before: Measured | None, depth: int, as_json: bool) -> None:
    known = before.tree if before else None
    growth = growth_of(tree, known, tree.prefix)
    total = UsageLine(LineKind.PREFIX, tree.prefix, tree.total, growth)
    if as_json:
        since_ms = before.measured_ms if before else 0
        output.write_lines(
            _json_line(_KINDS[line.kind], line, since_ms) for line in _lines(tree, known, depth)
        )
        output.write_lines([_json_line(_TOTAL, total, since_ms)])
    else:
        output.write_lines(
            _plain_line(line, _name(line, line.prefix[len(tree.prefix) :]))
            for line in _lines(tree, known, depth)
        )
        output.write_lines([_plain_line(total, _TOTAL)])


def _saved(save: Callable[[Measured], None], measured: Measured) -> list[str]:
    """Keep a result for the next time; what hinders that is only worth a note."""
    try:
        save(measured)
    except LocalError as exc:
        return [str(exc)]
    return []


def _lines(tree: UsageTree, before: UsageTree | None, depth: int) -> Iterator[UsageLine]:
    """Yield what is down to a depth, each prefix before what is in it."""
    waiting = _level_lines(tree, before, tree.prefix) if depth else []
    base = tree.prefix.count(SEPARATOR)
    while waiting:
        line = waiting.pop()
        yield line
        if line.kind is LineKind.PREFIX and line.prefix.count(SEPARATOR) - base < depth:
            waiting.extend(_level_lines(tree, before, line.prefix))


def _level_lines(tree: UsageTree, before: UsageTree | None, prefix: str) -> list[UsageLine]:
    """Return the lines of one level, the last one first."""
    return usage_lines(tree, before, prefix, most=None)[::-1]


def _json_line(kind: str, line: UsageLine, since_ms: int) -> str:
    usage, growth = line.usage, line.growth
    record: dict[str, object] = {
        "kind": kind,
        "prefix": line.prefix,
        "bytes": usage.size,
        "objects": usage.objects,
        "oldest": formats.iso_time(usage.oldest_ms),
        "newest": formats.iso_time(usage.newest_ms),
        "grew_bytes": growth.size if growth else None,
        "grew_objects": growth.objects if growth else None,
        "since": formats.iso_time(since_ms) if growth else None,
    }
    if line.kind is LineKind.MERGED:
        record["merged_prefixes"] = line.merged_prefixes
    return output.as_json(record)


def _plain_line(line: UsageLine, name: str) -> str:
    size, objects = formats.size(line.usage.size), formats.count(line.usage.objects)
    growth = _signed_size(line.growth.size) if line.growth else _UNKNOWN
    return f"{size:>9}  {objects:>11}  {growth:>10}  {name}"


def _name(line: UsageLine, path: str) -> str:
    shown = output.as_shown(path)
    match line.kind:
        case LineKind.PREFIX:
            return shown
        case LineKind.HERE:
            return f"{shown}(objects here)"
        case LineKind.MERGED:
            return f"{shown}({formats.count(line.merged_prefixes)} of the smallest)"


def _signed_size(size: int) -> str:
    sign = "+" if size > 0 else "-" if size < 0 else ""
    return f"{sign}{formats.size(abs(size))}"


def _growth_sentence(tree: UsageTree, before: Measured) -> str:
    growth = Growth.between(before.tree.total, tree.total)
    since = f"since {formats.date(before.measured_ms)} (UTC)"
    if growth == Growth(0, 0):
        return f"No change {since}."
    if growth.size < 0:
        return f"Shrank by {formats.size(-growth.size)} ({growth.objects:+,} objects) {since}."
    return f"Grew by {formats.size(growth.size)} ({growth.objects:+,} objects) {since}."
