"""The examples of the user page are read as the page says."""

from __future__ import annotations

import re
from pathlib import Path

from jos_tui.profiles.config_file import SETTINGS, parsed
from jos_tui.profiles.discovery import from_file
from jos_tui.profiles.document import Document
from jos_tui.profiles.endpoint import tenancy_of
from jos_tui.profiles.profile import Rights
from tests.profiles.support import only, write

_PAGE = Path(__file__).parents[2] / "docs" / "credentials.md"

_EXAMPLE = re.compile(r"```(?:json|ini)\n(.*?)```", re.DOTALL)


def test_every_example_file_leads_to_its_tenancy(tmp_path: Path) -> None:
    examples: list[str] = _EXAMPLE.findall(_PAGE.read_text("utf-8"))
    (config,) = (text for text in examples if text.startswith("# config\n"))
    write(tmp_path / "config", config)
    tenancies = [
        tenancy_of(only(from_file(write(tmp_path / "credentials", text), {}, tmp_path)).endpoint)
        for text in examples
        if text != config
    ]
    assert tenancies == ["cedadev-o"] * 5 + ["nlds-cache-01", "cedadev-o"]


_CONFIGURATION = _PAGE.with_name("configuration.md")
_TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def test_every_example_of_the_configuration_is_understood(tmp_path: Path) -> None:
    examples: list[str] = _TOML.findall(_CONFIGURATION.read_text("utf-8"))
    configs = [parsed(Document("c", text), tmp_path, tmp_path) for text in examples]
    assert [config.problems for config in configs] == [(), ()]
    brakes, own = (config.tables for config in configs)
    assert [table.name for table in brakes] == ["cedadev-o", "store.example"]
    assert brakes[0].rights is Rights.READ
    assert own[0].has_keys


def test_every_setting_is_in_the_page() -> None:
    page = _CONFIGURATION.read_text("utf-8")
    assert all(f"`{name}" in page for name in SETTINGS)
