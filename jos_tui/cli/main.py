"""All command lines: opens the TUI, or runs one subcommand.

Nothing slow is imported here or by the modules below ``cli/``: what a command needs it imports
when it runs, so that ``--help`` and ``--version`` answer at once. A command itself is imported when
it is asked for, so that none, nor the screen, waits for the others.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from jos_tui import __version__
from jos_tui.cli import crash, exits, output
from jos_tui.cli.completion import PROGRAM
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.group import OPENING, CommandGroup
from jos_tui.cli.open import open_tui, run_tui, screen_options, wanted_of_screen
from jos_tui.cli.options import connection_options
from jos_tui.core.errors import JosError

_COMMANDS = {
    "completion": "jos_tui.cli.completion",
    "config": "jos_tui.cli.config",
    "cp": "jos_tui.cli.copying",
    "doctor": "jos_tui.cli.doctor.command",
    "du": "jos_tui.cli.du",
    "find": "jos_tui.cli.find",
    "get": "jos_tui.cli.get",
    "jobs": "jos_tui.cli.jobs.group",
    "leftovers": "jos_tui.cli.leftovers",
    "log": "jos_tui.cli.log",
    "ls": "jos_tui.cli.ls",
    "mb": "jos_tui.cli.buckets",
    "mv": "jos_tui.cli.copying",
    "profiles": "jos_tui.cli.profiles",
    "put": "jos_tui.cli.put",
    "rb": "jos_tui.cli.buckets",
    "rm": "jos_tui.cli.rm",
    "sync": "jos_tui.cli.sync",
    "url": "jos_tui.cli.url",
    "worker": "jos_tui.cli.worker",
}
"""The module of each command, in which it has its own name."""

_WITH_SIGNALS_OF_THEIR_OWN = {OPENING, "worker"}


@click.group(
    cls=CommandGroup,
    opener=open_tui,
    modules=_COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@connection_options
@screen_options
@click.version_option(__version__, message="jos-tui %(version)s")
@click.pass_context
def cli(context: click.Context) -> int:
    """A keyboard-driven file manager for S3-compatible object stores.

    Without a command it opens on the screen, in the given bucket and prefix if there is one. The
    connection options may stand before or after the command.
    """
    if context.invoked_subcommand is None:
        return run_tui(context, None)
    if (wanted := wanted_of_screen(context)) and context.invoked_subcommand != OPENING:
        raise click.UsageError(f"{wanted[0]} opens the screen; it goes with no command.")
    if context.invoked_subcommand not in _WITH_SIGNALS_OF_THEIR_OWN:
        from jos_tui.cli.interrupts import heard_at_once

        context.with_resource(heard_at_once())
    return ExitCode.DONE


def run(arguments: Sequence[str]) -> int:
    """Run one command line; every way it can end becomes an exit code and at most one message."""
    try:
        with cli.make_context(PROGRAM, list(arguments)) as context:
            code: int = cli.invoke(context)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as exc:  # noqa: BLE001 - see code_of
        return code_of(exc)
    return code


def code_of(end: Exception | KeyboardInterrupt) -> int:
    """Say what a command line ended with, where it is to be said, and return its exit code.

    A fault of the program leaves a log and no traceback.
    """
    match end:
        case click.exceptions.Exit():
            return end.exit_code
        case click.ClickException():
            return _say_usage(end)
        case KeyboardInterrupt() | click.Abort():
            output.say("Interrupted.")
            return ExitCode.INTERRUPTED
        case JosError():
            output.say_error(end)
            return exits.of_error(end)
        case BrokenPipeError():
            output.discard_stdout()
            return ExitCode.DONE
        case _:
            crash.say(end)
            return ExitCode.SOME_FAILED


def _say_usage(error: click.ClickException) -> int:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        context = error.ctx if error.ctx.info_name else error.ctx.find_root()
        for line in (*context.get_usage().splitlines(), f"Try '{context.command_path} --help'."):
            output.say(line)
    output.say(error.format_message())
    return ExitCode.USAGE
