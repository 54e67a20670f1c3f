"""``jos-tui jobs watch``: looking on until jobs have ended."""

from __future__ import annotations

import click

from jos_tui.cli import output
from jos_tui.cli.completing import job_numbers
from jos_tui.cli.exits import ExitCode


@click.command()
@click.argument("ids", metavar="[ID]...", type=int, nargs=-1, shell_complete=job_numbers)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object.")
def watch(ids: tuple[int, ...], as_json: bool) -> int:
    """Look on until a job has ended; its outcome decides the exit code.

    Without a number: until all jobs that are at work have ended. Draws one line on a terminal, and
    writes a line every ten seconds elsewhere. Ctrl-C ends the looking on, not the job.
    """
    from jos_tui.cli.connect import jobs_of
    from jos_tui.cli.jobs.book import opened_book, shown
    from jos_tui.cli.jobs.picking import require_known
    from jos_tui.cli.progress import drawn_or_written
    from jos_tui.cli.reporting import Told, finish
    from jos_tui.cli.watching import Watch, outcome_of

    with opened_book() as book:
        jobs = require_known(book, ids) if ids else [j for j in shown(book.snapshots()) if j.active]
        if not jobs:
            output.say("No job is at work.")
            return ExitCode.DONE
        if not any(job.active for job in jobs):
            outcomes = [outcome_of(book, job.id) for job in jobs]
            return finish(book, outcomes, Told(as_json))
    with jobs_of(None) as client:
        outcomes = Watch(client, [job.id for job in jobs], drawn_or_written()).to_the_end()
        return finish(client, outcomes, Told(as_json))
