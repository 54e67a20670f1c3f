"""What is installed is complete."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_contains_styles_every_module_and_the_manual(tmp_path: Path) -> None:
    copy = tmp_path / "copy"  # building writes beside the sources
    shutil.copytree(ROOT / "jos_tui", copy / "jos_tui")
    (copy / "docs").mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "docs/jos-tui.1"):
        shutil.copy(ROOT / name, copy / name)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", tmp_path, copy],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "jos_tui"
    files = {
        str(path.relative_to(ROOT))
        for pattern in ("*.py", "*.tcss", "py.typed")
        for path in package.rglob(pattern)
    }
    assert files <= names
    assert any(name.endswith(".data/data/share/man/man1/jos-tui.1") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "screenshots/"))]
