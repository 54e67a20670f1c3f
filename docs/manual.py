"""Writes the manual page, ``docs/jos-tui.1``, from the commands: ``make man``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from jos_tui import __version__
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.main import cli

PAGE = Path(__file__).with_name("jos-tui.1")

_EXITS = {
    ExitCode.DONE: "Everything asked for was done.",
    ExitCode.SOME_FAILED: "Something failed, or a check found a problem.",
    ExitCode.USAGE: "The command line was not understood; nothing was done.",
    ExitCode.NO_ACCESS: "The store could not be reached, or did not let anything through.",
    ExitCode.INTERRUPTED: "It was stopped.",
}
_FILES = {
    "~/.credentials/*.json, ~/.s3cfg, ~/.mc/config.json, ~/.config/rclone/rclone.conf, ~/.aws/": (
        "Where credentials are found, with others that docs/credentials.md lists."
    ),
    "~/.config/jos-tui/config.toml": "Settings, keys and brakes (XDG_CONFIG_HOME).",
    "~/.local/state/jos-tui/": "The list of jobs, the log of changes (XDG_STATE_HOME).",
    "~/.cache/jos-tui/": "What was measured (XDG_CACHE_HOME).",
}
# What roff would take for its own, or show as typographic signs that nobody can type.
_ESCAPES = str.maketrans(
    {
        "\\": "\\e",
        "-": "\\-",
        "~": "\\(ti",
        "^": "\\(ha",
        "'": "\\(aq",
        "`": "\\(ga",
        "…": "...",
        "–": "\\(en",
    }
)


def page() -> str:
    """Return the whole page in the man macros of roff."""
    return "\n".join((*_head(), *_commands(), *_tail())) + "\n"


def _head() -> Iterator[str]:
    yield f'.TH JOS\\-TUI 1 "" "jos-tui {__version__}" "User Commands"'
    yield from (".nh", ".ad l")  # what can be typed is not torn apart
    yield from (".SH NAME", f"jos\\-tui \\- {_text(_what_it_is())}")
    yield from (".SH SYNOPSIS", ".B jos\\-tui", "[\\fIOPTIONS\\fR] [\\fIs3://BUCKET/PREFIX\\fR]")
    yield from (".br", ".B jos\\-tui", "[\\fIOPTIONS\\fR] \\fICOMMAND\\fR ...")
    yield from (".SH DESCRIPTION", *_help_of(cli))
    yield from (".SH OPTIONS", *_options_of(cli))


def _commands() -> Iterator[str]:
    yield ".SH COMMANDS"
    context = click.Context(cli, info_name="jos-tui")
    common = {name for option in _options(cli) for name in option.opts}
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield from _command(name, command, common)
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                yield from _command(f"{name} {below}", command.commands[below], common)


def _command(name: str, command: click.Command, common: set[str]) -> Iterator[str]:
    words = [
        parameter.metavar or _value(parameter) or (parameter.name or "").upper()
        for parameter in command.params
        if isinstance(parameter, click.Argument)
    ]
    yield f".SS {_text(' '.join(('jos-tui', name, '[OPTIONS]', *words)))}"
    yield from _help_of(command)
    yield from _options_of(command, common)
    if common & {option for parameter in _options(command) for option in parameter.opts}:
        yield from (".PP", "The options of a connection, which OPTIONS above lists, work here too.")


def _tail() -> Iterator[str]:
    yield ".SH EXIT STATUS"
    for code in ExitCode:
        yield from (".TP", f".B {code.value}", _text(_EXITS[code]))
    yield ".SH FILES"
    for files, words in _FILES.items():
        yield from (".TP", f".I {_text(files)}", _text(words))
    yield from (".SH SEE ALSO", ".BR rclone (1),", ".BR s3cmd (1)")


def _options(command: click.Command) -> list[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option) and not one.hidden]


def _options_of(command: click.Command, without: set[str] = frozenset()) -> Iterator[str]:  # type: ignore[assignment]
    for option in _options(command):
        if without & {*option.opts}:
            continue
        names = ", ".join(f"\\fB{_text(name)}\\fR" for name in sorted(option.opts, key=len))
        value = "" if option.is_flag else option.metavar or _value(option) or "TEXT"
        yield from (".TP", f"{names} \\fI{_text(value)}\\fR" if value else names)
        yield _text(option.help or "")


def _value(parameter: click.Parameter) -> str:
    """Return what the value of a parameter may be, "" if that goes without saying."""
    if isinstance(parameter.type, click.Choice):
        return f"[{'|'.join(map(str, parameter.type.choices))}]"
    return "" if parameter.type is click.STRING else parameter.type.name.upper()


def _help_of(command: click.Command) -> Iterator[str]:
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield ".PP"
        yield _text(" ".join(paragraph.split()))


def _what_it_is() -> str:
    line = inspect.cleandoc(cli.help or "").split("\n")[0].rstrip(".")
    return line[:1].lower() + line[1:]


def _text(text: str) -> str:
    """Return text that roff shows as it is."""
    escaped = text.translate(_ESCAPES)
    return re.sub(r"^\.", r"\\&.", escaped)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="ascii")
