"""Small files of the user alone, replaced whole."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

_FOLDER_PRIVATE = 0o700


def replace_private(path: Path, data: bytes) -> None:
    """Write a file that only the user can read: all of it, or nothing is changed. Blocks.

    Its folder is made if need be. Raises OSError.
    """
    path.parent.mkdir(_FOLDER_PRIVATE, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # it is 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
