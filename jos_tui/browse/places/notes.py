"""The file in which places are remembered; several programs may read and write it at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from jos_tui.browse.places.model import Bookmark, Places, Step, Trail, Visit
from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location
from jos_tui.core.private_file import one_at_a_time, replace_private
from jos_tui.profiles.connection_id import ConnectionId

_FORMAT = "jos-tui places 1"
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class PlacesFile:
    """``places.json`` in the folder of what is kept of a user, for the user alone. No secrets.

    Every method blocks on the disk and raises LocalError; any thread may call.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "places.json"

    def load(self) -> Places:
        """Return what is remembered, nothing if there is no file."""
        try:
            return _parsed(self.path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return Places()
        except OSError as exc:
            raise _error("cannot be read", self.path, exc) from exc
        except _UNREADABLE as exc:
            raise LocalError(
                "Bookmarks and visited places cannot be read",
                f"{self.path} is damaged, or from a later jos-tui",
                "It is left as it is. Move it away to begin anew.",
            ) from exc

    def change(self, change: Callable[[Places], Places]) -> Places:
        """Change what is in the file by now, and return that; nothing of others is lost."""
        try:
            with one_at_a_time(self.path):
                before = self.load()
                after = change(before)
                if after != before:
                    replace_private(self.path, _as_text(after).encode("ascii"))
                return after
        except OSError as exc:
            raise _error("cannot be kept", self.path, exc) from exc


def _error(what: str, path: Path, exc: OSError) -> LocalError:
    return LocalError(f"Bookmarks and visited places {what}", f"{path}: {exc.strerror or exc}")


# Percent-encoded, as JSON makes one character of two surrogates that stand side by side.
def _quoted(text: str) -> str:
    return quote(text, safe="/ ", errors="surrogatepass")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return unquote(value, errors="surrogatepass")


def _place(location: Location) -> list[str]:
    return [_quoted(location.bucket), _quoted(location.prefix)]


def _location(value: Any) -> Location:
    bucket, prefix = value
    return Location(_text(bucket), _text(prefix))


def _as_text(places: Places) -> str:
    connections: dict[ConnectionId, int] = {}
    sources: dict[ConnectionId, str] = {}

    def number(connection: ConnectionId) -> int:
        sources[connection] = connection.source or sources.get(connection, "")
        return connections.setdefault(connection, len(connections))

    bookmarks = [
        [number(one.connection), _quoted(one.name), *_place(one.location)]
        for one in places.bookmarks
    ]
    visits = [
        [number(one.connection), one.last_ms, one.times, *_place(one.location)]
        for one in places.visits
    ]
    trails = [
        [
            number(one.connection),
            [[*_place(step.location), _quoted(step.cursor_key)] for step in one.steps],
        ]
        for one in places.trails
    ]
    named = [[_quoted(one.name), _quoted(one.host)] for one in connections]
    sections: tuple[tuple[str, list[Any]], ...] = (
        ("connections", named),
        ("sources", [_quoted(sources[one]) for one in connections]),
        ("bookmarks", bookmarks),
        ("visited", visits),
        ("trails", trails),
    )
    return f'{{"format": "{_FORMAT}"{"".join(map(_section, sections))}}}\n'


def _section(section: tuple[str, list[Any]]) -> str:
    """Return a list of the document, a row on each line: people look into such files."""
    name, rows = section
    lines = ",\n".join(map(json.dumps, rows))
    return f',\n"{name}": [\n{lines}\n]'


def _parsed(text: str) -> Places:
    """Return what a file says. Raises what is in ``_UNREADABLE``."""
    document = json.loads(text)
    if document["format"] != _FORMAT:
        raise ValueError(document["format"])
    connections = _connections(document["connections"], document.get("sources", ()))
    return Places(
        tuple(
            Bookmark(_text(name), connections[number], _location(place))
            for number, name, *place in document["bookmarks"]
        ),
        tuple(
            Visit(connections[number], _location(place), int(last_ms), int(times))
            for number, last_ms, times, *place in document["visited"]
        ),
        tuple(
            Trail(
                connections[number],
                tuple(Step(_location(place), _text(key)) for *place, key in steps),
            )
            for number, steps in document["trails"]
        ),
    )


def _connections(named: Any, sources: Any) -> list[ConnectionId]:
    """Return the connections of a document; an earlier jos-tui did not write down their sources."""
    of_each = chain(sources, repeat(""))
    named_each = ((_text(name), _text(host)) for name, host in named)
    return [ConnectionId(*one, _text(of)) for one, of in zip(named_each, of_each, strict=False)]
