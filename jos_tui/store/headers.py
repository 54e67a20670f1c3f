"""What the headers of an answer say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

_CONTENT_RANGE = re.compile(r"bytes\s+(\d+)-(\d+)/(\d+|\*)")
_META = "x-amz-meta-"


@dataclass(frozen=True, slots=True)
class ContentRange:
    """Which bytes of an object an answer holds: ``start`` up to, without, ``end``.

    ``total`` is the size of the whole object, None if the server does not tell.
    """

    start: int
    end: int
    total: int | None


def bare_etag(text: str) -> str:
    """Return an ETag without its quotes and without the mark of a weak one."""
    return text.strip().removeprefix("W/").strip('"')


def etag(headers: Mapping[str, str]) -> str:
    """Return the bare ETag, "" if there is none."""
    return bare_etag(headers.get("etag", ""))


def content_length(headers: Mapping[str, str]) -> int | None:
    """Return the number of bytes of the body, None if the headers do not say."""
    text = headers.get("content-length", "")
    if "transfer-encoding" in headers or not text.isdecimal():
        return None
    return int(text)


def content_range(headers: Mapping[str, str]) -> ContentRange | None:
    """Return the range of a partial answer, None without a usable one."""
    match = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None:
        return None
    total = None if match[3] == "*" else int(match[3])
    return ContentRange(int(match[1]), int(match[2]) + 1, total)


def modified_ms(headers: Mapping[str, str]) -> int:
    """Return ``Last-Modified`` in milliseconds since 1970 UTC, 0 if unknown."""
    try:
        moment = parsedate_to_datetime(headers.get("last-modified", ""))
    except (TypeError, ValueError):
        return 0
    return int(moment.timestamp() * 1000)


def metadata(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the user's own metadata by lower-case name, without ``x-amz-meta-``."""
    return {
        name.lower()[len(_META) :]: value
        for name, value in headers.items()
        if name.lower().startswith(_META)
    }


def hides_md5(headers: Mapping[str, str]) -> bool:
    """Whether an object is encrypted with a key of a key service, or of its owner.

    S3 makes the ETag of all others that were sent whole of their bytes, of these it does not.
    """
    by_service = headers.get("x-amz-server-side-encryption", "").startswith("aws:kms")
    return by_service or "x-amz-server-side-encryption-customer-algorithm" in headers
