"""Writes PNG images."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence


def encode_rgb(width: int, rows: Sequence[bytes]) -> bytes:
    """Return an image of 8-bit RGB rows, top row first, three bytes a pixel."""
    header = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    pixels = b"".join(b"\0" + row for row in rows)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
