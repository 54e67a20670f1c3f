"""When each connection was last used. No secrets: a name, a host and a time."""

from __future__ import annotations

import json
from pathlib import Path

from jos_tui.core.private_file import one_at_a_time, replace_private
from jos_tui.profiles.connection_id import ConnectionId
from jos_tui.profiles.profile import Profile

_NAME = "last-used.json"
_MOST_BYTES = 1 << 20
_MOST_KEPT = 200


class LastUsed:
    """The record of one user, in one small file of the state folder.

    It is a convenience: what cannot be read counts as never used.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def times(self) -> dict[str, int]:
        """Return milliseconds since 1970 UTC, by the text of a :class:`ConnectionId`.

        Blocks; raises nothing.
        """
        try:
            with self._path.open("rb") as file:
                content = json.loads(file.read(_MOST_BYTES))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(content, dict):
            return {}
        return {text: time for text, time in content.items() if type(time) is int}

    def note(self, profile: Profile, now_ms: int) -> None:
        """Write down that a connection is used now; nothing of other programs is lost.

        Blocks. Raises OSError.
        """
        with one_at_a_time(self._path):
            times = self.times() | {str(ConnectionId.of(profile)): now_ms}
            latest = sorted(times, key=times.__getitem__, reverse=True)[:_MOST_KEPT]
            kept = {text: times[text] for text in latest}
            replace_private(self._path, json.dumps(kept, indent=0).encode())
