"""Strings that want to reach the terminal as something else than letters, by the thousand.

``assert_only_ours`` holds output against the sequences that the program itself has reasons to send.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Final
from urllib.parse import quote

from jos_tui.core.text import printable

_CONTROLS = [chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))]
SEQUENCES = [
    "\x1b[2J", "\x1b[31m", "\x1b[H", "\x1b[9999;1H", "\x1b[?1049l", "\x1b[?25h", "\x1b[6n",
    "\x1bc", "\x1b(0", "\x1b#8", "\x1b[3J", "\x1b[?2026h", "\x1b[?2026l", "\x1b[5r", "\x1b[8;1;1t",
    "\x1b]0;pwned\x07", "\x1b]52;c;aGk=\x07", "\x1b]8;;http://x\x1b\\", "\x1b]2;t\x9c", "\x1b[c",
    "\x1bP$q\"p\x1b\\", "\x1b_Gi=1;AAAA\x1b\\", "\x1b^x\x1b\\", "\x1bX", "\x1b[", "\x1b]", "\x1b",
    "\x9b2J", "\x9d0;t\x9c", "\x90q\x9c", "\x9f", "\x9e", "\x98", "\x84", "\x0e", "\x0f", "\r\n",
]  # fmt: skip
_SIGNS = [
    *map(chr, (0x61C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF, 0xFFFE))
]
_SIGNS += [*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xE0001, 0xE0041, 0xFFF9))]
_LETTERS = [
    "a", "Z", "0", " ", ".", "-", "_", "%", "+", "é", "e\u0301", "\u0301", "\u0489", "雪", "한",
    "🙂", "👩\u200d🔬", "🇬🇧", "☁\ufe0f", "ﷺ", "𒐫", "क्षि", "\u3000", "\xa0", "\xad", "\u3164",
]  # fmt: skip
_MARKUP = [
    "[red]", "[/]", "[b]x[/b]", "[@click=app.quit]q[/]", "[link=x]", "[$x]", "\\[", "]", "[", "{}",
    "%s", ":smile:", "[/red]", "[on red]", "[blink]",
]  # fmt: skip
_NO_TEXT = ["\udc80", "\udcff", "\udced\udca0\udc80", "\udcc0\udcaf", "\udcf5"]
_PIECES: Final = (_CONTROLS, SEQUENCES, _SIGNS, _LETTERS, _LETTERS, _MARKUP, _NO_TEXT)
_SHORTEST, _LONGEST = 1, 8


def fuzzed(number: int, seed: int, without: str = "/") -> list[str]:
    """Return so many different strings; bytes that are no UTF-8 are in them as surrogates."""
    chance = Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        kinds = chance.choices(_PIECES, k=chance.randint(_SHORTEST, _LONGEST))
        text = "".join(chance.choice(kind) for kind in kinds)
        found[text.translate(dict.fromkeys(map(ord, without)))] = None
    found.pop("", None)
    return list(found)


def listing(keys: Sequence[str], prefixes: Sequence[str] = (), prefix: str = "") -> bytes:
    """Return the answer of a store that has these keys, in order, whatever it is asked for."""
    rows = [
        f"<Contents><Key>{_quoted(prefix + key)}</Key><Size>1</Size><ETag>&quot;{'0' * 32}&quot;"
        "</ETag><LastModified>2026-01-31T09:00:00.000Z</LastModified></Contents>"
        for key in sorted(keys, key=_bytes)
    ]
    rows += [
        f"<CommonPrefixes><Prefix>{_quoted(f'{prefix}{name}/')}</Prefix></CommonPrefixes>"
        for name in sorted(prefixes, key=_bytes)
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>'
        f"<KeyCount>{len(rows)}</KeyCount><EncodingType>url</EncodingType>"
        f"<IsTruncated>false</IsTruncated>{''.join(rows)}</ListBucketResult>"
    ).encode()


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _quoted(text: str) -> str:
    return quote(_bytes(text), safe="")


_OURS = re.compile(
    r"\x1b\[[0-9;]*[mH]"  # styles and places
    r"|\x1b\[[0-9]*[CDKXML]|\x1b\[(?:[0-9]+;[0-9]+)?r"  # short ways, erasing, scrolling
    r"|\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2031|2048)[hl]"  # modes
    r"|\x1b\[\?(?:2026|2048)\$p|\x1b\[>[0-9]+u|\x1b\[<u|\x1b\[\?u|\x1b\[\?996n"  # asking for them
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07|\x1b\]22;[a-z-]*\x07"  # what was copied, and the pointer
    r"|[\r\n\x08]"
)


def assert_only_ours(output: str) -> None:
    """Fail for any sequence that is none of ours, and for any sign a terminal acts on."""
    rest = _OURS.sub("", output)
    shown = printable(rest)
    if shown != rest:
        at = next(at for at, sign in enumerate(rest) if printable(sign) != sign)
        raise AssertionError(f"reached the terminal: {rest[max(0, at - 60) : at + 60]!r}")
