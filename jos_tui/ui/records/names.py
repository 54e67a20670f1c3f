"""What things are called in lists of all that is below a location."""

from __future__ import annotations

from jos_tui.core.location import Location
from jos_tui.core.text import printable_name

_ITSELF = "⟨folder marker⟩"


def name_below(location: Location, bucket: str, key: str) -> str:
    """Return a key as it is called below a location, with its bucket where that is not said."""
    if location.is_bucket_list:
        return printable_name(f"{bucket}/{key}")
    return printable_name(key.removeprefix(location.prefix)) or _ITSELF
