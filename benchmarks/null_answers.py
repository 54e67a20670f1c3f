"""What the null server says to the S3 requests of the programs that are measured.

It knows nothing but the names: a folder below ``stock/`` is full, everything else is empty.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote
from xml.sax.saxutils import escape

from benchmarks.stock import BUCKET, Stock, etag_of, size_of, stock_named

_RANGE = re.compile(rb"\r\nrange: *bytes=(\d+)-(\d*)", re.IGNORECASE)
_SHA256 = re.compile(rb"\r\nx-amz-content-sha256: *([0-9a-f]{64})", re.IGNORECASE)
_DATE = "Sun, 01 Jun 2025 12:00:00 GMT"
_ISO_DATE = "2025-06-01T12:00:00.000Z"
_STOCK = re.compile(r"(stock/([^/]+)/)(.*)")
_DIGITS = 8
_PAGE = 1000
_NUMBER = "#"
_IS_KEY = re.compile(rf".*-\d{{{_DIGITS}}}")
_EMPTY_LISTS = {"uploads": "ListMultipartUploadsResult", "uploadId": "ListPartsResult"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A head with a short body, followed by the bytes ``start`` to ``end`` of any file."""

    text: bytes
    start: int = 0
    end: int = 0
    deleted: int = 0
    refused: bool = False


def reply_to(method: str, target: str, head: bytes, body: bytes, sent: int) -> Reply:
    """Answer a request; ``body`` is that of a POST or of a small part, ``sent`` any body's length.

    As AWS, MinIO and Ceph it refuses a part that is not what was signed, if it is given one.
    """
    path, _, query_text = target.partition("?")
    bucket, _, key = unquote(path[1:]).partition("/")
    query = dict(parse_qsl(query_text, keep_blank_values=True)) if query_text else {}
    match method:
        case "PUT":
            return _MISMATCH if body and not _is_signed(head, body) else _put(key, query, sent)
        case "POST":
            return _post(bucket, key, query, body)
        case "DELETE":
            return Reply(
                _head("204 No Content"), deleted=int(bool(key) and "uploadId" not in query)
            )
        case "HEAD":
            return _head_of(key)
        case "GET" if key and not query.keys() & _EMPTY_LISTS.keys():
            return _get(key, head)
        case "GET":
            return _xml(_list(bucket, query))
    return Reply(_head("405 Method Not Allowed", Content_Length="0"))


def _is_signed(head: bytes, body: bytes) -> bool:
    signed = _SHA256.search(head)
    return signed is None or hashlib.sha256(body).hexdigest().encode() == signed[1]


def _put(key: str, query: dict[str, str], sent: int) -> Reply:
    etag = "of-a-part" if "partNumber" in query else etag_of(sent) if key else "of-a-bucket"
    return Reply(_head("200 OK", Content_Length="0", ETag=f'"{etag}"'))


def _post(bucket: str, key: str, query: dict[str, str], body: bytes) -> Reply:
    if "delete" in query:
        return _xml("<DeleteResult></DeleteResult>", deleted=body.count(b"<Key>"))
    place = f"<Bucket>{bucket}</Bucket><Key>{escape(key)}</Key>"
    if "uploads" in query:
        root = "InitiateMultipartUploadResult"
        return _xml(f"<{root}>{place}<UploadId>an-upload</UploadId></{root}>")
    root = "CompleteMultipartUploadResult"
    return _xml(f'<{root}>{place}<ETag>"{etag_of(size_of(key) or 0)}"</ETag></{root}>')


def _head_of(key: str) -> Reply:
    if not key:
        return Reply(_head("200 OK", Content_Length="0"))
    size = size_of(key)
    return _MISSING if size is None else Reply(_object_head(size))


def _get(key: str, head: bytes) -> Reply:
    size = size_of(key)
    if size is None:
        return _MISSING
    wanted = _RANGE.search(head)
    if wanted is None:
        return Reply(_object_head(size), 0, size)
    start, end = int(wanted[1]), min(size, int(wanted[2] or size) + 1)
    if start >= size:
        return Reply(_head("416 Range Not Satisfiable", Content_Length="0"))
    span = f"bytes {start}-{end - 1}/{size}"
    return Reply(_object_head(size, "206 Partial Content", end - start, span), start, end)


