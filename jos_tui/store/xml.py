"""The XML of S3: reading it whatever its namespace, and writing the little that is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from xml.etree.ElementTree import Element, ParseError, fromstring

from jos_tui.core.errors import NotAStore

_NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def parse(body: bytes) -> Element:
    """Return the root element. Raises NotAStore if this is not XML."""
    try:
        return fromstring(body)  # noqa: S314 - expat limits what entities may grow to
    except (ParseError, ValueError, LookupError) as exc:
        reason = str(exc)
    raise NotAStore(
        "The store sent something that cannot be read",
        f"Its XML is broken: {reason}",
        "Try again; if it stays like this, tell those who run the store.",
    )


def text_of(element: Element, name: str) -> str:
    """Return the text of a child, "" if there is none."""
    return element.findtext(f"{{*}}{name}") or ""


def children(element: Element, name: str) -> list[Element]:
    """Return the children of a name."""
    return element.findall(f"{{*}}{name}")


def ms_of(timestamp: str) -> int:
    """Return an ISO 8601 timestamp (UTC unless it says otherwise) in ms since 1970, or 0."""
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MILLISECOND


def delete_xml(keys: Iterable[str]) -> bytes:
    """Return the body of a quiet bulk delete. No key may hold a character XML has no room for."""
    objects = "".join(f"<Object><Key>{escape(key, quote=False)}</Key></Object>" for key in keys)
    return f"<Delete {_NAMESPACE}><Quiet>true</Quiet>{objects}</Delete>".encode()


def complete_xml(etags: Sequence[str]) -> bytes:
    """Return the body that assembles parts 1, 2, … with these ETags."""
    parts = "".join(
        f"<Part><PartNumber>{number}</PartNumber><ETag>&quot;{escape(etag)}&quot;</ETag></Part>"
        for number, etag in enumerate(etags, 1)
    )
    return f"<CompleteMultipartUpload {_NAMESPACE}>{parts}</CompleteMultipartUpload>".encode()


def location_xml(region: str) -> bytes:
    """Return the body that makes a bucket in a region."""
    constraint = f"<LocationConstraint>{escape(region)}</LocationConstraint>"
    tag = "CreateBucketConfiguration"
    return f"<{tag} {_NAMESPACE}>{constraint}</{tag}>".encode()
