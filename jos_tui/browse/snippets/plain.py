"""Where something is, in one line."""

from __future__ import annotations

from jos_tui.browse.snippets.quoting import require_text
from jos_tui.browse.snippets.snippet import Snippet, Subject
from jos_tui.core.urls import url_of
from jos_tui.profiles.profile import Profile


def uri(_: Profile, subject: Subject) -> Snippet:
    """Return the ``s3://`` URI. Raises CannotBeNamed for what is no text."""
    require_text(subject.key)
    return Snippet((subject.uri,))


def key(_: Profile, subject: Subject) -> Snippet:
    """Return the key or prefix as it is, or the bucket. Raises CannotBeNamed as ``uri`` does."""
    require_text(subject.key)
    return Snippet((subject.key or subject.bucket,))


def url(profile: Profile, subject: Subject) -> Snippet:
    """Return the URL at this endpoint, in path style."""
    note = "" if profile.anonymous else "It opens without keys only where the bucket is public."
    return Snippet((url_of(profile.endpoint.url, subject.bucket, subject.key),), note)
