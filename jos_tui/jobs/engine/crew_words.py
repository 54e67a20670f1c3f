"""What the worker and the processes that help it with small files say to each other."""

from __future__ import annotations

from dataclasses import dataclass

from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import Change, Check
from jos_tui.jobs.request import GetRequest, PutRequest
from jos_tui.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class Contract:
    """The job that a helper works for. It holds secrets: it goes over an inherited socket alone.

    ``created_ms`` is when the job was made, in milliseconds since 1970 UTC; ``etags_are_md5``
    what has been learned of the store.
    """

    profile: Profile
    request: GetRequest | PutRequest
    created_ms: int
    etags_are_md5: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an item: DONE, SKIPPED, or WAITING where it is for the worker to go on.

    ``chosen`` is the name that was chosen while it was under way, "" for the planned one.
    """

    state: ItemState
    check: Check | None = None
    saved_as: str = ""
    moved: int = 0
    chosen: str = ""
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
