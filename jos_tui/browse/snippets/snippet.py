"""The values: what a text is about, and the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
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
    """``text`` is raw, for other programs; ``note`` is for people: what it takes to work.

    A presigned URL is as good as a key, so a text does not show itself in logs and tracebacks.
    """

    text: str = field(repr=False)
    note: str = ""


Form = Callable[[Profile, Subject], Snippet]
"""Writes a text at the preferred endpoint of a profile. Raises CannotBeNamed."""


def subject_of(location: Location, entry: Entry) -> Subject:
    """Return what a row of a level is."""
    if entry.kind is Kind.BUCKET:
        return Subject(entry.kind, entry.key)
    return Subject(entry.kind, location.bucket, entry.key)
