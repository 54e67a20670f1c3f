"""The one gate between strings of other people and a screen."""

from __future__ import annotations

import re
from functools import cache

# Everything a terminal could act on or that hides or reorders text: C0, DEL, C1, soft hyphen,
# invisible and bidirectional format characters (all of category Cf but the joiners U+200C/D that
# scripts and emoji need), line and paragraph separators, lone surrogates, non-characters, tags,
# and letters that fonts draw as nothing (Default_Ignorable_Code_Point of Unicode, but the
# variation selectors U+FE0E/F that emoji need).
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|[\U0001fffe\U0001ffff]"
)
# Spaces of any width, and the Braille pattern without dots: at an edge nobody would see them.
_BLANKS = "\x20\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
_BLANK_EDGE = f"^[{_BLANKS}]+|[{_BLANKS}]+$"
_CONTROL_PICTURES = 0x2400
_JOINER = "\u200d"
_EMOJI = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_LONE_JOINER = f"(?<![{_EMOJI}]){_JOINER}|{_JOINER}(?![{_EMOJI}])"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when it is first needed: of ranges this wide that takes milliseconds."""
    return re.compile(pattern)


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return "␡"
    return f"⟨{code:02X}⟩"


def _one_sign(match: re.Match[str]) -> str:
    stand_in = _stand_in(match)
    return stand_in if len(stand_in) == 1 else "\ufffd"


def printable(text: str) -> str:
    """Return ``text`` with every character that could steer a terminal made visible.

    Control characters become their control pictures (``␛``), other invisible, reordering or
    undefined ones their code in angle brackets (``⟨202E⟩``), a joiner that joins no emoji too:
    terminals do not agree where the sign after it belongs. The result has no line breaks. It is
    for eyes only: the raw string stays the one that goes to the store. It is not markup-escaped;
    hand it to ``Text`` or ``Content``, never to something that parses markup.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _compiled(_UNSAFE).sub(_stand_in, text)
    return _compiled(_LONE_JOINER).sub(_stand_in, text) if _JOINER in text else text


def printable_signs(text: str) -> str:
    """Like :func:`printable`, but with exactly one character for each: for what is being edited.

    What has no picture of its own is ``�``.
    """
    text = _compiled(_UNSAFE).sub(_one_sign, text)
    return _compiled(_LONE_JOINER).sub(_one_sign, text) if _JOINER in text else text


def printable_name(name: str) -> str:
    """Like :func:`printable`, with leading and trailing blanks visible: a space as ``␠``.

    For keys, prefixes and file names, where a blank at an edge is part of the identity.
    """
    text = printable(name)
    if text.isascii() and text[:1] != " " and text[-1:] != " ":
        return text
    return _compiled(_BLANK_EDGE).sub(lambda match: "".join(map(_blank_stand_in, match[0])), text)


def _blank_stand_in(blank: str) -> str:
    return "␠" if blank == " " else f"⟨{ord(blank):02X}⟩"
