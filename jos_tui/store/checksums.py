"""The MD5 of what is sent, as stores ask for it and as their ETags are made of it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jos_tui.store.request import Body

_MD5 = re.compile(r"[0-9a-f]{32}")


def md5_of(body: Body) -> bytes:
    """Return the MD5 of some bytes, as a digest of 16 bytes."""
    return hashlib.md5(body, usedforsecurity=False).digest()


def md5_header(md5: bytes) -> dict[str, str]:
    """Return the header by which a store finds out that bytes were damaged on the way."""
    return {"Content-MD5": base64.b64encode(md5).decode()}


def xml_headers(body: bytes) -> dict[str, str]:
    """Return what is said of XML that a store takes with its MD5 only."""
    return {"Content-Type": "application/xml"} | md5_header(md5_of(body))


def is_md5(etag: str) -> bool:
    """Whether an ETag looks like an MD5 in hexadecimal digits; it need not be one."""
    return _MD5.fullmatch(etag) is not None


def multipart_etag(etags: Sequence[str]) -> str:
    """Return the ETag that most stores give to an object of these parts, "" if none follows."""
    if not etags or not all(map(is_md5, etags)):
        return ""
    digests = b"".join(map(bytes.fromhex, etags))
    return f"{md5_of(digests).hex()}-{len(etags)}"
