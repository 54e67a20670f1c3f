"""One key after the other: each finds the program as the key before it has left it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from time import monotonic

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from jos_tui.core.right_of_way import KEYBOARD
from jos_tui.ui.compositor import draw_now
from jos_tui.ui.wire.driver import when_sent

Typed = events.Key | events.Paste
Place = tuple[Screen[object], Widget | None]

PATIENCE_SECONDS = 5.0
"""How long a key is waited for at most: a fault must not take the keyboard away."""

_ASK_AGAIN_SECONDS = 0.1
_QUIET_ROUNDS = 2
_MOST_ROUNDS = 12


class KeysInTurn:
    """Hands on what is typed when all is done that was typed before it.

    Textual alone gives each key to the widget that has the focus when the key arrives: whoever
    types faster than the screen follows has ``g b name`` lose its first letters to the dialog that
    is not there yet. Lives on the loop of the app; ``failed`` is told what ``hand_on`` raised.
    """

    def __init__(
        self,
        app: App[None],
        hand_on: Callable[[Typed], Awaitable[None]],
        failed: Callable[[Exception], None],
    ) -> None:
        self._app = app
        self._hand_on = hand_on
        self._failed = failed
        self._waiting: deque[Typed] = deque()
        self._settled: Place | None = None
        self._task: asyncio.Task[None] | None = None
        self._forgotten_at = 0.0

    def idle(self) -> bool:
        """Whether all that was typed is handed on and done."""
        return self._task is None or self._task.done()

    def add(self, typed: Typed) -> None:
        """Take the next key or pasted text. To be called in the app's own context."""
        if typed.time < self._forgotten_at:
            return
        KEYBOARD.take()
        self._waiting.append(typed)
        if self.idle():
            self._task = asyncio.create_task(self._hand_on_all(), name="keys in turn")
            self._task.add_done_callback(self._ended)

    def forget(self) -> None:
        """Drop what was typed until now and is not handed on yet."""
        self._forgotten_at = monotonic()
        self._waiting.clear()

    def _ended(self, task: asyncio.Task[None]) -> None:
        when_sent(self._app, KEYBOARD.leave)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self._failed(error)

    async def _hand_on_all(self) -> None:
        while self._waiting and self._app.is_running:
            if self._place() != self._settled:  # not by a key: a connection was found, a plan made
                await self._settle(())
                continue
            KEYBOARD.take()
            typed = self._waiting.popleft()
            screen, focused = place = self._place()
            await self._hand_on(typed)
            if not self._waiting:
                draw_now(self._app.screen)
            if not (self._place() == place and self._comes_again(typed)):
                await self._settle((focused or screen).ancestors_with_self)

    def _place(self) -> Place:
        return self._app.screen, self._app.focused

    def _comes_again(self, typed: Typed) -> bool:
        """Whether a binding did all that the key meant at once, and the same key follows.

        A key held down need not be drawn each time.
        """
        following = self._waiting[0] if self._waiting else None
        return (
            isinstance(typed, events.Key)
            and isinstance(following, events.Key)
            and typed.key == following.key
            and not typed.is_forwarded
        )

    async def _settle(self, nodes: Iterable[DOMNode]) -> None:
        """Wait until nothing goes on in ``nodes`` and from the focus up to the app.

        A round from the widget up follows the messages as they bubble. The app answers some with
        an action of the widget, whose messages need a second round.
        """
        deadline = monotonic() + PATIENCE_SECONDS
        quiet_rounds = 0
        for _ in range(_MOST_ROUNDS):
            place = self._place()
            screen, focused = place
            path = dict.fromkeys([*nodes, *(focused or screen).ancestors_with_self])
            quiet = [await self._quiet(node, deadline) for node in path]
            if not self._app.is_running:
                return
            quiet_rounds = quiet_rounds + 1 if all(quiet) and place == self._place() else 0
            if quiet_rounds == _QUIET_ROUNDS or monotonic() > deadline:
                break
        self._settled = self._place()

    async def _quiet(self, node: DOMNode, deadline: float) -> bool:
        """Wait for what a node was sent until now; return whether nothing was sent since.

        A node that closes takes no more messages and may leave those it has: it is not waited for.
        """
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def look() -> None:
            if not answer.done():
                answer.set_result(node.message_queue_size == 0)

        while node.call_later(look) and monotonic() < deadline:
            await asyncio.wait([answer], timeout=_ASK_AGAIN_SECONDS)
            if answer.done():
                return answer.result()
        return True
