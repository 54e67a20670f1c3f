"""Trying a connection: does its address answer, are the keys accepted, may buckets be listed."""

from __future__ import annotations

from dataclasses import dataclass

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    BadCredentials,
    ClockSkew,
    NotAllowed,
    NotSupported,
    StoreError,
)
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.store.knocking import Knock, knock
from jos_tui.store.request import Timeouts
from jos_tui.store.store import Store

_TIMEOUTS = Timeouts(connect=4.0, read=5.0, slow_read=5.0, tries=1)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying one address of a profile: the first error, or how many buckets."""

    profile: Profile
    knock: Knock | None = None
    error: StoreError | None = None
    buckets: int = 0

    @property
    def endpoint(self) -> Endpoint:
        """The address that was tried."""
        return self.profile.endpoint

    @property
    def is_only_unlisted(self) -> bool:
        """Whether nothing is wrong but that these keys, or this store, list no buckets."""
        if isinstance(self.error, NotSupported):
            return True
        is_refusal = isinstance(self.error, NotAllowed)
        return is_refusal and not isinstance(self.error, BadCredentials | ClockSkew)


def try_endpoint(profile: Profile, cancel: CancelToken) -> Tried:
    """Ask the preferred address who is there, then for the buckets.

    Blocks, mostly for at most some 15 seconds. Raises Cancelled.
    """
    answer = None
    store = Store(profile, _TIMEOUTS)
    try:
        answer = knock(profile, _TIMEOUTS, cancel)
        return Tried(profile, answer, None, len(store.buckets(cancel)))
    except StoreError as error:
        return Tried(profile, answer, error)
    finally:
        store.close()
