"""The examples of the user page are read as the page says."""

from __future__ import annotations

import re
from pathlib import Path

from jos_tui.profiles.discovery import from_file
from jos_tui.profiles.endpoint import tenancy_of
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
