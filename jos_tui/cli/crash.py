"""What is left behind when the program itself is wrong: one line, and a private log."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from jos_tui import __version__
from jos_tui.cli import output
from jos_tui.core.tracebacks import traceback_text
from jos_tui.profiles.secret import Secret

_REDACTED = "[redacted]"
_SECRET_WORDS = ("SECRET", "TOKEN", "PASSWORD", "ACCESS_KEY")
_concealed: set[Secret] = set()


def conceal(secret: Secret | None) -> None:
    """Keep this secret out of a log, should one be written."""
    if secret is not None:
        _concealed.add(secret)


def say(error: Exception) -> None:
    """Say in one line what Python would print as a traceback, and write that to a log."""
    what = f"jos-tui has a fault and stopped ({type(error).__name__})."
    try:
        output.say(f"{what} Please report it with the details in {write_log(error)}")
    except OSError as exc:
        output.say(f"{what} Its details could not be written: {exc.strerror}.")


def say_of_thread(fault: threading.ExceptHookArgs) -> None:
    """Say so of a thread; whoever waits for it hears of it otherwise."""
    if isinstance(fault.exc_value, Exception):
        say(fault.exc_value)


def write_log(error: BaseException) -> Path:
    """Write the traceback, without local variables, readable by the user alone; return its path.

    Raises OSError when it cannot be written.
    """
    from jos_tui.jobs.worker.paths import StateHome

    folder = StateHome.of_user().folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = folder / f"crash-{now:%Y%m%dT%H%M%S}-{os.getpid()}.log"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"jos-tui {__version__}, {now:%Y-%m-%d %H:%M:%S} UTC\n")
        log.write(_redacted(traceback_text(error)))
    return path


def _redacted(text: str) -> str:
    named = {
        value for name, value in os.environ.items() if any(word in name for word in _SECRET_WORDS)
    }
    for value in sorted(named | {secret.reveal() for secret in _concealed}, key=len, reverse=True):
        if value:
            text = text.replace(value, _REDACTED)
    return text
