"""``jos-tui completion``: the script that lets a shell complete command lines."""

from __future__ import annotations

import click

from jos_tui.cli import output
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.starting import COMPLETION

PROGRAM = "jos-tui"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print a script that completes commands, options, connections and jobs with Tab.

    For bash, add this to ~/.bashrc: eval "$(jos-tui completion bash)". For zsh the same with zsh in
    ~/.zshrc. For fish: jos-tui completion fish > ~/.config/fish/completions/jos-tui.fish.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None, shell
    script = kind(context.find_root().command, {}, PROGRAM, COMPLETION).source()
    output.write(f"{script.rstrip()}\n")
    return ExitCode.DONE


def answer(instruction: str) -> int:
    """Answer what a shell asks by its script; return the exit code."""
    from click.shell_completion import shell_complete

    from jos_tui.cli.main import cli

    return shell_complete(cli, {}, PROGRAM, COMPLETION, instruction)
