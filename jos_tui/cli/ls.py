"""``jos-tui ls``: a listing, line by line as the store sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jos_tui.cli import output
from jos_tui.cli.connect import connected
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.lines import bucket_line, text_of
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, place_argument
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Kind
from jos_tui.core.errors import NotFound

if TYPE_CHECKING:
    from jos_tui.store.store import Store


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
            return _list_buckets(store, as_json)
        return _list_place(store, place, recursive, as_json)


def _list_buckets(store: Store, as_json: bool) -> int:
    from jos_tui.browse.columns import page_of

    buckets = list(store.buckets(CancelToken()))
    if as_json:
        output.write_lines(map(bucket_line, buckets))
    else:
        output.write(text_of("", as_json=False)(page_of(buckets)))
    return ExitCode.DONE


def _list_place(store: Store, place: Place, recursive: bool, as_json: bool) -> int:
    from jos_tui.browse.columns import page_of
    from jos_tui.cli.lookup import look_up
    from jos_tui.store.depth import Depth

    row = look_up(store, place, CancelToken())
    if row.entry.kind is Kind.OBJECT:
        output.write(text_of(row.level.prefix, as_json)(page_of([row.entry])))
        return ExitCode.DONE
    location = row.level.child(row.entry.key)
    text, written = text_of(location.prefix, as_json), 0
    depth = Depth.TREE if recursive else Depth.LEVEL
    for page in store.pages(location, depth, CancelToken()):
        output.write(text(page))
        written += len(page)
    if location.prefix and not written:
        raise NotFound(f"There is nothing below {location.uri}")
    return ExitCode.DONE
