"""The XML of S3: reading it whatever its namespace, and writing the little that is sent.

Some stores do not encode the keys in their answers, although that is asked for or the answer only
repeats the key of the request. XML has no room for most control characters, and turns a carriage
return into a line feed, which makes another key of it (https://www.w3.org/TR/xml/#sec-line-ends).
So each is read by way of a stand-in that no key has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from xml.etree.ElementTree import Element, ParseError, fromstring

from jos_tui.core.errors import NotAStore

_NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST_STAND_IN = 0x10F700  # private use
_ENCODED = b"<EncodingType>url</EncodingType>"
_NAMES = re.compile(rb"<((?:Next)?Key(?:Marker)?)>(.*?)</\1>", re.DOTALL)
_ECHO = re.compile(  # of the request
    rb"(?<!<CommonPrefixes>)<(Prefix|KeyMarker|Marker|StartAfter)>[^<]*</\1>"
)
_ODD = re.compile(rb"[\x00-\x08\x0b-\x1f]|\xef\xbf[\xbe\xbf]")
_STAND_INS = re.compile("[\U0010f700-\U0010f7ff]")
_STAND_IN_BYTES = re.compile(rb"\xf4\x8f[\x9c-\x9f]")
_HAS_STAND_INS = "has-stand-ins"


def parse(body: bytes) -> Element:
    """Return the root element; keys in it are to be read with :func:`key_in`.

    Raises NotAStore if this is not XML, or if keys in it cannot be told apart.
    """
    if not _ODD.search(body):
        return _parsed(body)
    body = _ECHO.sub(b"", body)
    if _ENCODED in body or not _ODD.search(body):
        return _parsed(body)
    if _STAND_IN_BYTES.search(body):
        raise NotAStore(
            "The store sent names that cannot be told apart",
            "They are not encoded, and have characters that XML changes",
            "Look at a prefix without them.",
        )
    root = _parsed(_NAMES.sub(lambda name: _ODD.sub(_stand_in, name[0]), body))
    root.set(_HAS_STAND_INS, "")
    return root


def key_in(root: Element, name: str) -> str:
    """Return a key that stands in an answer as it is."""
    return name if root.get(_HAS_STAND_INS) is None else _STAND_INS.sub(_original, name)


def _stand_in(odd: re.Match[bytes]) -> bytes:
    return chr(_FIRST_STAND_IN + odd[0][-1]).encode()


def _original(stand_in: re.Match[str]) -> str:
    code = ord(stand_in[0]) - _FIRST_STAND_IN
    return chr(0xFF00 + code + 0x40) if code in {0xBE, 0xBF} else chr(code)


def _parsed(body: bytes) -> Element:
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


def delete_xml(doomed: Iterable[tuple[str, str]]) -> bytes:
    """Return the body of a quiet bulk delete of keys, each with the id of a version or "".

    None may hold a character XML has no room for.
    """
    objects = "".join(
        f"<Object><Key>{escape(key, quote=False)}</Key>{_version_xml(version_id)}</Object>"
        for key, version_id in doomed
    )
    return f"<Delete {_NAMESPACE}><Quiet>true</Quiet>{objects}</Delete>".encode()


def _version_xml(version_id: str) -> str:
    return f"<VersionId>{escape(version_id, quote=False)}</VersionId>" if version_id else ""


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


def tagging_xml(tags: Mapping[str, str]) -> bytes:
    """Return the body that gives an object these tags."""
    pairs = "".join(
        f"<Tag><Key>{escape(key)}</Key><Value>{escape(value)}</Value></Tag>"
        for key, value in tags.items()
    )
    return f"<Tagging {_NAMESPACE}><TagSet>{pairs}</TagSet></Tagging>".encode()
