"""What went wrong in the program, for those who mend it, without what others must not read."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

_READERS = Path(__file__).parents[1] / "profiles"
_LEFT_OUT = "(what it says is left out, as it may hold keys)"


def traceback_text(error: BaseException) -> str:
    """Return the traceback of an error and of those it came from, without local variables.

    What an error says that has passed the readers of credentials is left out: there keys are plain
    text, and Python's own errors quote what they are about.
    """
    return "\n".join(_parts(error))


class TracebackFormatter(logging.Formatter):
    """Writes errors into a log as :func:`traceback_text` does."""

    def formatException(  # noqa: N802 - the name that logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the text of an error that is logged."""
        return traceback_text(ei[1]) if ei[1] is not None else ""


def _parts(error: BaseException) -> Iterator[str]:
    chain = list(_chain(error))
    is_private = any(_passed_readers(each) for each in chain)
    for each in reversed(chain):
        lines = traceback.format_tb(each.__traceback__)
        name = f"{type(each).__module__}.{type(each).__qualname__}".removeprefix("builtins.")
        yield f"Traceback (most recent call last):\n{''.join(lines)}"
        yield f"{name}: {_LEFT_OUT if is_private else each}\n"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)


def _passed_readers(error: BaseException) -> bool:
    frames = traceback.walk_tb(error.__traceback__)
    return any(Path(frame.f_code.co_filename).is_relative_to(_READERS) for frame, _ in frames)
