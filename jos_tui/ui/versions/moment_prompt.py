"""Asking for a moment in the past."""

from __future__ import annotations

from jos_tui.browse.moments import MOMENT_EXAMPLES, read_moment
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.ui.dialogs.prompt import Prompt


class MomentPrompt(Prompt):
    """Answers a text that :func:`read_moment` reads."""

    def __init__(self, location: Location) -> None:
        super().__init__(
            f"What was below {printable(location.uri)} at",
            explanation=f"Local time, or how long ago: {MOMENT_EXAMPLES}",
            check=_problem,
        )


def _problem(text: str) -> str:
    if read_moment(text) is not None:
        return ""
    return f"That is no moment in the past. Write it as {MOMENT_EXAMPLES}"
