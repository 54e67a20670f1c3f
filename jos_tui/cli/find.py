"""``jos-tui find``: what fits a query, line by line as the store lists it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from jos_tui.cli import output
from jos_tui.cli.below import location_below, require_content
from jos_tui.cli.connect import connected
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.lines import text_of
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, place_argument
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location

if TYPE_CHECKING:
    from jos_tui.browse.find import FindStep
    from jos_tui.browse.query import Query
    from jos_tui.store.store import Store


@click.command()
@click.argument("place", metavar="s3://BUCKET/PREFIX", callback=place_argument)
@click.argument("words", metavar="QUERY...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@connection_options
@click.pass_context
def find(context: click.Context, place: Place, words: Sequence[str], as_json: bool) -> int:
    """List the objects below a prefix that fit all words of a query.

    '*.nc' and tas are about the last name, 'run7/*' about the path, '>1G' about the size, '<30d'
    (newer) and '>2y' (older) about the age; ! before a word excludes, '"two words"' holds a name
    together. Quote words, or the shell takes the signs for its own. The lines are those of ls.
    """
    location = location_below(place, "find")
    query = _query(words)
    with connected(context, [place]) as store:
        return _find(store, location, query, as_json)


def _query(words: Sequence[str]) -> Query:
    from jos_tui.browse.query_parser import QueryError, parse_query

    try:
        return parse_query(" ".join(words))
    except QueryError as exc:
        raise click.UsageError(str(exc)) from exc


def _find(store: Store, location: Location, query: Query, as_json: bool) -> int:
    from jos_tui.browse.find import find as steps_of
    from jos_tui.cli.progress import ProgressLine

    text, progress = text_of(location.prefix, as_json), ProgressLine()
    step: FindStep | None = None
    now_ms = time.time_ns() // 1_000_000
    try:
        for step in steps_of(store, location, query, now_ms, CancelToken()):
            if len(step.page):
                progress.clear()
                output.write(text(step.page))
            progress.show(_progress_text(step))
    finally:
        progress.clear()
    require_content(location, step.looked_at if step else 0)
    if step and sys.stderr.isatty():
        output.say(_progress_text(step))
    return ExitCode.DONE


def _progress_text(step: FindStep) -> str:
    found = f"{formats.plural(step.found, 'object')} found, {formats.size(step.found_bytes)}"
    return f"{found}; {formats.count(step.looked_at)} looked at"
