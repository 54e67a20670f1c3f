"""URLs of what is in a store, such that nobody on the way takes one key for another."""

from __future__ import annotations

import re
from urllib.parse import quote

_DOT_SEGMENT = re.compile(r"(?<=/)\.{1,2}(?=/|$)")


def exact_url(url: str) -> str:
    """Return an encoded URL whose ``.`` and ``..`` segments nobody on the way takes for steps."""
    path, question, query = url.partition("?")
    if "/." in path:
        path = _DOT_SEGMENT.sub(lambda match: "%2E" * len(match[0]), path)
    return path + question + query


def encoded_path(bucket: str, key: str) -> str:
    """Return ``/bucket/key`` percent-encoded in UTF-8 as signatures want it; ASCII.

    Bytes of a key that are no UTF-8, lone surrogates here, are again these bytes. ``.`` and ``..``
    segments stay, as a signature is of the key itself.
    """
    path = f"/{bucket}/{key}" if key else f"/{bucket}"
    return quote(path, safe="/", errors="surrogateescape")


def url_of(address: str, bucket: str, key: str = "") -> str:
    """Return the path-style URL of an object, a prefix, or without a key a bucket; ASCII.

    ``address`` is the URL of the store, without a ``/`` at its end.
    """
    return exact_url(address + encoded_path(bucket, key))
