"""Text for the clipboard of the terminal, which may be hosts away: by the sequence OSC 52.

Whether it arrives is not to be known: some terminals drop it, and tmux does unless it is allowed
(``set-clipboard on`` or ``allow-passthrough on``).
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

MOST_BYTES = 74_994
"""As much as fits, in base64, into the 100,000 bytes at which some terminals stop to read."""

# GNU screen takes strings of up to 768 bytes, older ones of 256, and shows the rest as text.
_PIECE, _SHORT = 76, 256
_BEGIN, _END = "\x1b]52;c;", "\x07"
_BEGIN_STRING, _END_STRING = "\x1bP", "\x1b\\"


_WITHOUT = {"", "dumb", "unknown", "linux", "vt100", "vt220"}


class Way(Enum):
    """How a terminal takes it."""

    NONE = "not at all"
    PLAIN = "as it is"
    TMUX = "through tmux"
    SCREEN = "through screen"


class Sent(Enum):
    """What became of a text."""

    SENT = "sent"
    TOO_LARGE = "too large"
    NO_CLIPBOARD = "no clipboard"


def way_of(environment: Mapping[str, str]) -> Way:
    """Return how the terminal of this environment takes text for the clipboard.

    Over SSH only ``TERM`` comes along.
    """
    term = environment.get("TERM", "")
    if term in _WITHOUT:
        return Way.NONE
    family = term.partition("-")[0]
    if family == "tmux" or environment.get("TMUX"):
        return Way.TMUX
    if family == "screen" or environment.get("STY"):
        return Way.SCREEN
    return Way.PLAIN


def sequence(text: str, way: Way) -> str:
    """Return what to send; "" where there is no way.

    Wrapped it is handed on by tmux and screen to the terminal they are in. They also get it as it
    is, as it may be tmux that goes by the name of screen; screen itself passes over it.
    """
    if way is Way.NONE:
        return ""
    content = b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    plain = f"{_BEGIN}{content}{_END}"
    if way is Way.TMUX:
        doubled = plain.replace("\x1b", "\x1b\x1b")
        return f"{plain}{_BEGIN_STRING}tmux;{doubled}{_END_STRING}"
    if way is Way.SCREEN:
        pieces = [content[start : start + _PIECE] for start in range(0, len(content), _PIECE)]
        joined = f"{_END_STRING}{_BEGIN_STRING}".join(pieces)
        wrapped = f"{_BEGIN_STRING}{_BEGIN}{joined}{_END}{_END_STRING}"
        return plain + wrapped if len(plain) <= _SHORT else wrapped
    return plain


def send(app: App[Any], text: str) -> Sent:
    """Send a text to the terminal of a program, unless it is too large or has no clipboard."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return Sent.TOO_LARGE
    driver = app._driver  # Textual has no public name for it
    output = sequence(text, way_of(os.environ))
    if driver is None or not output:
        return Sent.NO_CLIPBOARD
    driver.write(output)
    return Sent.SENT
