"""Names that S3 allows and that programs trip over: one list for all tests that meet names.

The limits are those of the S3 User Guide, "Naming Amazon S3 objects": any Unicode characters, at
most 1,024 bytes of UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

LONGEST_KEY: Final = 1024

_C0 = [chr(number) for number in range(0x01, 0x20)]
_C1 = [chr(number) for number in range(0x80, 0xA0)]
_BIDI = [*map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))]
_INVISIBLE = "\u00ad\u034f\u115f\u180e\u200b\u200c\u200d\u2060\u2062\u3164\ufe0f\ufeff\ufff9"

HOSTILE: Final[Mapping[str, Sequence[str]]] = {
    "slashes": ["/", "//", "///", "/a", "//a", "a/", "a//", "a//b", "a///b", "/a/", "a/b//c/"],
    "slashes and spaces": [" /", "/ ", "/ /", "a/ ", "a/ /b", " /a", "a /b"],
    "dots": [
        ".", "..", "...", "./", "../", "./a", "../a", "a/.", "a/..", "a/./b", "a/../b", "/../a",
        "../../a", "a/../../b", "..a", "a..", ".a/.b", "a./b.", "a/.../b", "..\\a", "%2e%2e/a",
    ],
    "spaces": [" ", "  ", " a", "a ", "a  b", "\u00a0", "\u00a0a", "a\u2003b", "\u3000", "\u2028"],
    "line ends": ["\n", "\r", "\r\n", "a\nb", "a\rb", "a\r\nb", "a\n\rb", "a\n", "a\r", "a\r\n"],
    "control characters": [f"c{character}0" for character in [*_C0, "\x7f", *_C1]],
    "commands of terminals": [
        "\x1b[2J", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]52;c;aGk=\x07", "\x1bP1$r\x1b\\",
        "\x1b]8;;http:!!x\x1b\\y", "\x1b[?1049h", "\x1b[6n", "\x1bc", "\x9b31m", "\x9d0;x\x9c",
        "\x0e", "\x07", "\x08\x08\x08", "a\x1b",
    ],
    "directions": [f"a{character}txt.exe" for character in _BIDI],
    "invisible": [f"in{character}visible" for character in _INVISIBLE],
    "composed and decomposed": [
        "é", "e\u0301", "Å", "A\u030a", "\u212b", "가", "\u1100\u1161", "ﬁ", "fi", "ñ", "n\u0303",
        "\u0301", "a\u0300\u0301\u0302\u0303\u0304\u0305", "µ", "μ", "ſ", "s",
    ],
    "wide and joined": [
        "气温/東京", "ｗｉｄｅ", "👩\u200d🔬", "🏳\ufe0f\u200d🌈", "🇬🇧", "👍🏽", "☁", "☁\ufe0f",
        "👨\u200d👩\u200d👧\u200d👦", "क्षि", "ﷺ", "𝔘𝔫𝔦", "\U0001f1e6",
    ],
    "cases": ["case", "Case", "CASE", "ß", "ẞ", "SS", "ss", "i", "İ", "ı", "I", "Σ", "σ", "ς"],
    "escapes of URLs": [
        "%", "%%", "100%", "%2F", "%2f", "a%2Fb", "%00", "%0a", "%zz", "%e9", "%C3%A9", "%252F",
        "a%20b", "+", "a+b", "a b", "a%2Bb", "%25",
    ],
    "parts of URLs": [
        "?", "#", "=", ";", ":", "@", "a?b", "a#b", "a;b", "?delete", "?uploads", "?versionId=1",
        "?tagging", "a?uploadId=1&partNumber=1", "http:", "s3:", "a@b:80", "~a", "a,b", "$a", "!",
    ],
    "parts of XML": ["<", ">", "&", "]]>", "<!--", "&amp;", "&#13;", "a&lt;b", "<Key>a", "\"'"],
    "markup": [
        "[red]", "[red]a[/red]", "[/]", "[@click=app.quit]q", "[link='", "[$x]", "[[a]]", "x[a=1]",
        "\\[a]", "**a**", "{a}", "%s%d", "{0}", ":smile:",
    ],
    "words of shells": [
        "-", "--", "-rf", "--help", "~", "~root", "$HOME", "$(id)", "`id`", "*", "**", "?a",
        "[a-z]", "{a,b}", "|", "a|b", ">a", "a&b", "it's", '"a"', "\\", "a\\b", "a\\", "=a",
        "@a", "a;id",
    ],
    "words of systems": [
        "CON", "nul", "aux.txt", "COM1", "C:", "C:\\a", "a:b", "desktop.ini", ".DS_Store", "Icon\r",
        "lost+found", ".nfs0001", "Thumbs.db",
    ],
    "words of ours": [".a.jos-part", "a.jos-part", ".jos-part", ".trash", "a (2)", "a.part", "s3"],
    "words of servers": [
        "/".join(["a", "soap"]), ".rclone_temp_", "␀", "／", "‛", "．", "．．", "a\u2400b", "＼",
        ".minio.sys", "_$folder$", "a_$folder$", "xl.meta", "bucket", "index.html",
    ],
    "edges of Unicode": [
        "\u0378", "\ud7ff", "\ue000", "\ufdd0", "\ufffc", "\ufffd", "\ufffe", "\uffff", "a\uffffb",
        "\U00010000", "\U0001fffe", "\U000e0001", "\U0010fffd", "\U0010ffff", "\uff61",
    ],
    "long": [
        "k" * LONGEST_KEY, "é" * 512, "漢" * 341, "😀" * 256,
        "/".join(["d" * 200] * 5) + "/" + "e" * 19, "/".join(["d" * 203] * 5),
        "p/" + "n" * 255, "p/" + "n" * 256, "p/" + "é" * 127 + "n", "d/" * 511 + "e",
        "." * 99 + "a",
    ],
    "object and prefix": ["both", "both/", "both/a", "both/a/b", "both/a/", "both//"],
    "null": ["\0", "a\0b", "a\0"],
}  # fmt: skip
"""Keys by what is odd about them."""

_LONGEST_PART = 255  # bytes, of Linux and macOS


def is_path(key: str) -> bool:
    """Whether a file system that knows no cases can hold a key as it is."""
    parts = key.split("/")
    is_short = len(key.encode()) <= LONGEST_KEY
    return is_short and not {"", ".", ".."} & set(parts) and all(map(_is_name, parts))


def _is_name(part: str) -> bool:
    return "\0" not in part and len(part.encode()) <= _LONGEST_PART


def every_name() -> list[str]:
    """Return all of them, each once."""
    return list(dict.fromkeys(name for names in HOSTILE.values() for name in names))


def _is_empty_step(key: str) -> bool:
    return "" in key.split("/")


def _is_dot_step(key: str) -> bool:
    return not {".", ".."}.isdisjoint(key.split("/"))


def _is_long(key: str) -> bool:
    return len(key.encode()) > LONGEST_KEY


def _has_long_step(key: str) -> bool:
    return any(len(step.encode()) > _LONGEST_PART for step in key.split("/"))


KEPT_OUT: Final[Mapping[str, Mapping[str, Callable[[str], bool]]]] = {
    "ministack": {},
    "rclone": {
        "an empty step": _is_empty_step,
        "a step of one or two dots": _is_dot_step,
        "more bytes than a key may have": _is_long,
        "more bytes in a step than a file's name may have": _has_long_step,
        "what it calls its own temporary files": lambda key: ".rclone_temp_" in key,
    },
}
"""By server, the kinds of keys that it cannot keep: that is not what we break."""


def is_kept(server: str, key: str) -> bool:
    """Whether a server can keep a key; one that is not in the table is held to keep all."""
    return not any(applies(key) for applies in KEPT_OUT.get(server, {}).values())
