"""A text in the user's own editor, on our terminal."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

from jos_tui.core.errors import LocalError
from jos_tui.core.text import printable_name
from jos_tui.ui.wire.shell import run_program

_USUAL = "vi"
_LONGEST = 100  # characters of the name: its ending tells the editor what it is


@dataclass(frozen=True, slots=True)
class Edited:
    """What was made of a text, how the editor ended, and the private file that it is in."""

    body: bytes
    code: int
    path: Path

    def forget(self) -> None:
        """Remove the file. Blocks."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def edit(body: bytes, name: str, environment: Mapping[str, str]) -> Edited:
    """Let a text be edited. The terminal must not be in use by others. Blocks.

    ``name`` is a file name. Main thread only. Raises LocalError.
    """
    argv = _editor(environment)
    try:
        path = Path(mkdtemp(prefix="jos-tui-edit-")) / name[-_LONGEST:]
        path.touch(0o600)
        path.write_bytes(body)
        edited = Edited(body, 0, path)
        try:
            code = run_program([*argv, str(path)], environment, "EDITOR")
        except LocalError:
            edited.forget()
            raise
        return replace(edited, body=path.read_bytes(), code=code)
    except OSError as exc:
        raise LocalError("What was edited cannot be read or written", str(exc)) from exc


def _editor(environment: Mapping[str, str]) -> list[str]:
    words = environment.get("VISUAL") or environment.get("EDITOR") or _USUAL
    try:
        return shlex.split(words) or [_USUAL]
    except ValueError as exc:
        raise LocalError(
            f"{printable_name(words)} is no command",
            str(exc),
            "Set the variable EDITOR to the name of an editor.",
        ) from exc
