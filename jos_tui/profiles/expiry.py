"""When keys stop working, and what is said of that while they still work."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import NamedTuple

from jos_tui.profiles.endpoint import portal_keys_url, tenancy_of
from jos_tui.profiles.profile import Profile

_LENGTH_OF_DATE = len("2027-03-31")
EARLY_DAYS, LATE_DAYS = 14, 3


class Urgency(Enum):
    """How near the end is."""

    FAR = "far"
    EARLY = "in two weeks or less"
    LATE = "in three days or less"
    OVER = "today or before"


class Expiry(NamedTuple):
    """The last day of some keys, seen from today. ``words`` such as ``expires in 3 days``."""

    words: str
    urgency: Urgency


def read_date(text: str) -> date | None:
    """Return the day of ``2027-03-31``, with a time behind it or not, or of a date as in HTTP.

    None if it is neither.
    """
    try:
        return date.fromisoformat(text.strip()[:_LENGTH_OF_DATE])
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).date()
    except (TypeError, ValueError, IndexError):
        return None


def expiry_of(profile: Profile, today: date) -> Expiry | None:
    """Return how long the keys of a profile still work, None if that is not known."""
    if profile.expires is None or profile.anonymous:
        return None
    left = (profile.expires - today).days
    urgency = next(
        (
            urgency
            for days, urgency in (
                (0, Urgency.OVER),
                (LATE_DAYS, Urgency.LATE),
                (EARLY_DAYS, Urgency.EARLY),
            )
            if left <= days
        ),
        Urgency.FAR,
    )
    return Expiry(_words(profile.expires, left), urgency)


def where_to_renew(profile: Profile) -> str:
    """Return the page that makes new keys for a profile's JASMIN tenancy, "" elsewhere."""
    tenancy = tenancy_of(profile.endpoints[0]) if profile.endpoints else ""
    return portal_keys_url(tenancy) if tenancy else ""


def expiry_sentence(profile: Profile, today: date) -> str:
    """Return what is to be said when a connection is opened, "" while there is time."""
    expiry = expiry_of(profile, today)
    if expiry is None or expiry.urgency is Urgency.FAR:
        return ""
    page = where_to_renew(profile)
    renew = f"Make a new one at {page}" if page else "Ask for a new one"
    return f"The key of {profile.name} {expiry.words}. {renew}"


def _words(last: date, left: int) -> str:
    if left < 0:
        return f"expired on {last.isoformat()}"
    if left == 0:
        return "expires today"
    if left == 1:
        return "expires tomorrow"
    return f"expires in {left} days" if left <= EARLY_DAYS else f"expires {last.isoformat()}"
