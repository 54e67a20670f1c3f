"""What the demo writes on the disk, and its end."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_SECONDS = 15.0
_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder for the length of a demo, which a process writes to as long as it holds ``lock``."""

    folder: Path
    lock: Path

    def remove(self) -> None:
        """Wait for that process to end, then remove the folder. Blocks, up to 15 seconds."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self._is_held() and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _is_held(self) -> bool:
        try:
            descriptor = os.open(self.lock, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            with suppress(OSError):
                os.close(descriptor)
        return False
