"""The question before a deletion: what goes, and whether it may."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from jos_tui.cli import output
from jos_tui.cli.guard import Guard
from jos_tui.cli.jobs.book import Book
from jos_tui.core import formats
from jos_tui.core.text import printable_name
from jos_tui.jobs.deletion_words import plan_lines
from jos_tui.jobs.model import Counted, JobSnapshot
from jos_tui.jobs.plan_ends import ends_of
from jos_tui.jobs.request import DeleteRequest
from jos_tui.jobs.typed_name import buckets_of, needs_typed_name, typed_name


def require_terminal_or(
    yes: bool, otherwise: str = "add --yes to delete without a question"
) -> None:
    """Fail before any work where nobody could answer the question."""
    if not yes and not is_terminal():
        raise click.UsageError(f"Nobody can be asked here: {otherwise}.")


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirmed(
    book: Book, request: DeleteRequest, draft: JobSnapshot, guard: Guard, yes: bool
) -> bool:
    """Show the plan on stderr; ask, unless ``yes``. Blocks until the user has answered."""
    buckets = buckets_of(request.selection) if draft.contents.buckets else ()
    for line in _plan_lines(book, draft, buckets):
        output.say(line)
    objects = draft.contents.in_buckets
    if yes:
        return True
    if guard.is_to_be_typed(request):
        output.say("This is protected.")
        agreed = agrees_by_typing(guard.word_for(request), "delete")
    elif needs_typed_name(request.selection, objects):
        agreed = agrees_by_typing(typed_name(request.selection, objects), "delete")
    else:
        agreed = agrees("Delete?")
    if not agreed:
        output.say("Nothing was deleted.")
    return agreed


def agrees(question: str) -> bool:
    """Ask for a yes."""
    return _ask(f"{question} [y/N] ").strip().lower() in {"y", "yes"}


def agrees_by_typing(word: str, purpose: str) -> bool:
    """Ask for a word to be typed."""
    return _ask(f"Type {word} to {purpose}: ") == word


def _plan_lines(book: Book, draft: JobSnapshot, buckets: Sequence[str]) -> list[str]:
    what, *more = plan_lines(draft.contents, draft.bytes_total)
    counted = "" if draft.counted is Counted.ALL else ", counted so far"
    lines = [f"To be deleted{counted}: {what}", *(f"  and     {line}" for line in more)]
    if buckets:
        lines.append(f"  bucket  {', '.join(printable_name(name) for name in buckets)}")
    if keyed := draft.contents.keyed:
        first, last = ends_of(book, draft.id, keyed)
        lines.append(f"  newest  {formats.date(draft.newest_ms)}")
        lines.append(f"  first   {printable_name(first)}")
        if keyed > 1:
            lines.append(f"  last    {printable_name(last)}")
    return [*lines, *book.report(draft.id).notes]


def _ask(question: str) -> str:
    output.draw(question)
    return sys.stdin.readline().rstrip("\n")
