"""The ``jos-tui`` command: the usual start of the screen, or a command line for click.

Nobody who types ``jos-tui`` or ``jos-tui s3://bucket/prefix`` waits for click and what is made with
it, a twentieth of the time to the first frame.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence

from jos_tui.cli import crash, output
from jos_tui.ui import garbage

COMPLETION = "_JOS_TUI_COMPLETE"
"""Set when a shell asks the program how to go on with a command line."""

_PLACE = "s3://"


def main() -> None:
    """Run the command line of this process and exit with its code."""
    output.prepare_streams()
    threading.excepthook = crash.say_of_thread
    code = _run(sys.argv[1:])
    garbage.end()
    sys.exit(code)


def _run(arguments: Sequence[str]) -> int:
    from jos_tui.cli.opening import has_terminal

    if asked := os.environ.get(COMPLETION):
        from jos_tui.cli.completion import answer

        return answer(asked)
    if _is_usual(arguments) and has_terminal():
        return _open("".join(arguments))
    from jos_tui.cli.main import run

    return run(arguments)


def _is_usual(arguments: Sequence[str]) -> bool:
    """Whether a command line says no more than where to begin, and certainly says that."""
    if not arguments:
        return True
    place, *others = arguments
    return not others and place.startswith(_PLACE) and not place.startswith(f"{_PLACE}/")


def _open(place: str) -> int:
    from jos_tui.cli.asked import ConnectionOptions
    from jos_tui.cli.opening import open_screen

    try:
        return open_screen(ConnectionOptions(), place, "", is_slow=False)
    except (Exception, KeyboardInterrupt) as exc:  # noqa: BLE001 - see code_of
        from jos_tui.cli.main import code_of

        return code_of(exc)
