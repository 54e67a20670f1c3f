"""How cells look, as numbers, and the shortest way for a terminal from one look to another."""

from __future__ import annotations

from typing import NamedTuple

PLAIN = 0
"""The number of the look of a terminal after a reset."""

_ATTRIBUTES = frozenset({"1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53"})
_OFF = {
    "22": {"1", "2"},
    "23": {"3"},
    "24": {"4", "21"},
    "25": {"5", "6"},
    "27": {"7"},
    "28": {"8"},
    "29": {"9"},
    "54": {"51", "52"},
    "55": {"53"},
}
_OFF_EVERYWHERE = {"1": "22", "2": "22", "4": "24", "7": "27"}
_INVISIBLE_ON_BLANKS = frozenset({"1", "2"})
_MOST_CHANGES = 4096


class Look(NamedTuple):
    """Colours as SGR parameters ("" for the terminal's own), attributes as such, a link or ""."""

    foreground: str = ""
    background: str = ""
    attributes: frozenset[str] = frozenset()
    link: str = ""


class Styles:
    """Numbers looks in the order they are met."""

    def __init__(self) -> None:
        self._looks = [Look()]
        self._numbers = {Look(): PLAIN}
        self._after: dict[tuple[int, str], int | None] = {}
        self._changes: dict[tuple[int, int], str] = {}
        self._blank: dict[int, bool] = {}

    def look(self, style: int) -> Look:
        """Return what a number stands for."""
        return self._looks[style]

    def after(self, style: int, parameters: str) -> int | None:
        """Return the style after an SGR sequence, None for one that is not understood."""
        key = (style, parameters)
        if key not in self._after:
            look = _apply(self._looks[style], parameters)
            self._after[key] = None if look is None else self._number(look)
        return self._after[key]

    def linked(self, style: int, link: str) -> int:
        """Return the style with another link: ``parameters;address`` of OSC 8, or ""."""
        return self._number(self._looks[style]._replace(link=link))

    def change(self, old: int, new: int) -> str:
        """Return what turns a terminal's style into another one."""
        key = (old, new)
        if key not in self._changes:
            if len(self._changes) >= _MOST_CHANGES:
                self._changes.clear()
            self._changes[key] = _change(self._looks[old], self._looks[new])
        return self._changes[key]

    def is_plain_on_blanks(self, style: int) -> bool:
        """Whether a blank in this style looks like one that was erased with its background."""
        look = self._looks[style]
        return look.attributes <= _INVISIBLE_ON_BLANKS and not look.link

    def has_background(self, style: int) -> bool:
        """Whether the background is another one than the terminal's own."""
        return bool(self._looks[style].background)

    def _number(self, look: Look) -> int:
        number = self._numbers.setdefault(look, len(self._looks))
        if number == len(self._looks):
            self._looks.append(look)
        return number


def _apply(look: Look, parameters: str) -> Look | None:
    codes = parameters.split(";")
    foreground, background, attributes = look.foreground, look.background, set(look.attributes)
    at = 0
    while at < len(codes):
        code = codes[at]
        at += 1
        if code in {"", "0"}:
            foreground = background = ""
            attributes.clear()
        elif code in _ATTRIBUTES:
            attributes.add(code)
        elif code in _OFF:
            attributes -= _OFF[code]
        elif code in {"38", "48"}:
            length = {"5": 2, "2": 4}.get(codes[at]) if at < len(codes) else None
            if length is None or at + length > len(codes):
                return None
            colour = ";".join([code, *codes[at : at + length]])
            at += length
            foreground, background = (colour, background) if code == "38" else (foreground, colour)
        elif code in _FOREGROUNDS:
            foreground = "" if code == "39" else code
        elif code in _BACKGROUNDS:
            background = "" if code == "49" else code
        else:
            return None
    return Look(foreground, background, frozenset(attributes), look.link)


_FOREGROUNDS = {str(code) for code in (*range(30, 38), 39, *range(90, 98))}
_BACKGROUNDS = {str(code) for code in (*range(40, 48), 49, *range(100, 108))}


def _change(old: Look, new: Look) -> str:
    link = "" if old.link == new.link else f"\x1b]8;{new.link or ';'}\x1b\\"
    anew = [*sorted(new.attributes), *filter(None, (new.foreground, new.background))]
    codes = ["0", *anew] if anew else [""]
    step = _step(old, new)
    if step is not None and len(";".join(step)) <= len(";".join(codes)):
        codes = step
    return link + (f"\x1b[{';'.join(codes)}m" if codes else "")


def _step(old: Look, new: Look) -> list[str] | None:
    """Return what is to be set and unset, None where terminals differ in how to unset it."""
    gone = old.attributes - new.attributes
    if not gone <= _OFF_EVERYWHERE.keys():
        return None
    off = {_OFF_EVERYWHERE[code] for code in gone}
    lost = set[str]().union(*(_OFF[code] for code in off))
    on = (new.attributes - old.attributes) | (new.attributes & lost)
    codes = [*sorted(off), *sorted(on)]
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    return codes
