"""``worker``: the process that does the jobs, for those who want to look after it themselves."""

from __future__ import annotations

import click

from jos_tui.cli.exits import ExitCode


@click.command()
@click.option("--foreground", is_flag=True, help="Stay in this terminal. Ctrl-C ends it.")
@click.pass_context
def worker(context: click.Context, foreground: bool) -> int:
    """Do the jobs of this user on this host.

    Nobody needs to type this: a worker is started when there is a job for it, and ends when there
    is none. One in the foreground stays until it is told to end, and hands its jobs back then.
    """
    if not foreground:
        raise click.UsageError(
            "A worker is started when there is a job for it. To watch one, add --foreground.",
            context,
        )
    from jos_tui.jobs.worker.process import run_in_foreground

    run_in_foreground()
    return ExitCode.DONE
