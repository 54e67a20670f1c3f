"""What a worker says when nobody looks: bounded, however long it lives."""

from __future__ import annotations

import io
import os

MOST_BYTES = 1 << 20


class BoundedLog(io.TextIOBase):
    """Text into a file that begins anew when it has become too long. Thread-safe."""

    def __init__(self, descriptor: int, most_bytes: int = MOST_BYTES) -> None:
        self._descriptor = descriptor
        self._most = most_bytes
        self._left = most_bytes

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, text: str) -> int:
        """Write all of a text. What a full disk has no room for is lost."""
        data = text.encode("utf-8", "backslashreplace")[-self._most :]
        try:
            if len(data) > self._left:
                os.ftruncate(self._descriptor, 0)
                self._left = self._most
            self._left -= len(data)
            os.write(self._descriptor, data)
        except OSError:
            pass  # nowhere left to say so
        return len(text)
