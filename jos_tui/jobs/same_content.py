"""Whether an ETag is that of some content, as far as an ETag tells: see ``engine/verify.py``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from jos_tui.core.background import CancelToken
from jos_tui.store.checksums import is_md5, multipart_etag

_MIB = 1 << 20
_PIECE = _MIB
_PARTS = re.compile(r"[0-9a-f]{32}-([0-9]{1,5})")
_COMMON_PARTS = tuple(size * _MIB for size in (5, 8, 15, 16, 32, 50, 64, 100, 128, 200, 256, 512))
_MOST_GUESSES = 2

Read = Callable[[int, int], bytes]
"""Returns bytes, at least one, from an offset on and up to a length."""


def likely_part_sizes(size: int, parts: int) -> tuple[int, ...]:
    """Return up to two part sizes that cut ``size`` bytes into that many parts, likeliest first.

    Those that clients commonly use, then the least multiple of 1 MiB that fits.
    """
    if parts == 1:
        return (max(size, 1),)
    least = -(-size // (max(parts, 1) * _MIB)) * _MIB
    fitting = [
        length for length in (*_COMMON_PARTS, least) if length and -(-size // length) == parts
    ]
    own_first = sorted(dict.fromkeys(fitting), key=lambda length: length != 16 * _MIB)
    return tuple(own_first[:_MOST_GUESSES])


def tells_content(etag: str) -> bool:
    """Whether an ETag looks like an MD5, or as if it was made from the MD5s of parts."""
    return is_md5(etag) or _PARTS.fullmatch(etag) is not None


def md5_of(read: Read, offset: int, length: int, cancel: CancelToken) -> str:
    """Return the MD5 of bytes in hexadecimal digits. Raises Cancelled, and what ``read`` does."""
    digest = hashlib.md5(usedforsecurity=False)
    while length:
        cancel.raise_if_cancelled()
        piece = read(offset, min(length, _PIECE))
        digest.update(piece)
        offset += len(piece)
        length -= len(piece)
    return digest.hexdigest()


def has_etag(read: Read, size: int, etag: str, cancel: CancelToken) -> bool:
    """Whether an ETag is that of ``size`` bytes. Raises Cancelled, and what ``read`` does."""
    if is_md5(etag):
        return md5_of(read, 0, size, cancel) == etag
    parts = _PARTS.fullmatch(etag)
    guesses = likely_part_sizes(size, int(parts[1])) if parts else ()
    return any(_multipart_md5(read, size, guess, cancel) == etag for guess in guesses)


def _multipart_md5(read: Read, size: int, length: int, cancel: CancelToken) -> str:
    offsets = range(0, size, length)
    return multipart_etag(
        [md5_of(read, offset, min(length, size - offset), cancel) for offset in offsets]
    )
