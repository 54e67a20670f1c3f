"""Which keys other programs can name; the tests run them on the oddest.

rclone puts paths in order (no empty, ``.`` and ``..`` segments) and writes some characters in a way
of its own, with full-width signs; s5cmd and s3cmd take ``*`` and ``?`` for patterns, and s3cmd
does not read beyond a line feed.
"""

from __future__ import annotations

import re

from jos_tui.browse.snippets.snippet import Subject
from jos_tui.core.entry import Kind
from jos_tui.core.errors import CannotBeNamed
from jos_tui.core.location import SEPARATOR

_RCLONES_OWN = re.compile("[\u201b\uff0f\uff0e]")
_PATTERN = re.compile(r"[*?]")
_PATTERN_OR_LINE = re.compile(r"[*?\n]")
_STEPS = {"", ".", ".."}


def require_rclone(subject: Subject) -> None:
    """Raise CannotBeNamed for what rclone would take for something else."""
    key = subject.key if subject.kind is Kind.OBJECT else subject.key.removesuffix(SEPARATOR)
    if not subject.key:
        return
    if _STEPS & set(key.split(SEPARATOR)) or _RCLONES_OWN.search(key):
        raise _cannot("rclone", "It changes //, . and .. in a path, and some full-width signs")


def require_s5cmd(subject: Subject) -> None:
    """Raise CannotBeNamed for what s5cmd would take for something else."""
    if subject.kind is not Kind.OBJECT and _PATTERN.search(subject.key):
        raise _cannot("s5cmd", "It takes * and ? for patterns")
    _require_no_slash("s5cmd", subject)


def require_s3cmd(subject: Subject) -> None:
    """Raise CannotBeNamed for what s3cmd would take for something else."""
    if _PATTERN_OR_LINE.search(subject.key):
        raise _cannot("s3cmd", "It takes * and ? for patterns, and ends a name at a line feed")
    _require_no_slash("s3cmd", subject)


def _require_no_slash(program: str, subject: Subject) -> None:
    if subject.kind is Kind.OBJECT and subject.key.endswith(SEPARATOR):
        raise _cannot(program, "It takes a key that ends in / for a folder")


def _cannot(program: str, why: str) -> CannotBeNamed:
    return CannotBeNamed(
        f"{program} cannot name this key", why, "Save it with jos-tui, or copy its URL."
    )
