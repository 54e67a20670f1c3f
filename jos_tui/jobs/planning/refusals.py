"""What may be read and stored, and in words why something cannot be."""

from __future__ import annotations

import os
from dataclasses import replace

from jos_tui.core.errors import JosError, LocalError, StoreError
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.item import ItemState, PlannedItem
from jos_tui.jobs.planning.sources import Source

LONGEST_KEY = 1024
"""How many bytes a key may have, in UTF-8."""


def is_allowed(path: str, mode: int) -> bool:
    """Whether the system would allow an access, such as os.R_OK. Blocks on the disk."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def failed(item: PlannedItem, error: JosError) -> PlannedItem:
    """Return an item that is not even tried; what is no text in its key is replaced."""
    key = item.key.encode(errors="surrogateescape").decode(errors="replace")
    return replace(item, key=key, state=ItemState.FAILED, error=error)


def is_text(name: str) -> bool:
    """Whether a file name is valid UTF-8; what is not comes from the system with surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def of_source(source: Source) -> LocalError | None:
    """Say why a source cannot be stored, if its name is the reason."""
    if source.is_second:
        return same_name(source.path, source.key)
    return None if is_text(source.key) else not_text(source.path)


def not_text(path: str) -> LocalError:
    """Say that a name is no UTF-8."""
    return LocalError(
        f"{printable_name(path)} has no name in UTF-8",
        "The names of objects are text, this one is only bytes",
        "Rename it first.",
    )


def too_long(path: str, key: str) -> LocalError:
    """Say that a key would be over-long."""
    return LocalError(
        f"The key for {printable_name(path)} would be too long",
        f"It would have {len(key.encode()):,} bytes, and {LONGEST_KEY:,} are possible",
        "Upload it to a level higher up, or shorten its name.",
    )


def too_long_to_copy(source: str, key: str) -> StoreError:
    """Say that the key of a copy would be over-long."""
    return StoreError(
        f"The new key of {printable(source)} would be too long",
        f"It would have {len(key.encode(errors='surrogatepass')):,} bytes, and {LONGEST_KEY:,} are"
        " possible",
        "Copy it to a level higher up, or shorten its name.",
    )


def same_target(source: str, key: str) -> StoreError:
    """Say that two of the chosen would become one."""
    return StoreError(
        f"{printable(source)} would replace another one that was chosen",
        f"Both would become {printable(key)}",
        "Keep both, or copy them one after the other to different places.",
    )


def onto_itself(key: str) -> StoreError:
    """Say that something is where it is to go."""
    return StoreError(
        f"{printable(key)} is there already: it is the object itself",
        "",
        "Choose another place or another name; a copy can be kept beside it.",
    )


def into_itself(source: str, target: str) -> StoreError:
    """Say that what is to be copied, and where to, lie one within the other."""
    return StoreError(
        f"{printable(source)} cannot go to {printable(target)}",
        "One lies within the other, so copies would become originals",
        "Choose a place outside of it.",
    )


def same_name(path: str, key: str) -> LocalError:
    """Say that two sources have one name."""
    return LocalError(
        f"{printable_name(path)} has the name of something else that was chosen",
        f"Both would become {printable(key)}",
        "Keep both, or upload them one after the other to different places.",
    )


def no_file(path: str) -> LocalError:
    """Say that something is a pipe, a socket or a device."""
    return LocalError(f"{printable_name(path)} is neither a file nor a folder")
