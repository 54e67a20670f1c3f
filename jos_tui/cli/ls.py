"""``jos-tui ls``: a listing, line by line as the store sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from jos_tui.cli import output
from jos_tui.cli.connect import connected
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, place_argument
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import NotFound
from jos_tui.core.location import Location

if TYPE_CHECKING:
    from jos_tui.store.store import Store

Line = Callable[[Entry], str]
_NOTHING = "-"


@click.command()
@click.argument("place", metavar="[s3://BUCKET/PREFIX]", required=False, callback=place_argument)
@click.option("-r", "--recursive", is_flag=True, help="List every object below.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@connection_options
@click.pass_context
def ls(context: click.Context, place: Place, recursive: bool, as_json: bool) -> int:
    """List buckets, or what is below a prefix.

    Time (UTC), size and name; the name starts in column 30. A newline in a key would break its
    line in a pipe: use --json there.
    """
    if recursive and not place.bucket:
        raise click.UsageError("--recursive needs a bucket.")
    with connected(context, [place]) as store:
        if not place.bucket:
            return _list_buckets(store, json_line if as_json else plain_line(""))
        return _list_place(store, place, recursive, as_json)


def _list_buckets(store: Store, line: Line) -> int:
    output.write_lines(line(entry) for entry in store.buckets(CancelToken()))
    return ExitCode.DONE


def _list_place(store: Store, place: Place, recursive: bool, as_json: bool) -> int:
    from jos_tui.cli.lookup import look_up

    row = look_up(store, place, CancelToken())
    if row.entry.kind is Kind.OBJECT:
        line = json_line if as_json else plain_line(row.level.prefix)
        output.write_lines([line(row.entry)])
        return ExitCode.DONE
    location = row.level.child(row.entry.key)
    line = json_line if as_json else plain_line(location.prefix)
    written = 0
    for entries in _pages(store, location, recursive):
        output.write_lines(map(line, entries))
        written += len(entries)
    if location.prefix and not written:
        raise NotFound(f"There is nothing below {location.uri}")
    return ExitCode.DONE


def _pages(store: Store, location: Location, recursive: bool) -> Iterator[list[Entry]]:
    from jos_tui.cli.lookup import entries_of
    from jos_tui.store.store import Depth

    depth = Depth.TREE if recursive else Depth.LEVEL
    for page in store.pages(location, depth, CancelToken()):
        yield list(entries_of(page))


def json_line(entry: Entry) -> str:
    """Return the JSON object that stands for a bucket, a prefix or an object."""
    time = formats.iso_time(entry.modified_ms)
    if entry.kind is Kind.BUCKET:
        return output.as_json({"bucket": entry.key, "created": time})
    if entry.kind is Kind.PREFIX:
        return output.as_json({"prefix": entry.key})
    record = {"key": entry.key, "size": entry.size, "etag": entry.etag, "last_modified": time}
    return output.as_json(record)


def plain_line(prefix: str) -> Line:
    """Return what writes an entry for people, with its key as it is below ``prefix``."""
    cut = len(prefix)

    def line(entry: Entry) -> str:
        when = formats.date(entry.modified_ms) if entry.modified_ms > 0 else _NOTHING
        size = formats.size(entry.size) if entry.size >= 0 else _NOTHING
        return f"{when:<16}  {size:>9}  {output.as_shown(entry.key[cut:])}"

    return line
