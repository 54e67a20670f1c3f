"""ETags in 16 to 18 bytes each instead of the 90 and more of a string."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

_MD5_OR_MULTIPART = re.compile(r"([0-9a-f]{32})(?:-([1-9][0-9]{0,3}|10000))?")
_NO_DIGEST = bytes(16)
_PLAIN = 0  # a part count above 0 is that of a multipart ETag
_NONE = -1
_OTHER = -2


def _encode(etag: str) -> tuple[bytes, int]:
    if not etag:
        return _NO_DIGEST, _NONE
    match = _MD5_OR_MULTIPART.fullmatch(etag)
    if match is None:
        return _NO_DIGEST, _OTHER
    return bytes.fromhex(match[1]), int(match[2] or _PLAIN)


def _encode_all_md5(etags: Sequence[str]) -> bytes | None:
    """Encode a page of nothing but plain MD5 ETags at once, None if it is not such a page."""
    if set(map(len, etags)) != {32}:
        return None
    text = "".join(etags)
    try:
        digests = bytes.fromhex(text)
    except ValueError:
        return None
    return digests if digests.hex() == text else None


def _no_etags(count: int) -> tuple[bytes, array[int]]:
    return bytes(len(_NO_DIGEST) * count), array("h", (_NONE,)) * count


def _all_plain(count: int) -> array[int]:
    return array("h", bytes(2 * count))


class EtagColumn:
    """A column of ETags; those that are neither MD5 nor multipart are kept whole, by key."""

    def __init__(self) -> None:
        self._digests = bytearray()
        self._parts = array("h")  # none as long as all are plain
        self._others: dict[str, str] = {}

    def get(self, index: int, key: str) -> str:
        """Return the ETag of a row, whose key the caller knows."""
        parts = self._parts[index] if self._parts else _PLAIN
        if parts == _NONE:
            return ""
        if parts == _OTHER:
            return self._others[key]
        digest = self._digests[16 * index : 16 * index + 16].hex()
        return digest if parts == _PLAIN else f"{digest}-{parts}"

    def splice(
        self,
        start: int,
        stop: int,
        old_keys: Sequence[str],
        keys: Sequence[str],
        etags: Sequence[str],
    ) -> None:
        """Replace the rows from ``start`` up to ``stop``, which had ``old_keys``."""
        if self._others:
            for key in old_keys:
                self._others.pop(key, None)
        digests = _encode_all_md5(etags)
        if not any(etags):
            digests, parts = _no_etags(len(etags))
        elif digests is None:
            encoded = [_encode(etag) for etag in etags]
            digests = b"".join([digest for digest, _ in encoded])
            parts = array("h", [count for _, count in encoded])
            self._others.update(
                (key, etag)
                for key, etag, count in zip(keys, etags, parts, strict=True)
                if count == _OTHER
            )
        else:
            parts = _all_plain(len(etags))
        if self._parts or any(parts):
            self._parts = self._parts or _all_plain(len(self))
            self._parts[start:stop] = parts
        self._digests[16 * start : 16 * stop] = digests

    def __len__(self) -> int:
        return len(self._digests) // 16

    def append(self, old_keys: Sequence[str], keys: Sequence[str], etags: Sequence[str]) -> None:
        """Add rows at the end in the place of those that had ``old_keys``."""
        if keys or self._others:
            end = len(self)
            self.splice(end, end, old_keys, keys, etags)

    def copy(self) -> EtagColumn:
        """Return a column that changes by itself."""
        column = EtagColumn()
        column._digests, column._parts = self._digests[:], self._parts[:]
        column._others = self._others.copy()
        return column

    def without_rows(self) -> EtagColumn:
        """Return an empty column that knows the ETags kept whole, to be filled again."""
        column = EtagColumn()
        column._others = self._others.copy()
        return column

    def extend_from(self, source: EtagColumn, start: int, stop: int) -> None:
        """Append rows of the column this one was made from."""
        if self._parts or any(source._parts[start:stop]):
            self._parts = self._parts or _all_plain(len(self))
            self._parts += source._parts[start:stop] or _all_plain(stop - start)
        self._digests += source._digests[16 * start : 16 * stop]
