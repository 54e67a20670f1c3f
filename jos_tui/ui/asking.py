"""Questions that block, asked on a thread; the answers come back to the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.message_pump import MessagePump

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import Cancelled, JosError

Answer = TypeVar("Answer")


def ask(
    node: MessagePump,
    pool: Pool,
    question: Callable[[], Answer],
    answered: Callable[[Answer], None],
    failed: Callable[[JosError], None],
    token: CancelToken | None = None,
) -> CancelToken:
    """Run ``question`` on ``pool``, then one of the other two on the UI thread.

    Neither is called once the returned token is cancelled or ``node`` is gone. A ``token`` is
    given where the question wants to know too.
    """

    def work(token: CancelToken) -> None:
        try:
            answer = question()
        except Cancelled:
            return
        except JosError as error:
            node.call_later(_unless_cancelled, token, failed, error)
        else:
            node.call_later(_unless_cancelled, token, answered, answer)

    return pool.submit(work, token)


def _unless_cancelled(
    token: CancelToken, receive: Callable[[Answer], None], answer: Answer
) -> None:
    if not token.cancelled:
        receive(answer)
