"""The beginning of any object, as text where it is text, else byte by byte."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE
from jos_tui.core.text import printable
from jos_tui.store.store import Store

FIRST_BYTES = 64 * 1024
"""How much of an object is read."""

_MOST_UNPACKED = 256 * 1024
_GZIP = b"\x1f\x8b\x08"
_TAB = 8
_IN_A_ROW = 16
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # not those that texts have, and ESC
_MOST_CONTROL = 0.02  # of the bytes of a text
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_BOM = "\ufeff"


class Encoding(Enum):
    """How bytes are read as text; the value is what it is called."""

    UTF_8 = "UTF-8"
    UTF_16 = "UTF-16"
    LATIN_1 = "Latin-1"
    NONE = "no text"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: an object, or one version of it.

    ``etag`` guards against another object in its place, "" if none is known; ``size`` is in bytes,
    NO_SIZE if it is not known.
    """

    bucket: str
    key: str
    size: int = NO_SIZE
    etag: str = ""
    version_id: str = ""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first bytes of an object or file of ``size`` bytes; ``read`` are those that were read.

    ``data`` is what they are, or what is packed in them where ``is_unpacked``.
    """

    data: bytes
    read: int
    size: int
    is_unpacked: bool

    @property
    def is_whole(self) -> bool:
        """Whether that is all there is of it."""
        return self.read >= self.size


def read_beginning(store: Store, subject: Subject, cancel: CancelToken) -> Beginning:
    """Read at most :data:`FIRST_BYTES`. Blocks. Raises StoreError and Cancelled."""
    size = subject.size
    if size == NO_SIZE:
        found = store.stat(subject.bucket, subject.key, cancel, version_id=subject.version_id)
        size = found.size
    pieces = store.read(
        subject.bucket,
        subject.key,
        cancel,
        length=min(FIRST_BYTES, size),
        if_match=subject.etag,
        version_id=subject.version_id,
    )
    return beginning_of(b"".join(pieces) if size else b"", size)


def beginning_of(data: bytes, size: int) -> Beginning:
    """Return what the first bytes of something of ``size`` bytes hold."""
    unpacked = _unpacked(data)
    return Beginning(unpacked or data, len(data), size, bool(unpacked))


def encoding_of(data: bytes) -> Encoding:
    """Return how bytes are to be read; what they are cut off in may be the middle of a letter."""
    if data[:2] in _WIDE and _decodes(data, "utf-16"):
        return Encoding.UTF_16
    if b"\0" in data or len(_CONTROL.findall(data)) > _MOST_CONTROL * len(data):
        return Encoding.NONE
    if _decodes(data, "utf-8"):
        return Encoding.UTF_8
    # Between these two no letter of Latin-1 has its place.
    unlikely = sum(0x80 <= byte < 0xA0 for byte in data)
    return Encoding.NONE if unlikely > _MOST_CONTROL * len(data) else Encoding.LATIN_1


def text_lines(data: bytes, encoding: Encoding) -> list[str]:
    """Return bytes as printable lines."""
    if not data:
        return []
    name = Encoding.LATIN_1.value if encoding is Encoding.NONE else encoding.value
    decoder = codecs.getincrementaldecoder(name)(errors="replace")
    text = decoder.decode(data).removeprefix(_BOM)
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[-1] == "":
        lines.pop()
    return [printable(line.expandtabs(_TAB)) for line in lines]


def hex_lines(data: bytes) -> Sequence[str]:
    """Return bytes in rows of 16: where, in hexadecimal digits, and as ASCII."""
    return [_hex_line(data, start) for start in range(0, len(data), _IN_A_ROW)]


def _hex_line(data: bytes, start: int) -> str:
    row = data[start : start + _IN_A_ROW]
    digits = f"{row[:8].hex(' ')}  {row[8:].hex(' ')}"
    letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
    return f"{start:08x}  {digits:<48}  {letters}"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _unpacked(data: bytes) -> bytes:
    """Return the beginning of what gzip has packed, b"" if it has not."""
    if not data.startswith(_GZIP):
        return b""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, _MOST_UNPACKED)
    except zlib.error:
        return b""
