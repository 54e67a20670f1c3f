"""What waits for its turn on the screen's thread, so that a key never waits long."""

from __future__ import annotations

from asyncio import get_running_loop
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from jos_tui.core.right_of_way import KEYBOARD

if TYPE_CHECKING:
    from jos_tui.jobs.model import Change

_TURN_SECONDS = 0.01
"""How long is taken from what waits before a key gets its turn."""

_LOOK_AGAIN_SECONDS = 0.01
_LONGEST_BEHIND_KEYS = 0.1
"""How long keys keep it waiting: while one is held down, rows still come."""


class Turns:
    """Things to do, in order, as long as nothing holds them up; a while at a time.

    ``is_held`` says whether they have to wait; they wait for keys as well, but not for long.
    ``call_later`` has something called when the messages that are there by now have been handled.
    """

    def __init__(
        self, is_held: Callable[[], bool], call_later: Callable[[Callable[[], None]], object]
    ) -> None:
        self._is_held = is_held
        self._call_later = call_later
        self._waiting: deque[Callable[[], None]] = deque()
        self._turn_ends: float | None = None
        self._behind_keys_since: float | None = None

    @property
    def last(self) -> Callable[[], None] | None:
        """What is to be done last of what waits."""
        return self._waiting[-1] if self._waiting else None

    @property
    def waiting(self) -> int:
        """How much waits."""
        return len(self._waiting)

    def do(self, take: Callable[[], None]) -> None:
        """Do something now or, while that is held up or much comes, later."""
        self._waiting.append(take)
        self.go_on()

    def go_on(self) -> None:
        """Do what waits until the turn ends: one for all messages Textual handles in a row."""
        if self._turn_ends is None:
            self._turn_ends = monotonic() + _TURN_SECONDS
            get_running_loop().call_soon(self._begin_turn)
        while self._waiting and not self._is_held() and monotonic() < self._turn_ends:
            if self._behind_keys():
                break
            self._waiting.popleft()()

    def _behind_keys(self) -> bool:
        """Whether a key is to be answered first."""
        if not KEYBOARD.is_taken:
            self._behind_keys_since = None
            return False
        now = monotonic()
        self._behind_keys_since = self._behind_keys_since or now
        if now - self._behind_keys_since < _LONGEST_BEHIND_KEYS:
            return True
        self._behind_keys_since = now
        return False

    def _begin_turn(self) -> None:
        self._turn_ends = None
        if not self._waiting or self._is_held():
            return
        if self._behind_keys_since is None:
            self._call_later(self.go_on)
        else:
            get_running_loop().call_later(_LOOK_AGAIN_SECONDS, self._call_later, self.go_on)


class Gathered:
    """What jobs changed, waiting for its turn: what comes meanwhile is taken with it."""

    def __init__(self, take: Callable[[Sequence[Change]], None]) -> None:
        self._take = take
        self._changes: list[Change] = []

    def __call__(self) -> None:
        """Have all of them taken."""
        self._take(self._changes)

    def adding(self, changes: Sequence[Change]) -> Gathered:
        """Take these too."""
        self._changes.extend(changes)
        return self
