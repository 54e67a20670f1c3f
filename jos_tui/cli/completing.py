"""What the shell is told when Tab is pressed: names of connections, numbers of jobs, files.

Only what is known on this machine; no store is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem

from jos_tui.cli.options import connection_of
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable

_FILE = "file"


def profile_names(
    context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Return the names of the connections that are found. Blocks: reads small files."""
    from jos_tui.cli.asked import find_profiles

    try:
        found = find_profiles(connection_of(context)).profiles
    except JosError:
        return []
    return [
        CompletionItem(profile.name, help=printable(profile.address))
        for profile in found
        if profile.name.startswith(typed) and printable(profile.name) == profile.name
    ]


def job_numbers(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Return the numbers of the jobs that are written down, but those already typed. Blocks."""
    given = context.params.get(parameter.name or "") or ()
    before = {str(one) for one in given} if isinstance(given, tuple) else set()
    return [
        CompletionItem(number, help=title)
        for number, title in _jobs()
        if number.startswith(typed) and number not in before
    ]


def local_paths(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Let the shell name its files: places in a store are left to whoever types."""
    return [CompletionItem(typed, type=_FILE)]


def _jobs() -> Iterator[tuple[str, str]]:
    from jos_tui.cli.jobs.book import opened_book, shown

    try:
        with opened_book() as book:
            for job in shown(book.snapshots()):
                yield str(job.id), printable(f"{job.state.value}: {job.title}")
    except JosError:
        return
