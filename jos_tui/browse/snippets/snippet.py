"""The values: what a text is about, and the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class Subject:
    """A bucket, a prefix or an object. ``key`` is raw; "" for a bucket."""

    kind: Kind
    bucket: str
    key: str = ""

    @property
    def uri(self) -> str:
        """The ``s3://`` URI; every character of the key counts as it is."""
        return f"s3://{self.bucket}/{self.key}" if self.key else f"s3://{self.bucket}"


@dataclass(frozen=True, slots=True)
class Snippet:
    """``lines`` are raw, for other programs; ``note`` is for people: what it takes to work.

    A presigned URL is as good as a key, so a text does not show itself in logs and tracebacks.
    """

    lines: tuple[str, ...] = field(repr=False)
    note: str = ""

    @property
    def text(self) -> str:
        """The whole text. A key with a line feed in it is one of the lines all the same."""
        return "\n".join(self.lines)

    @property
    def shown(self) -> str:
        """The text for eyes only, safe on a screen."""
        return "\n".join(map(printable, self.lines))


Form = Callable[[Profile, Subject], Snippet]
"""Writes a text at the preferred endpoint of a profile. Raises CannotBeNamed."""


def subject_of(location: Location, entry: Entry) -> Subject:
    """Return what a row of a level is."""
    if entry.kind is Kind.BUCKET:
        return Subject(entry.kind, entry.key)
    return Subject(entry.kind, location.bucket, entry.key)
