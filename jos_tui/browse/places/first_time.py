"""Whether somebody sees the program for the first time."""

from __future__ import annotations

import os
from pathlib import Path

MARK = "tour-shown"
_PRIVATE = 0o600
_FOLDER_PRIVATE = 0o700


def is_first_time(folder: Path) -> bool:
    """Return whether this was never asked with this folder. Blocks on the disk.

    Where that cannot be remembered it was: nobody wants to be greeted each time.
    """
    try:
        folder.mkdir(_FOLDER_PRIVATE, parents=True, exist_ok=True)
        os.close(os.open(folder / MARK, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE))
    except OSError:
        return False
    return True