def _list(bucket: str, query: dict[str, str]) -> str:
    for name, root in _EMPTY_LISTS.items():
        if name in query:
            return f"<{root}><IsTruncated>false</IsTruncated></{root}>"
    if not bucket:
        return "<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>"
    for name, root in (
        ("location", "LocationConstraint"),
        ("versioning", "VersioningConfiguration"),
    ):
        if name in query:
            return f"<{root}></{root}>"
    return _listing(bucket, query)


def _listing(bucket: str, query: dict[str, str]) -> str:
    prefix = query.get("prefix", "")
    below = _STOCK.fullmatch(prefix)
    rows: list[str] = []
    more = False
    if below and (stock := stock_named(below[2])):
        if not below[3] and query.get("max-keys", str(_PAGE)) == str(_PAGE):
            return _full_page(stock, below[1], query)
        names = [below[1] + name for name in stock.names() if name.startswith(below[3])]
        mark = max(query.get(name, "") for name in ("start-after", "continuation-token", "marker"))
        rows = [name for name in names if name > mark] if mark else names
        most = int(query.get("max-keys", "1000"))
        rows, more = rows[:most], len(rows) > most
    folder = ""
    if stock_named(prefix.removeprefix("stock/")):
        folder = f"<CommonPrefixes><Prefix>{prefix}/</Prefix></CommonPrefixes>"
    return (
        f"<ListBucketResult><Name>{bucket}</Name><Prefix>{prefix}</Prefix>"
        f"<KeyCount>{len(rows)}</KeyCount><MaxKeys>1000</MaxKeys>"
        f"<IsTruncated>{str(more).lower()}</IsTruncated>{_next(rows, query) if more else ''}"
        f"{''.join(map(_row, rows))}{folder}</ListBucketResult>"
    )


def _full_page(stock: Stock, prefix: str, query: dict[str, str]) -> str:
    """Return a page of a whole stock at hardly any cost: its rows differ by a number only."""
    mark = max(query.get(name, "") for name in ("start-after", "continuation-token", "marker"))
    start = 1 + int(mark[-_DIGITS:]) if _IS_KEY.fullmatch(mark) else 0
    end = min(stock.count, start + _PAGE)
    before, after = _row(f"{prefix}{stock.size}-{_NUMBER}").split(_NUMBER)
    rows = f"{after}{before}".join(f"{number:0{_DIGITS}d}" for number in range(start, end))
    last = [f"{prefix}{stock.size}-{end - 1:0{_DIGITS}d}"]
    return (
        f"<ListBucketResult><Name>{BUCKET}</Name><Prefix>{prefix}</Prefix>"
        f"<KeyCount>{end - start}</KeyCount><MaxKeys>{_PAGE}</MaxKeys>"
        f"<IsTruncated>{str(end < stock.count).lower()}</IsTruncated>"
        f"{_next(last, query) if end < stock.count else ''}"
        f"{before + rows + after if start < end else ''}</ListBucketResult>"
    )


def _next(rows: list[str], query: dict[str, str]) -> str:
    name = "NextContinuationToken" if "list-type" in query else "NextMarker"
    return f"<{name}>{rows[-1]}</{name}>"


def _row(key: str) -> str:
    size = size_of(key) or 0
    return (
        f"<Contents><Key>{key}</Key><LastModified>{_ISO_DATE}</LastModified>"
        f'<ETag>"{etag_of(size)}"</ETag><Size>{size}</Size>'
        "<StorageClass>STANDARD</StorageClass></Contents>"
    )


def _object_head(
    size: int, status: str = "200 OK", length: int | None = None, span: str = ""
) -> bytes:
    fields = {"Content_Range": span} if span else {}
    return _head(
        status,
        Content_Length=str(size if length is None else length),
        Content_Type="application/octet-stream",
        ETag=f'"{etag_of(size)}"',
        Last_Modified=_DATE,
        Accept_Ranges="bytes",
        **fields,
    )


def _xml(text: str, deleted: int = 0) -> Reply:
    body = f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()
    head = _head("200 OK", Content_Length=str(len(body)), Content_Type="application/xml")
    return Reply(head + body, deleted=deleted)


def _head(status: str, **fields: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join((f"HTTP/1.1 {status}", "Server: null", *lines, "", "")).encode()


_ERROR = b"<Error><Code>XAmzContentSHA256Mismatch</Code></Error>"
_MISMATCH = Reply(
    _head("400 Bad Request", Content_Length=str(len(_ERROR)), Content_Type="application/xml")
    + _ERROR,
    refused=True,
)
_MISSING = Reply(_head("404 Not Found", Content_Length="0"))
