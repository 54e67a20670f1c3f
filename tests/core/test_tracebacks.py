"""A fault is told with all it takes to mend it, and without what readers of credentials hold."""

from __future__ import annotations

import logging

from jos_tui.core.tracebacks import TracebackFormatter, traceback_text
from jos_tui.profiles.document import Document

SECRET = "hunter2hunter2"


class Rude(str):
    """A text that Python fails on with words about it."""

    def startswith(self, *_: object) -> bool:
        raise KeyError(SECRET)


def caught(reading: bool) -> Exception:
    try:
        try:
            _ = Document("f", Rude("{}")).json_object() if reading else {}[SECRET]  # type: ignore[index]
        except KeyError as exc:
            raise RuntimeError(f"no {exc}") from exc
    except RuntimeError as exc:
        return exc
    raise AssertionError


def test_what_has_passed_a_reader_of_credentials_says_nothing_nor_does_what_came_of_it() -> None:
    text = traceback_text(caught(reading=True))
    assert SECRET not in text
    assert "document.py" in text
    assert "KeyError: (what it says is left out" in text
    assert "RuntimeError: (what it says is left out" in text


def test_any_other_fault_is_told_whole_with_its_causes_first() -> None:
    text = traceback_text(caught(reading=False))
    assert text.index(f"KeyError: '{SECRET}'") < text.index(f"RuntimeError: no '{SECRET}'")


def test_a_log_writes_faults_the_same_way() -> None:
    error = caught(reading=True)
    info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "A fault", (), info)
    text = TracebackFormatter("%(message)s").format(record)
    assert text.startswith("A fault\n")
    assert SECRET not in text
