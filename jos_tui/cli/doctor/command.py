"""``jos-tui doctor``: the command."""

from __future__ import annotations

import os
from pathlib import Path

import click

from jos_tui.cli import output
from jos_tui.cli.asked import ConnectionOptions, find_profiles
from jos_tui.cli.doctor.finding import Level
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.options import connection_of, connection_options
from jos_tui.core.errors import ProfileError
from jos_tui.profiles.found import Found


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@connection_options
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> int:
    """Check connections, clock, files and terminal, for you or for a bug report.

    Nothing in the store is changed, and no secret is shown. All checks run at the same time and
    none is waited for longer than 15 seconds. The exit code is 1 if there is a problem.
    """
    from jos_tui.cli.doctor.examination import examine
    from jos_tui.cli.doctor.report import Veil, as_records, as_text, veiled

    found, home = _found(connection_of(context)), Path.home()
    findings = veiled(examine(found, os.environ, home), Veil.over(found.profiles, home))
    output.write_lines(as_records(findings) if as_json else as_text(findings))
    bad = any(finding.level is Level.PROBLEM for finding in findings)
    return ExitCode.SOME_FAILED if bad else ExitCode.DONE


def _found(options: ConnectionOptions) -> Found:
    try:
        return find_profiles(options)
    except ProfileError as error:
        return Found(problems=(error,))
