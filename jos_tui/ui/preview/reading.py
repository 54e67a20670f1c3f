"""What a screen reads, one thing at a time, and stops reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.message_pump import MessagePump

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import JosError
from jos_tui.ui.asking import ask

Read = TypeVar("Read")


class Reading:
    """Lives on the UI thread. Nothing is delivered once it was stopped or ``node`` is gone."""

    def __init__(self, node: MessagePump, pool: Pool) -> None:
        self._node = node
        self._pool = pool
        self._token: CancelToken | None = None

    @property
    def at_work(self) -> bool:
        """Whether there is something to stop."""
        return self._token is not None

    def begin(
        self,
        read: Callable[[CancelToken], Read],
        taken: Callable[[Read], None],
        failed: Callable[[JosError], None],
    ) -> None:
        """Run ``read`` on a thread in place of what is being read, then one of the other two."""
        self.stop()
        token = self._token = CancelToken()

        def take(result: Read) -> None:
            self._token = None
            taken(result)

        def fail(error: JosError) -> None:
            self._token = None
            failed(error)

        ask(self._node, self._pool, lambda: read(token), take, fail, token)

    def stop(self) -> bool:
        """Stop; return whether there was something to stop."""
        token, self._token = self._token, None
        if token is not None:
            token.cancel()
        return token is not None
