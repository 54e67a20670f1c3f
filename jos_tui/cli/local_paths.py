"""Paths of this machine as arguments, and how they are named to the user again."""

from __future__ import annotations

from pathlib import Path

from jos_tui.core.errors import LocalError


def absolute(text: str) -> str:
    """Return a path from the root on, for a process that stands in another folder.

    Steps such as ``..`` stay: behind a link they lead elsewhere than they seem to. Bytes that are
    no text stay what they are, as surrogate escapes. Raises LocalError in a folder that is gone.
    """
    path = Path(text)
    return str(path if path.is_absolute() else _current_folder() / path)


def as_typed(path: str) -> str:
    """Return a path below the current folder as it is called from there, any other as it is."""
    try:
        return str(Path(path).relative_to(_current_folder()))
    except (ValueError, LocalError):
        return path


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError as exc:
        raise LocalError(
            "The current folder is gone", exc.strerror or "", "Go to another one with cd."
        ) from exc
