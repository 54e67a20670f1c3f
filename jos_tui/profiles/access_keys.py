"""Access keys as they are shown: they are no secrets, but they are somebody's."""

from __future__ import annotations

_SHOWN = 4


def shortened(access_key: str) -> str:
    """Return enough of an access key to recognise it by."""
    return f"{access_key[:_SHOWN]}…" if len(access_key) > _SHOWN else access_key
