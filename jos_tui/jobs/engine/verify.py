"""Whether the bytes are the object's: what an ETag proves, and what it does not.

An ETag of 32 hexadecimal digits is usually the object's MD5, one that ends in ``-N`` usually the
MD5 of the MD5s of its N parts, whose size it does not tell. Neither is promised.
"""

from __future__ import annotations

import hashlib
import re
from enum import Enum, auto
from typing import Protocol

from jos_tui.jobs.model import Check
from jos_tui.jobs.same_content import likely_part_sizes
from jos_tui.store.checksums import is_md5, md5_of

_MULTIPART = re.compile(r"[0-9a-f]{32}-([0-9]{1,5})")


class Verdict(Enum):
    """What comparing with the ETag came to."""

    MATCHES = auto()
    DIFFERS = auto()  # from an ETag that looks like the object's MD5
    UNKNOWN = auto()  # the ETag proves nothing either way


class EtagKnowledge:
    """What has been learned of one store's ETags. May be used from any thread."""

    def __init__(self) -> None:
        self.are_md5 = True


class Digest(Protocol):
    """Takes an object's bytes in order and compares them with its ETag."""

    check: Check
    """What a match means."""

    def update(self, chunk: bytes) -> None:
        """Take the next bytes."""

    def value(self) -> str:
        """Return what the bytes came to, after the last one; "" if they were not added up."""

    def verdict(self) -> Verdict:
        """Compare, after the last byte."""


def digest_for(etag: str, size: int, known: EtagKnowledge) -> Digest:
    """Return what can check an object of that ETag and size."""
    etag = etag.lower()
    if known.are_md5 and is_md5(etag):
        return _PlainMd5(etag)
    multipart = _MULTIPART.fullmatch(etag)
    if multipart is not None:
        sizes = likely_part_sizes(size, int(multipart[1]))
        if sizes:
            return _MultipartMd5(etag, sizes)
    return _NoDigest()


class _NoDigest:
    check = Check.SIZE

    def update(self, chunk: bytes) -> None:
        pass

    def value(self) -> str:
        return ""

    def verdict(self) -> Verdict:
        return Verdict.UNKNOWN


class _PlainMd5:
    check = Check.MD5

    def __init__(self, etag: str) -> None:
        self._etag = etag
        self._md5 = hashlib.md5(usedforsecurity=False)

    def update(self, chunk: bytes) -> None:
        self._md5.update(chunk)

    def value(self) -> str:
        return self._md5.hexdigest()

    def verdict(self) -> Verdict:
        return Verdict.MATCHES if self.value() == self._etag else Verdict.DIFFERS


class _MultipartMd5:
    check = Check.MULTIPART_ETAG

    def __init__(self, etag: str, part_sizes: tuple[int, ...]) -> None:
        self._etag = etag
        self._guesses = [_PartDigests(size) for size in part_sizes]

    def update(self, chunk: bytes) -> None:
        for guess in self._guesses:
            guess.update(chunk)

    def value(self) -> str:
        values = [guess.etag() for guess in self._guesses]
        return self._etag if self._etag in values else values[0]

    def verdict(self) -> Verdict:
        return Verdict.MATCHES if self.value() == self._etag else Verdict.UNKNOWN


class _PartDigests:
    def __init__(self, part_size: int) -> None:
        self._part_size = part_size
        self._ended: list[bytes] = []
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._filled = 0

    def update(self, chunk: bytes) -> None:
        view = memoryview(chunk)
        while view:
            piece = view[: self._part_size - self._filled]
            self._md5.update(piece)
            self._filled += len(piece)
            if self._filled == self._part_size:
                self._end_part()
            view = view[len(piece) :]

    def etag(self) -> str:
        digests = list(self._ended)
        if self._filled or not digests:
            digests.append(self._md5.digest())
        return f"{md5_of(b''.join(digests)).hex()}-{len(digests)}"

    def _end_part(self) -> None:
        self._ended.append(self._md5.digest())
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._filled = 0
