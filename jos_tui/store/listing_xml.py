"""One page of a listing, from XML to columns: a fast way for the usual, a sure way for the rest."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import unquote_plus

from jos_tui.store.headers import bare_etag
from jos_tui.store.xml import children, key_in, ms_of, parse, text_of

_PREFIX = re.compile(r"<CommonPrefixes>\s*<Prefix>([^<]*)</Prefix>\s*</CommonPrefixes>")
_ROOT = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?<ListBucketResult[\s>]")
_END = "</ListBucketResult>"
_ROW, _ROW_END = "<Contents>", "</Contents>"
_GROUP = "<CommonPrefixes>"
_TOKEN = re.compile(r"<(/?)([A-Za-z0-9]+)>|([^<]+)|(<)")
_DIGITS = re.compile(r"[0-9]{1,18}")
_FIELD_NAMES = ("IsTruncated", "NextContinuationToken", "NextMarker", "KeyCount", "EncodingType")
_TEXT = "[^<]*"
_COLUMNS = {
    "Key": "([^<]*)",
    "Size": "([0-9]{1,18})",
    "LastModified": "([^<]*)",
    "ETag": r"(?:&quot;|&#34;|&#x22;|\")?([^<&\"/\s]*)(?:&quot;|&#34;|&#x22;|\")?",
}
_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


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

    All rows must be built like the first one. It never looks at the elements that repeat the
    request, in which some servers write characters that XML does not have.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    start, end = text.find(_ROW), text.rfind(_ROW_END) + len(_ROW_END)
    rows, rest = (text[start:end], text[:start] + text[end:]) if 0 <= start < end else ("", text)
    columns = _columns(rows)
    if columns is None or not _is_plain(rest):
        return None
    prefixes = _PREFIX.findall(rest)
    if len(prefixes) != rest.count(_GROUP):
        return None
    fields = {name: _field(rest, name) for name in _FIELD_NAMES}
    keys, plain_prefixes = _unescaped(columns["Key"]), _unescaped(prefixes)
    values = _unescaped(list(fields.values()))
    if keys is None or plain_prefixes is None or values is None:
        return None
    return _page(
        keys=keys,
        sizes=array("q", map(int, columns["Size"])),
        modified_ms=array("q", _all_ms(columns["LastModified"])),
        etags=columns["ETag"],
        prefixes=plain_prefixes,
        fields=dict(zip(fields, values, strict=True)),
    )


def _is_plain(rest: str) -> bool:
    """Whether a page without its rows has nothing but plain elements where it matters."""
    return (
        _ROOT.match(rest) is not None
        and rest.rstrip().endswith(_END)
        and "<!" not in rest
        and rest.count("<?") <= 1
        and "<Contents" not in rest
        and all(
            rest.count(f"<{name}") == rest.count(f"<{name}>")
            for name in ("CommonPrefixes", *_FIELD_NAMES)
        )
    )


def _columns(rows: str) -> dict[str, list[str]] | None:
    """Return the texts of each column, None if not all rows are built like the first one."""
    if not rows:
        return {name: [] for name in _COLUMNS}
    shape = _shape(rows[len(_ROW) : rows.find(_ROW_END)])
    if shape is None:
        return None
    found = _row_pattern(shape).findall(rows)
    tags = 2 + sum(1 for tag in shape if tag)
    if rows.count("<") != tags * len(found):  # something is between the rows, or is no such row
        return None
    names = [name for depth, name in _opened(shape) if depth == 0 and name in _COLUMNS]
    columns = [list(column) for column in zip(*found, strict=True)]
    return dict(zip(names, columns, strict=True))


def _shape(row: str) -> tuple[str, ...] | None:
    """Return the tags of a row, "" for white space between them; None if it is unusual."""
    shape: list[str] = []
    for closing, name, text, other in _TOKEN.findall(row):
        if other:
            return None
        if not text:
            shape.append(closing + name)
        elif text.isspace() and not (shape and shape[-1] in _COLUMNS):
            shape.append("")
    opened = list(_opened(tuple(shape)))
    direct = sorted(name for depth, name in opened if depth == 0 and name in _COLUMNS)
    balanced = 2 * len(opened) == sum(1 for tag in shape if tag)
    return tuple(shape) if balanced and direct == sorted(_COLUMNS) else None


def _opened(shape: tuple[str, ...]) -> Iterable[tuple[int, str]]:
    """Yield depth and name of each element, as long as they are closed in their order."""
    stack: list[str] = []
    for tag in filter(None, shape):
        if not tag.startswith("/"):
            yield len(stack), tag
            stack.append(tag)
        elif not stack or stack.pop() != tag[1:]:
            return


@lru_cache(maxsize=32)
def _row_pattern(shape: tuple[str, ...]) -> re.Pattern[str]:
    """Return what matches a row of a shape from end to end, with a group for each column."""
    pattern, depth = [_ROW], 0
    for place, tag in enumerate(shape):
        if not tag:
            pattern.append(r"\s*")
            continue
        pattern.append(f"<{tag}>")
        depth += -1 if tag.startswith("/") else 1
        if shape[place + 1 : place + 2] == (f"/{tag}",):
            pattern.append(_COLUMNS.get(tag, _TEXT) if depth == 1 else _TEXT)
    return re.compile("".join([*pattern, _ROW_END]))


def _unescaped(texts: list[str]) -> list[str] | None:
    """Return texts without the entities every XML has; None if there are others."""
    whole = "\0".join(texts)
    if "&" not in whole:
        return texts
    if _ENTITY.search(whole):
        return None
    for entity, character in _ENTITIES:
        whole = whole.replace(entity, character)
    plain = whole.split("\0")
    return plain if len(plain) == len(texts) else None


def _all_ms(timestamps: list[str]) -> Iterable[int]:
    try:
        return [(time - _EPOCH) // _MILLISECOND for time in map(datetime.fromisoformat, timestamps)]
    except (ValueError, TypeError):
        return map(ms_of, timestamps)


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
        keys=[key_in(root, text_of(row, "Key")) for row in rows],
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
    start = text.find(f"<{name}>")
    if start < 0:
        return ""
    start += len(name) + 2
    return text[start : text.find("<", start)]


def _count(text: str) -> int:
    return int(text) if _DIGITS.fullmatch(text.strip()) else 0


def _decoded(names: list[str]) -> list[str]:
    # Bytes that are no UTF-8 become lone surrogates: a name that is shown but fits no other key.
    # Most pages hold no line feed: then all names are decoded at once, which is much faster.
    whole = unquote_plus("\n".join(names), errors="surrogateescape").split("\n")
    if len(whole) == len(names):
        return whole
    return [unquote_plus(name, errors="surrogateescape") for name in names]
