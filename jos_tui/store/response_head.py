"""Heads of answers that are written as plainly as nearly all are; others are left to http.client.

Whatever could be read in two ways counts as not plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LONGEST_HEAD = 1 << 16
"""How many bytes a plain head may have."""

_BEGIN = b"HTTP/1.1 "
_END = b"\r\n\r\n"
_ODD_ENDS = (b"\n\n", b"\n\r\n")  # of heads whose lines do not all end as they should
_STATUS = re.compile(r"HTTP/1\.1 ([2-5][0-9]{2})(?: [^\r\n\0]*)?\r\n")
_FIELDS = re.compile(r"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*\r\n)*")
_LENGTH = re.compile(r"[0-9]{1,18}")


class Fields(Mapping[str, str]):
    """Header fields, whose names ignore case; the values of one name are joined by a comma."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True, slots=True)
class Head:
    """A plain head; ``size`` is how many bytes it takes, up to where the body begins."""

    status: int
    fields: Fields
    size: int

    def length(self, method: str) -> int | None:
        """Return how many bytes follow, None if that is not simply the declared number.

        A body that is encoded counts as not simple too.
        """
        if self._has_no_body(method):
            return 0
        if "transfer-encoding" in self.fields or "content-encoding" in self.fields:
            return None
        return self._declared

    def may_be_followed(self, method: str) -> bool:
        """Whether the connection can serve another request, and it is certain where that begins."""
        options = self.fields.get("connection", "").lower().split(",")
        if any(option.strip() == "close" for option in options):
            return False
        if self.status == 204:
            return "transfer-encoding" not in self.fields and self._declared in {None, 0}
        if self._has_no_body(method):
            return True
        coding = self.fields.get("transfer-encoding")
        if coding is None:
            return self._declared is not None
        return coding.lower() == "chunked" and "content-length" not in self.fields

    def _has_no_body(self, method: str) -> bool:
        return method == "HEAD" or self.status in {204, 304}

    @property
    def _declared(self) -> int | None:
        text = self.fields.get("content-length", "")
        return int(text) if _LENGTH.fullmatch(text) else None


def read_head(data: bytes | bytearray) -> Head | None:
    """Return the head that ``data`` begins with, None if it is not plain or not all there."""
    end = data.find(_END, 0, LONGEST_HEAD)
    if end < 0:
        return None
    text = data[: end + 2].decode("latin-1")
    status = _STATUS.match(text)
    if status is None or _FIELDS.fullmatch(text, status.end()) is None:
        return None
    values: dict[str, str] = {}
    for line in text[status.end() : -2].split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            name, value = name.lower(), value.strip(" \t")
            values[name] = f"{values[name]}, {value}" if name in values else value
    return Head(int(status[1]), Fields(values), end + len(_END))


def may_become_plain(data: bytes | bytearray) -> bool:
    """Whether more bytes could make a plain head of it that is not all there yet."""
    if not data or len(data) >= LONGEST_HEAD:
        return False
    return data.startswith(_BEGIN[: len(data)]) and not any(end in data for end in _ODD_ENDS)
