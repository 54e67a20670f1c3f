"""Settings: what is right holds, what is wrong is said with its line, no brake depends on it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from jos_tui.keymap.presets import Preset
from jos_tui.profiles.config_file import parsed
from jos_tui.profiles.document import Document
from jos_tui.profiles.profile import Rights
from jos_tui.settings import SPECS, USUAL, Settings, keymap_of, read_settings
from jos_tui.settings_file import file_with_all

DOCS = Path(__file__).parents[1] / "docs"


def settings_in(text: str) -> Settings:
    return read_settings(parsed(Document("~/c", text), Path("/etc"), Path("/home/me")))


def complaints(text: str) -> list[str]:
    settings = settings_in(text)
    return [str(problem) for problem in (*settings.problems, *keymap_of(settings)[1])]


def test_what_is_set_holds() -> None:
    settings = settings_in('[settings]\ntheme = "nord"\nkeymap = "mc"\nslow = true\nmouse = false')
    assert (settings.theme, settings.preset) == ("nord", Preset.MC)
    assert (settings.slow, settings.mouse) == (True, False)
    assert settings.places["theme"] == "~/c, line 2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[settings]\ntheme = "nrod"', "~/c, line 2: theme is wrong. Did you mean nord?"),
        ("[settings]\n\nteme = 3", "~/c, line 3: teme is not known. Did you mean theme?"),
        ('[settings]\nslow = "yes"', "~/c, line 2: slow is wrong. It is true or false"),
        ("settings = 3", "~/c, line 1: settings is no table. Write [settings]."),
        ('[keys]\n"app.help" = 3', '~/c, line 2: app.help is wrong. It is "x", "g x"'),
        ("[keys]\napp.help = 'd'", "~/c, line 2: app.help is left as it was. d is the key of"),
        ("[keys]\n'app.hlep' = 'X'", "~/c, line 2: app.hlep is left as it was. There is no such"),
    ],
)
def test_a_slip_is_said_with_its_line_and_the_rest_holds(text: str, words: str) -> None:
    (complaint,) = complaints(text)
    assert complaint.startswith(words)
    assert settings_in(f"{text}\n[profiles.x]\nread_only = true").values == USUAL.values


def test_a_slip_in_a_setting_makes_no_connection_read_only() -> None:
    text = '[settings]\nteme = 3\n[keys]\n"no.such" = 4\n'
    config = parsed(Document("~/c", text), Path("/etc"), Path("/home/me"))
    assert (config.rights, config.problems) == (Rights.ALL, ())


def test_a_brake_among_the_settings_is_no_slip_of_these() -> None:
    text = "[settings]\nread_only = true\n"
    config = parsed(Document("~/c", text), Path("/etc"), Path("/home/me"))
    assert config.rights is Rights.READ
    assert str(config.problems[0]).startswith("~/c, line 2: read_only does not belong here")


def test_the_file_with_everything_in_it_changes_nothing() -> None:
    assert tomllib.loads(file_with_all()) == {"settings": {}}
    uncommented = "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and " = " in line else line
        for line in file_with_all().partition("# [keys]")[0].splitlines()
    )
    settings = settings_in(uncommented)
    assert settings.values == {spec.name: spec.default for spec in SPECS}
    assert not settings.problems


def test_the_documentation_names_every_setting() -> None:
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")
    for spec in SPECS:
        assert f"| `{spec.name}` |" in text
