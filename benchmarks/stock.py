"""What is moved: folders of equal files, whose names tell all that a server must know."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BUCKET = "bench"
_BLOCK = random.Random(1).randbytes(1 << 20)
_NAME = re.compile(r"(\d+)x(\d+)")
_WHOLE = 8 << 20


@dataclass(frozen=True, slots=True)
class Stock:
    """``count`` files of ``size`` bytes in one folder."""

    count: int
    size: int

    @property
    def name(self) -> str:
        """The name of the folder."""
        return f"{self.count}x{self.size}"

    @property
    def total(self) -> int:
        """How many bytes all of them have."""
        return self.count * self.size

    def names(self) -> list[str]:
        """The names of the files, in key order."""
        return [f"{self.size}-{number:08d}" for number in range(self.count)]

    def write(self, folder: Path) -> None:
        """Write the files into a new folder."""
        folder.mkdir(parents=True)
        for name in self.names():
            with (folder / name).open("wb") as file:
                file.writelines(content(0, self.size))


def stock_named(name: str) -> Stock | None:
    """Return the stock whose folder has this name."""
    match = _NAME.fullmatch(name)
    return Stock(int(match[1]), int(match[2])) if match else None


def size_of(key: str) -> int | None:
    """Return the size of a file of a stock by its name, None if it is none."""
    digits, hyphen, _ = key.rpartition("/")[2].partition("-")
    return int(digits) if hyphen and digits.isdecimal() else None


def content(start: int, end: int) -> Iterator[memoryview]:
    """Yield the bytes of any file from ``start`` up to ``end``: all have the same."""
    while start < end:
        offset = start % len(_BLOCK)
        piece = memoryview(_BLOCK)[offset : offset + end - start]
        yield piece
        start += len(piece)


@cache
def etag_of(size: int) -> str:
    """Return an ETag for a file: the MD5 sum of a small one, as a store gives it."""
    if size > _WHOLE:
        return f"of-{size}-bytes"
    return hashlib.md5(b"".join(content(0, size)), usedforsecurity=False).hexdigest()
