"""``jos-tui jobs show``: one job, and what has come of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from jos_tui.cli import output
from jos_tui.cli.completing import job_numbers
from jos_tui.cli.exits import ExitCode
from jos_tui.core import formats
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.deletion_words import gone_text, hidden_parts

if TYPE_CHECKING:
    from jos_tui.cli.jobs.book import Book
    from jos_tui.cli.watching import Outcome
    from jos_tui.jobs.item import ItemView


@click.command()
@click.argument("job_id", metavar="ID", type=int, shell_complete=job_numbers)
@click.option("--items", is_flag=True, help="Print every item, one a line.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object, or one an item.")
def show(job_id: int, items: bool, as_json: bool) -> int:
    """Show a job: how far it is, what failed and why, what was checked."""
    from jos_tui.cli.jobs.book import opened_book
    from jos_tui.cli.jobs.picking import require_known
    from jos_tui.cli.watching import outcome_of

    with opened_book() as book:
        require_known(book, [job_id])
        outcome = outcome_of(book, job_id)
        if items:
            line = _item_json if as_json else _item_line
            for page in _pages(book, job_id):
                output.write_lines(map(line, page))
        elif as_json:
            output.write_lines([output.as_json(_record(book, outcome))])
        else:
            output.write_lines(printable(line) for line in _lines(outcome))
    return ExitCode.DONE


def _pages(book: Book, job_id: int) -> Iterator[list[ItemView]]:
    after = 0
    while page := book.items(job_id, after_id=after):
        yield page
        after = page[-1].id


def _record(book: Book, outcome: Outcome) -> dict[str, object]:
    from jos_tui.cli.jobs.listing import job_record
    from jos_tui.cli.reporting import error_record
    from jos_tui.cli.watching import failures_of

    report = outcome.report
    return {
        **job_record(outcome.job),
        "checked": {check.value: number for check, number in report.checks.items()},
        "failures": [
            {"name": failure.name, **error_record(failure.error)}
            for failure in failures_of(book, outcome)
        ],
        "renamed": {name: str(path) for name, path in report.renamed.items()},
        "notes": list(report.notes),
    }


def _lines(outcome: Outcome) -> Iterator[str]:
    from jos_tui.cli.reporting import checks_text

    job, report = outcome.job, outcome.report
    yield f"Job {job.id}: {job.title}"
    yield f"  state    {job.state.value}"
    yield f"  store    {job.endpoint}"
    yield f"  begun    {formats.date(job.created_ms)}"
    if job.ended_ms:
        yield f"  ended    {formats.date(job.ended_ms)}"
    yield f"  items    {_items_text(outcome)}"
    yield f"  bytes    {formats.size(job.bytes_done)} of {formats.size(job.bytes_total)}"
    if checked := checks_text([outcome]):
        yield f"  checked  {checked}"
    if hidden_parts(report.gone):
        yield f"  deleted  {gone_text(report.gone)}"
    if job.problem is not None:
        yield f"  problem  {job.problem}"
    for failure in report.failures:
        yield f"  failed   {printable_name(failure.name)}: {failure.error}"
    for name, path in report.renamed.items():
        yield f"  renamed  {printable_name(name)} to {printable_name(str(path))}"
    for note in report.notes:
        yield f"  note     {note}"


def _items_text(outcome: Outcome) -> str:
    job = outcome.job
    more = "" if job.planned else " so far"
    parts = [f"{formats.count(job.items_done)} of {formats.count(job.items_total)}{more} done"]
    numbers = {
        "skipped": job.items_skipped,
        "failed": job.items_failed,
        "waiting for an answer": job.items_held,
    }
    parts += [f"{formats.count(number)} {what}" for what, number in numbers.items() if number]
    return ", ".join(parts)


def _item_line(item: ItemView) -> str:
    check = item.check.value if item.check else ""
    line = f"{item.state.value:<8}  {formats.size(item.size):>9}  {check:<14}  "
    line += printable_name(item.name)
    if item.saved_as:
        line += f" as {printable_name(item.saved_as)}"
    return line + (f": {printable(str(item.error))}" if item.error else "")


def _item_json(item: ItemView) -> str:
    from jos_tui.cli.reporting import error_record

    return output.as_json(
        {
            "state": item.state.value,
            "action": item.action.value,
            "name": item.name,
            "size": item.size,
            "checked": item.check.value if item.check else None,
            "saved_as": item.saved_as,
            "attempts": item.attempts,
            "error": error_record(item.error) if item.error else None,
        }
    )
