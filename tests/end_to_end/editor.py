"""An editor that a test has written."""

from __future__ import annotations

from pathlib import Path


def editor(tmp_path: Path, *lines: str) -> dict[str, str]:
    """An editor that does these things with the file it is given."""
    script = tmp_path / "an editor"
    script.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
    script.chmod(0o700)
    return {"EDITOR": f"'{script}'", "VISUAL": "", "TMPDIR": str(tmp_path)}
