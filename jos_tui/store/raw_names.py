"""Keys in answers that are not encoded although that was asked for.

XML has no room for most control characters, and turns a carriage return into a line feed, which
makes another key of it (https://www.w3.org/TR/xml/#sec-line-ends). So each is read by way of a
stand-in that no key has.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from jos_tui.core.errors import NotAStore
from jos_tui.store.xml import parse

_FIRST_STAND_IN = 0x10F700  # private use
_ENCODED = b"<EncodingType>url</EncodingType>"
_NAMES = re.compile(rb"<((?:Next)?Key(?:Marker)?)>(.*?)</\1>", re.DOTALL)
_ODD = re.compile(rb"[\x00-\x08\x0b-\x1f]|\xef\xbf[\xbe\xbf]")
_STAND_INS = re.compile("[\U0010f700-\U0010f7ff]")
_STAND_IN_BYTES = re.compile(rb"\xf4\x8f[\x9c-\x9f]")
_HAS_STAND_INS = "has-stand-ins"


def parse_with_keys(body: bytes) -> Element:
    """Return the root of an answer; its keys are to be read with :func:`key_in`.

    Raises NotAStore if this is not XML, or if a key has both what XML changes and a stand-in.
    """
    if _ENCODED in body or not _ODD.search(body):
        return parse(body)
    if _STAND_IN_BYTES.search(body):
        raise NotAStore(
            "The store sent names that cannot be told apart",
            "They are not encoded, and have characters that XML changes",
            "Look at a prefix without them.",
        )
    root = parse(_NAMES.sub(lambda name: _ODD.sub(_stand_in, name[0]), body))
    root.set(_HAS_STAND_INS, "")
    return root


def key_in(root: Element, name: str) -> str:
    """Return a key of an answer as it is."""
    return name if root.get(_HAS_STAND_INS) is None else _STAND_INS.sub(_original, name)


def _stand_in(odd: re.Match[bytes]) -> bytes:
    return chr(_FIRST_STAND_IN + odd[0][-1]).encode()


def _original(stand_in: re.Match[str]) -> str:
    code = ord(stand_in[0]) - _FIRST_STAND_IN
    return chr(0xFF00 + code + 0x40) if code in {0xBE, 0xBF} else chr(code)
