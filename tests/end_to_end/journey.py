"""The journey of a new user: upload a folder, save a prefix, delete a bucket."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from jos_tui.core.local_names import NAMES_FILE
from tests.end_to_end.program import CLEAR_LINE, ENTER, Program

DOOMED = "test-bucket-minio"
UPLOADED = "odd run"

NAMES = {
    "[red]markup[/red].nc": "[red]markup[/red].nc",
    "[@click=app.quit]quit": "[@click=app.quit]quit",
    "esc\x1b[2J\x1b]0;pwned\x07.txt": "esc%1B[2J%1B]0;pwned%07.txt",
    "line\nbreak.txt": "line%0Abreak.txt",
    "-rf": "-rf",
    ".hidden": ".hidden",
    " space at both ends ": " space at both ends ",
    "percent%41.txt": "percent%2541.txt",
    "right-to-left\u202etxt.exe": "right-to-left\u202etxt.exe",
    "气温.csv": "气温.csv",
    "no bytes": "no bytes",
    "deep/[/]/large.bin": "deep/[/]/large.bin",
}
"""What is uploaded, and what it is called when it comes back."""


def odd_folder(parent: Path) -> Path:
    """Make a folder of odd names, with an empty folder in it."""
    folder = parent / UPLOADED
    chance = random.Random(1)
    for name in NAMES:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        size = {"no bytes": 0, "deep/[/]/large.bin": 3_000_000}.get(name, 1000)
        file.write_bytes(chance.randbytes(size))
    (folder / "empty").mkdir()
    return folder


@dataclass(slots=True)
class Journey:
    """One user at one screen, from the list of buckets with ``bucket`` in the first row."""

    program: Program
    bucket: str
    screens: list[str] = field(default_factory=list)

    def upload(self) -> None:
        """Send the first folder of the working directory into the bucket."""
        program = self.program
        program.type(ENTER, f"{self.bucket}/")
        program.type("u", UPLOADED)
        program.type("u", f"Upload {UPLOADED}")
        program.wait_for(f"{len(NAMES)} objects done")
        self._look()

    def read_report(self) -> None:
        """Read what came of the upload, and go back."""
        program = self.program
        program.type("w", "Enter open")
        self._look()
        program.type(ENTER, "Empty folders are left out: 1")
        self._look()
        program.send("q")
        program.wait_for("Enter open")
        program.send("q")
        program.wait_for("Space mark  / filter")

    def save(self, folder: Path) -> None:
        """Save what was uploaded, in the second row, into a folder that is not there yet."""
        program = self.program
        program.send("ggj")
        program.type("s", f"prefix {UPLOADED}/")
        program.send(CLEAR_LINE)
        program.wait_for(lambda _: program.line_below("Folder (made").strip(" │") == "")
        program.type(str(folder), folder.name)
        self._look()
        program.type(ENTER, f"Download {UPLOADED}")
        program.wait_for(lambda _: f"{len(NAMES)} objects done" in program.unwrapped())

    def delete_bucket(self) -> None:
        """Delete the last bucket of the list."""
        program = self.program
        program.type("~", f"  {DOOMED}")
        program.type("Gd", f"Type  {DOOMED}  to confirm")
        self._look()
        program.type(f"{DOOMED}{ENTER}", f"Delete {DOOMED}: ")
        program.wait_until_gone(f"  {DOOMED}  ")

    def _look(self) -> None:
        self.screens.append(self.program.screen_text())


def saved(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their paths, without the names kept beside them."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != NAMES_FILE)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
