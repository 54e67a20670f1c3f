"""One page of a listing, from XML to columns: a fast way for the usual, a sure way for the rest."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from jos_tui.store.headers import bare_etag
from jos_tui.store.xml import children, ms_of, parse, text_of

_KEY = re.compile(r"<Key>([^<]*)</Key>")
_SIZE = re.compile(r"<Size>([0-9]{1,18})</Size>")
_DIGITS = re.compile(r"[0-9]{1,18}")
_MODIFIED = re.compile(r"<LastModified>([^<]*)</LastModified>")
_ETAG = re.compile(r"<ETag>([^<]*)</ETag>")
_PREFIX = re.compile(r"<CommonPrefixes>\s*<Prefix>([^<]*)</Prefix>\s*</CommonPrefixes>")
_ROOT = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?<ListBucketResult[\s>]")
_END = "</ListBucketResult>"
_UNUSUAL = re.compile(r"<!|<(?:Key|ETag|CommonPrefixes|Contents)[\s/]")
_ENTITY_QUOTES = re.compile('&quot;|&#34;|&#x22;|"')
_FIELD_NAMES = ("IsTruncated", "NextContinuationToken", "NextMarker", "KeyCount", "EncodingType")


@dataclass(frozen=True, slots=True)
class RawPage:
    """What one answer to a listing request holds; columns of equal length, and the prefixes.

    ``is_v2`` is whether the answer is one to version 2 of the request: a server that only knows
    version 1 answers by that.
    """

    keys: Sequence[str]
    sizes: array[int]
    modified_ms: array[int]
    etags: Sequence[str]
    prefixes: Sequence[str]
    truncated: bool
    token: str
    marker: str
    is_v2: bool


def read_page(body: bytes) -> RawPage:
    """Read a ``ListBucketResult``. Raises NotAStore if it is no XML."""
    return read_fast(body) or read_surely(body)


def read_fast(body: bytes) -> RawPage | None:
    """Read a page by its columns; None unless it is of the plain form that allows this.

    It never looks at the elements that repeat the request, in which some servers write
    characters that XML does not have.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not _ROOT.match(text) or not text.rstrip().endswith(_END) or _UNUSUAL.search(text):
        return None
    keys, sizes = _KEY.findall(text), _SIZE.findall(text)
    times, etags = _MODIFIED.findall(text), _ETAG.findall(text)
    prefixes = _PREFIX.findall(text)
    rows = text.count("<Contents>")
    if not (len(keys) == len(sizes) == len(times) == len(etags) == rows):
        return None
    if len(prefixes) != text.count("<CommonPrefixes>"):
        return None
    etags = _ENTITY_QUOTES.sub("", "\n".join(etags)).split("\n") if etags else []
    if len(etags) != rows:
        return None
    fields = {name: _field(text, name) for name in _FIELD_NAMES}
    if any("&" in key for key in (*keys, *prefixes)) or "&" in "".join(fields.values()):
        return None
    return _page(
        keys=keys,
        sizes=array("q", map(int, sizes)),
        modified_ms=array("q", map(ms_of, times)),
        etags=etags,
        prefixes=prefixes,
        fields=fields,
    )


def read_surely(body: bytes) -> RawPage:
    """Read a page with an XML parser. Raises NotAStore if it is no XML."""
    root = parse(body)
    rows = children(root, "Contents")
    prefixes = [
        prefix.text or ""
        for group in children(root, "CommonPrefixes")
        for prefix in children(group, "Prefix")
    ]
    return _page(
        keys=[text_of(row, "Key") for row in rows],
        sizes=array("q", (_count(text_of(row, "Size")) for row in rows)),
        modified_ms=array("q", (ms_of(text_of(row, "LastModified")) for row in rows)),
        etags=[bare_etag(text_of(row, "ETag")) for row in rows],
        prefixes=prefixes,
        fields={name: text_of(root, name) for name in _FIELD_NAMES},
    )


def _page(
    *,
    keys: list[str],
    sizes: array[int],
    modified_ms: array[int],
    etags: list[str],
    prefixes: list[str],
    fields: dict[str, str],
) -> RawPage:
    marker = fields["NextMarker"]
    if fields["EncodingType"] == "url":
        keys, prefixes, marker = _decoded(keys), _decoded(prefixes), _decoded([marker])[0]
    return RawPage(
        keys=keys,
        sizes=sizes,
        modified_ms=modified_ms,
        etags=etags,
        prefixes=prefixes,
        truncated=fields["IsTruncated"].strip().lower() == "true",
        token=fields["NextContinuationToken"],
        marker=marker,
        is_v2=bool(fields["KeyCount"] or fields["NextContinuationToken"]),
    )


def _field(text: str, name: str) -> str:
    match = re.search(f"<{name}>([^<]*)</{name}>", text)
    return match[1] if match else ""


def _count(text: str) -> int:
    return int(text) if _DIGITS.fullmatch(text.strip()) else 0


def _decoded(names: list[str]) -> list[str]:
    # Bytes that are no UTF-8 become lone surrogates: a name that is shown but fits no other key.
    return [
        unquote_plus(name, errors="surrogateescape") if "%" in name or "+" in name else name
        for name in names
    ]
