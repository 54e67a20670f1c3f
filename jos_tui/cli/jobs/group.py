"""``jos-tui jobs``: the group, and the list it shows by itself."""

from __future__ import annotations

import click

from jos_tui.cli.exits import ExitCode
from jos_tui.cli.jobs.orders import cancel, forget, pause, resume, retry
from jos_tui.cli.jobs.show import show
from jos_tui.cli.jobs.watch import watch


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def jobs(context: click.Context, as_json: bool) -> int:
    """List jobs, or look after one of them.

    Without a command it lists those of this host, newest last; that reads only.
    """
    if context.invoked_subcommand is not None:
        return ExitCode.DONE
    from jos_tui.cli.jobs.listing import print_list

    print_list(as_json)
    return ExitCode.DONE


for _command in (show, watch, pause, resume, cancel, retry, forget):
    jobs.add_command(_command)
