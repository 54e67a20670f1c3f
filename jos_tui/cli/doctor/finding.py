"""What a check has found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


class Section(Enum):
    """What it is about; the value is the heading, in the order of the report."""

    VERSIONS = "Versions"
    CONNECTIONS = "Connections"
    CLOCK = "Clock"
    FILES = "Files"
    JOBS = "Jobs"
    TERMINAL = "Terminal"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. ``advice`` is what to do about it, "" if nothing has to be done."""

    section: Section
    level: Level
    what: str
    advice: str = ""
