"""Presigned URLs, which let whoever holds them read an object for a while."""

from __future__ import annotations

from enum import Enum

from jos_tui.browse.snippets.snippet import Form, Snippet, Subject
from jos_tui.core import formats
from jos_tui.core.entry import Kind
from jos_tui.core.errors import CannotBeNamed
from jos_tui.profiles.profile import Profile
from jos_tui.store.presigning import presigned_url

_HOUR = 60 * 60


class Lifetime(Enum):
    """How long a presigned URL lasts; seven days is the limit of the signature."""

    HOUR = "1 hour"
    HALF_DAY = "12 hours"
    DAY = "1 day"
    WEEK = "7 days"

    @property
    def seconds(self) -> int:
        """The same in seconds."""
        hours = {Lifetime.HOUR: 1, Lifetime.HALF_DAY: 12, Lifetime.DAY: 24, Lifetime.WEEK: 168}
        return hours[self] * _HOUR


def presigned(lifetime: Lifetime) -> Form:
    """Return what writes URLs of objects that last so long from the moment they are written."""

    def write(profile: Profile, subject: Subject) -> Snippet:
        if subject.kind is not Kind.OBJECT:
            raise CannotBeNamed(
                "A presigned URL is for one object",
                f"This is a {subject.kind.value}",
                "Write a file of URLs for all that is below.",
            )
        signed = presigned_url(profile, subject.bucket, subject.key, lifetime.seconds)
        ends = f"Ends {formats.zoned_time(signed.expires_ms)}."
        return Snippet((signed.url.reveal(),), " ".join([ends, *what_ends_it(profile)]))

    return write


def what_ends_it(profile: Profile) -> tuple[str, ...]:
    """Return a sentence if something may end a URL before its time."""
    if profile.session_token is None:
        return ()
    return ("The keys of this connection are temporary: it ends with them, if that is earlier.",)
