"""Text for other programs: URIs, keys and URLs of what is under the cursor."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from jos_tui.core.entry import Kind
from jos_tui.core.text import printable
from jos_tui.jobs.model import Selection
from jos_tui.ui.browser.actions import Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen

_NO_TEXT = re.compile("[\ud800-\udfff]")


class CopyActions:
    """Each sends text to the terminal's clipboard and shows it: not every terminal has one."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {
            "copy.uri": lambda: self._copy(self._uri),
            "copy.key": lambda: self._copy(self._key),
            "copy.url": lambda: self._copy(self._url),
        }
        self.why_not: dict[str, WhyNot] = dict.fromkeys(self.runs, self._why_not)

    def _why_not(self) -> str:
        return "" if self._browser.pointed else "There is nothing here to copy"

    def _uri(self, pointed: Selection) -> str:
        return f"s3://{_path(pointed)}"

    def _key(self, pointed: Selection) -> str:
        return pointed.entries[0].key

    def _url(self, pointed: Selection) -> str:
        path = quote(_path(pointed), errors="surrogateescape")
        return f"{self._browser.session.profile.endpoint.url}/{path}"

    def _copy(self, text_of: Callable[[Selection], str]) -> None:
        pointed = self._browser.pointed
        if pointed is None:
            return
        text = text_of(pointed)
        if not text.isascii() and _NO_TEXT.search(text):
            self._browser.warn("This name is no Unicode text: only its URL can be copied")
            return
        self._browser.app.copy_to_clipboard(text)
        self._browser.say(f"Sent to the terminal's clipboard: {printable(text)}")


def _path(pointed: Selection) -> str:
    entry = pointed.entries[0]
    return entry.key if entry.kind is Kind.BUCKET else f"{pointed.location.bucket}/{entry.key}"
