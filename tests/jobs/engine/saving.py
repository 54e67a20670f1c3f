"""Files that are saved without a download, and what is in their folder then."""

from __future__ import annotations

from pathlib import Path

from jos_tui.jobs.engine.part_file import PartFile
from jos_tui.jobs.engine.unnamed_file import UnnamedFile
from jos_tui.jobs.model import Conflict

OLD_MS, NEW_MS = 1_000_000_000_000, 1_700_000_000_000


def save_in(part: PartFile | UnnamedFile, body: bytes, conflict: Conflict, date: int) -> str | None:
    """Fill what was begun and give it its name; return that, or None where it got none."""
    try:
        part.write_at(0, body)
        part.finish(len(body), date)
        return part.publish(conflict, date)
    finally:
        part.discard()


def content(folder: Path) -> dict[str, bytes]:
    """Return what the files of a folder hold."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
