"""What runs here."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from jos_tui import __version__
from jos_tui.cli.doctor.finding import Finding, Level, Section

_LIBRARIES = ("textual", "rich", "minio", "urllib3", "click", "humanize")


def version_findings() -> list[Finding]:
    """Return the program, Python, the libraries and the system with their versions."""
    package = Path(__file__).parents[2]
    lines = [
        f"jos-tui {__version__}, in {package}",
        f"Python {platform.python_version()}, {sys.executable}",
        ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES),
        platform.platform(),
    ]
    return [Finding(Section.VERSIONS, Level.OK, line) for line in lines]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of an unknown version"
