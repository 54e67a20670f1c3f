"""An input for paths of this machine that completes them."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual import events
from textual.suggester import Suggester, SuggestionReady

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.text import printable
from jos_tui.ui.widgets.text_input import TextInput

MOST_NAMES_LOOKED_AT = 20_000


def complete(text: str, folders_only: bool = False) -> str:
    """Return ``text`` completed to the first entry of its folder that begins with it, or "".

    Folders end with ``/``. Blocks on the file system. A path that cannot be read completes to "".
    """
    shown_folder, _, start = text.rpartition("/")
    folder = Path(os.path.expanduser(f"{shown_folder}/" if "/" in text else "."))  # noqa: PTH111
    best = ""
    try:
        with os.scandir(folder) as entries:
            for looked_at, entry in enumerate(entries):
                if looked_at > MOST_NAMES_LOOKED_AT:
                    break
                if not entry.name.startswith(start) or (entry.name[0] == "." and not start):
                    continue
                is_folder = entry.is_dir()
                if folders_only and not is_folder:
                    continue
                name = f"{entry.name}/" if is_folder else entry.name
                if not best or name < best:
                    best = name
    except OSError:
        return ""
    return f"{text[: len(text) - len(start)]}{best}" if best and best != start else ""


def _answer(waiting: asyncio.Future[str], found: str) -> None:
    if not waiting.done():
        waiting.set_result(found)


class _LocalPaths(Suggester):
    """Asks the file system on a thread of its own: a home directory on a network may stall."""

    def __init__(self, folders_only: bool) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._pool = Pool("completion", 1)
        self._folders_only = folders_only
        self._token = CancelToken()

    async def get_suggestion(self, value: str) -> str | None:
        """Return the completed path, or None: also for one that cannot be drawn as it is."""
        if not value:
            return None
        self._token.cancel()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()

        def look(_: CancelToken) -> None:
            found = complete(value, self._folders_only)
            loop.call_soon_threadsafe(_answer, answer, found)

        self._token = self._pool.submit(look)
        try:
            found = await asyncio.wait_for(answer, timeout=2)
        except TimeoutError:
            return None
        return found if found and printable(found) == found else None  # it is drawn as it is


class PathInput(TextInput):
    """An Input whose completion is shown dimmed; → takes it, and Tab does where a name is begun.

    Behind a ``/`` no name is begun: there Tab goes on to the next field rather than into the first
    folder there is.
    """

    def __init__(self, value: str = "", *, folders_only: bool = False, **kwargs: str) -> None:
        super().__init__(
            value,
            suggester=_LocalPaths(folders_only),
            select_on_focus=False,
            id=kwargs.get("id"),
            placeholder=kwargs.get("placeholder", ""),
            compact=True,
        )
        self._completed_from = ""
        self._completion = ""
        self._tab_waits_for = ""
        self._taken = ""

    def on_suggestion_ready(self, event: SuggestionReady) -> None:
        """Remember the completion; take it if Tab was faster than the file system."""
        self._completed_from, self._completion = event.value, event.suggestion
        if self._tab_waits_for == event.value == self.value:
            self._take()

    def on_key(self, event: events.Key) -> None:
        """Let Tab complete as long as there is something to complete, then move on."""
        name = "" if self.value == self._taken else self.value.rpartition("/")[2]
        if event.key != "tab" or not name or self.cursor_position != len(self.value):
            return
        answered = self._completed_from == self.value
        if answered or self._tab_waits_for != self.value:
            event.stop()
            event.prevent_default()
            self._tab_waits_for = self.value
            if answered:
                self._take()

    def _take(self) -> None:
        self.value = self._completion
        self.cursor_position = len(self.value)
        self._taken, self._tab_waits_for = self.value, ""
