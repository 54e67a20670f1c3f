"""``jos-tui config``: where the settings are, what is in force, and whence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jos_tui.cli import output
from jos_tui.cli.exits import ExitCode

if TYPE_CHECKING:
    from jos_tui.core.errors import ProfileError
    from jos_tui.keymap.keymap import Keymap
    from jos_tui.settings import Settings


@dataclass(frozen=True, slots=True)
class Line:
    """A setting or the keys of an action, its value as the file has it, and where it is from."""

    name: str
    value: str
    whence: str

    @property
    def record(self) -> dict[str, object]:
        """The same as JSON."""
        return {"name": self.name, "value": self.value, "from": self.whence}


@click.command()
@click.option("--write", is_flag=True, help="Write a file with every setting in it, explained.")
@click.option("--keys", is_flag=True, help="List every action with its keys.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def config(write: bool, keys: bool, as_json: bool) -> int:
    """Show where config.toml is, and what is set for the screen. Shows no secrets.

    Settings are read when jos-tui starts. Those of connections are shown by jos-tui profiles.
    """
    from jos_tui.profiles.config import config_path
    from jos_tui.profiles.config_file import read_config
    from jos_tui.profiles.document import shown
    from jos_tui.settings import keymap_of, read_settings

    path = config_path(os.environ, Path.home())
    name = shown(path, Path.home())
    if write:
        _write(path, name)
        output.say(f"Written: {name}")
        return ExitCode.DONE
    file = read_config(os.environ, Path.home())
    settings = read_settings(file)
    keymap, clashes = keymap_of(settings)
    lines = _keys(keymap, settings, every=True) if keys else _all(keymap, settings)
    if as_json:
        output.write_lines(output.as_json(line.record) for line in lines)
    else:
        there = "" if path.exists() else "  (not there: jos-tui config --write makes it)"
        output.write_lines([output.as_shown(name) + there, *_columns(lines)])
    return _say((*file.problems, *settings.problems, *clashes))


def _say(problems: tuple[ProfileError, ...]) -> int:
    for problem in problems:
        output.say_error(problem)
    return ExitCode.SOME_FAILED if problems else ExitCode.DONE


def _write(path: Path, name: str) -> None:
    from jos_tui.core.errors import LocalError
    from jos_tui.profiles.config_edit import replace_text
    from jos_tui.settings_file import file_with_all

    if os.path.lexists(path):
        raise LocalError(f"{name} is there already", "", "Change it in an editor.")
    replace_text(path, Path.home(), file_with_all())


def _all(keymap: Keymap, settings: Settings) -> list[Line]:
    from jos_tui.settings import SPECS
    from jos_tui.settings_file import written
    from jos_tui.ui.colours import theme_for

    lines = []
    for spec in SPECS:
        value, whence = settings.value(spec.name), _whence(settings, spec.name)
        if spec.name == "theme":
            theme = theme_for(settings.theme, os.environ, slow=settings.slow)
            whence += f"; shown as {theme.name}: {theme.because}" if theme.because else ""
        lines.append(Line(spec.name, written(value), whence))
    return [*lines, *_keys(keymap, settings, every=False)]


def _keys(keymap: Keymap, settings: Settings, *, every: bool) -> Iterator[Line]:
    from jos_tui.keymap.keymap import EVERY
    from jos_tui.settings_file import written

    for action in EVERY.values():
        if not every and action.id not in settings.keys:
            continue
        keys, usual = keymap.of(action), f"keymap {settings.preset.value}"
        is_wished = keys != settings.preset.keys([action])[action.id]
        whence = settings.places.get(action.id, usual) if is_wished else usual
        yield Line(action.id, written(keys), whence)


def _whence(settings: Settings, name: str) -> str:
    return settings.places.get(name, "default")


def _columns(lines: list[Line] | Iterator[Line]) -> list[str]:
    rows = list(lines)
    names = max((len(line.name) for line in rows), default=0)
    values = max((len(line.value) for line in rows), default=0)
    return [
        output.as_shown(f"{line.name:<{names}}  {line.value:<{values}}  {line.whence}")
        for line in rows
    ]
