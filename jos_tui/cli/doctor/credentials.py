"""The files that hold keys: nobody else on this machine is to read them."""

from __future__ import annotations

import stat
from pathlib import Path

from jos_tui.cli.doctor.finding import Finding, Level, Section
from jos_tui.cli.doctor.folders import to_type
from jos_tui.profiles.document import Document
from jos_tui.profiles.found import Found

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def credentials_findings(found: Found, home: Path) -> list[Finding]:
    """Return a line for each file that keys were found in, and what the readers noticed. Blocks."""
    sources = dict.fromkeys(
        source
        for profile in found.profiles
        for source in (profile.source, *profile.also_in)
        if source.startswith(("/", "~/"))
    )
    said = {Document(source, "").exposure_note for source in sources}
    notes = [note for note in (*found.warnings, *found.notes) if note not in said]
    return [
        *(_of_file(source, home) for source in sources),
        *(Finding(Section.FILES, Level.WARNING, note) for note in notes),
    ]


def _of_file(source: str, home: Path) -> Finding:
    path = home / source[2:] if source.startswith("~/") else Path(source)
    try:
        mode = path.stat().st_mode
    except OSError as exc:
        words = f"Keys: {path} cannot be read any more: {exc.strerror}"
        return Finding(Section.FILES, Level.PROBLEM, words, "Check its name and permissions.")
    if mode & _OTHERS:
        words = f"Keys: {path} is open to other users of this machine ({stat.filemode(mode)})"
        return Finding(
            Section.FILES, Level.WARNING, words, f"Type: chmod 600 {to_type(path, home)}"
        )
    return Finding(Section.FILES, Level.OK, f"Keys: {path}, for you alone")
