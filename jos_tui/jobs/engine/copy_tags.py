"""The tags of what is copied: a store gives them to a whole copy, but not to one made in parts."""

from __future__ import annotations

from collections.abc import Mapping

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotAllowed
from jos_tui.core.text import printable_name
from jos_tui.jobs.engine.upload_large import PartsRefused
from jos_tui.store.copying import Original
from jos_tui.store.store import Store


class TagsUnread(PartsRefused):
    """What is to be copied has tags that cannot be read; only the store can copy them."""


def tags_of(store: Store, original: Original, cancel: CancelToken) -> Mapping[str, str]:
    """Return the tags of what is to be copied. Raises TagsUnread where that is not allowed."""
    try:
        return store.tags(original, cancel)
    except NotAllowed as exc:
        title = exc.title
    raise TagsUnread(
        f"The tags of {printable_name(original.key)} cannot be read",
        f"Its copy would have none ({title})",
        "Ask for the permission to read tags, s3:GetObjectTagging.",
    )


def keep_tags(store: Store, original: Original, copy: Original, cancel: CancelToken) -> None:
    """See to it that a copy has the tags of its original.

    They were asked for when its upload began, of which some stores take no notice (ministack).
    """
    wanted = tags_of(store, original, cancel)
    if wanted and store.tags(copy, cancel) != wanted:
        store.set_tags(copy, wanted, cancel)
