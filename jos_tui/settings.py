"""What the user has set for the screen in ``config.toml``, checked; the rest is as it always is.

A slip in it is said with its line, and what is right still holds. Nothing here is about
connections: those are read in ``profiles/``, where a slip makes things safer, not only usual.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from jos_tui.core.errors import ProfileError
from jos_tui.keymap.keymap import DEFAULT, Keymap
from jos_tui.keymap.presets import Preset
from jos_tui.profiles.config import Config
from jos_tui.profiles.document import NO_DOCUMENT
from jos_tui.profiles.toml_text import Places, nearest

SETTINGS, KEYS = "settings", "keys"
"""The tables of ``config.toml`` that are read here."""

AUTO = "auto"
OUR_THEMES = ("jos-dark", "jos-light", "jos-16", "jos-plain")
TEXTUALS_THEMES = (
    "textual-dark",
    "textual-light",
    "nord",
    "gruvbox",
    "catppuccin-mocha",
    "dracula",
    "tokyo-night",
    "monokai",
    "flexoki",
    "catppuccin-latte",
    "catppuccin-frappe",
    "catppuccin-macchiato",
    "solarized-light",
    "solarized-dark",
    "rose-pine",
    "rose-pine-moon",
    "rose-pine-dawn",
    "atom-one-dark",
    "atom-one-light",
    "ansi-dark",
    "ansi-light",
)
"""Written down here, where the command line can check a name without loading Textual."""

Value = str | bool


class From(Enum):
    """Where a value comes from."""

    DEFAULT = "default"
    FILE = "file"


class Spec(NamedTuple):
    """One setting: its usual value, what it is about, and what else it can be.

    Without ``choices`` a text may be anything.
    """

    name: str
    default: Value
    about: str
    choices: tuple[str, ...] = ()

    def complaint(self, value: object) -> str:
        """Return what a value should have been, "" if it is right."""
        if isinstance(self.default, bool):
            return "" if isinstance(value, bool) else "It is true or false, without quotation marks"
        if not isinstance(value, str):
            return "It is a text in quotation marks"
        if self.choices and value not in self.choices:
            return nearest(value, list(self.choices))
        return ""


SPECS = (
    Spec(
        "theme",
        AUTO,
        "The colours. auto: jos-dark, or as many as the terminal has",
        (AUTO, *OUR_THEMES, *TEXTUALS_THEMES),
    ),
    Spec(
        "keymap",
        Preset.VIM.value,
        "The keys: vim, mc (F keys as in Midnight Commander) or arrows (no h j k l)",
        tuple(preset.value for preset in Preset),
    ),
    Spec("slow", False, "Send little to the terminal, as jos-tui --slow does"),
    Spec("mouse", True, "Take clicks; without, the terminal's own selection works"),
    Spec("save_to", "", "Where to save, until another folder is chosen; else where jos-tui began"),
)
"""Every setting, in the order in which they are shown."""


class Settings(NamedTuple):
    """What is set. ``places`` say where in the file, for what stands there.

    ``keys`` are the user's by the id of an action, as they are spelt.
    """

    values: Mapping[str, Value] = {}
    keys: Mapping[str, tuple[str, ...]] = {}
    places: Mapping[str, str] = {}
    problems: tuple[ProfileError, ...] = ()

    def value(self, name: str) -> Value:
        """Return what is set, else the usual value."""
        return self.values.get(name, SPEC[name].default)

    def came_from(self, name: str) -> From:
        """Return where the value comes from."""
        return From.FILE if name in self.values else From.DEFAULT

    @property
    def theme(self) -> str:
        """The theme that is wished for; what the terminal shows has the last word."""
        return str(self.value("theme"))

    @property
    def preset(self) -> Preset:
        """The keymap that the user's keys change."""
        return Preset(self.value("keymap"))

    @property
    def slow(self) -> bool:
        """Whether the line to the user is slow."""
        return self.value("slow") is True

    @property
    def mouse(self) -> bool:
        """Whether clicks are taken."""
        return self.value("mouse") is True

    @property
    def save_to(self) -> str:
        """The folder that is offered for saving, "" for the one the program was started in."""
        return str(self.value("save_to"))

    def changed(self, name: str, value: Value) -> Settings:
        """Return settings with another value."""
        return self._replace(values={**self.values, name: value})


SPEC = {spec.name: spec for spec in SPECS}
USUAL = Settings()


def read_settings(config: Config) -> Settings:
    """Return what a file has set; raises nothing, and loads no keymap."""
    if not config.screen:
        return USUAL
    return _Reader(config).settings()


def keymap_of(settings: Settings) -> tuple[Keymap, tuple[ProfileError, ...]]:
    """Return the keymap that is set, and what of the user's keys does not hold."""
    if not settings.keys and settings.preset is Preset.VIM:
        return DEFAULT, ()
    from jos_tui.keymap.wishes import keymap_of as resolved

    keymap, refusals = resolved(settings.preset, settings.keys)
    problems = [
        ProfileError(
            f"{settings.places.get(each.action, KEYS)}: {each.action} is left as it was",
            each.reason,
            each.next_step,
        )
        for each in refusals
    ]
    return keymap, tuple(problems)


class _Reader:
    """Takes what is right and gathers what is wrong."""

    def __init__(self, config: Config) -> None:
        self._screen = config.screen
        self._where = Places(config.document or NO_DOCUMENT)
        self._problems: list[ProfileError] = []
        self._places: dict[str, str] = {}

    def settings(self) -> Settings:
        values = {
            name: value
            for name, value in self._table(SETTINGS).items()
            if self._is_right(name, value)
        }
        keys = dict(self._keys())
        return Settings(values, keys, self._places, tuple(self._problems))  # type: ignore[arg-type]

    def _table(self, name: str) -> Mapping[str, object]:
        table = self._screen.get(name, {})
        if isinstance(table, dict):
            return table
        self._complain((name,), f"{name} is no table", f"Write [{name}].")
        return {}

    def _is_right(self, name: str, value: object) -> bool:
        place = (SETTINGS, name)
        if name not in SPEC:
            self._complain(place, f"{name} is not known", nearest(name, list(SPEC)))
        elif complaint := SPEC[name].complaint(value):
            self._complain(place, f"{name} is wrong", f"{complaint}.".replace("?.", "?"))
        else:
            self._places[name] = self._where.of(*place)
            return True
        return False

    def _keys(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for action_id, value in _flat(self._table(KEYS)):
            self._places[action_id] = self._where.of(KEYS, action_id)
            if isinstance(value, str):
                yield action_id, (value,)
            elif isinstance(value, list) and all(isinstance(each, str) for each in value):
                yield action_id, tuple(value)
            else:
                self._complain(
                    (KEYS, action_id), f"{action_id} is wrong", 'It is "x", "g x" or ["x", "F5"].'
                )

    def _complain(self, place: tuple[str, ...], what: str, next_step: str) -> None:
        title = f"{self._where.of(*place)}: {what}"
        self._problems.append(ProfileError(title, "", next_step))


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Yield actions with their keys: ``app.quit = "Q"`` without quotation marks is nested."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value
