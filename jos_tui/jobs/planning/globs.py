"""Which names take part in a job, by the globs of its request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jos_tui.core.errors import LocalError
from jos_tui.core.text import printable
from jos_tui.jobs.request import Filters

_WILDCARD = re.compile(r"[*?[]")
_PIECE = re.compile(r"(?<![^/])\*\*/|\*+|\?|\[!?(?:\]|[^]/])[^]/]*\]|.", re.DOTALL)
_ANY_FOLDERS = "(?:.*/)?"
_BELOW = "(?:/.*)?"


class Globs:
    """Globs, compiled once. Names are relative, with ``/``; a folder may end in one.

    ``*`` and ``?`` cross no ``/``; ``**`` does, and ``**/`` also stands for no folder at all;
    ``[abc]``, ``[a-z]`` and ``[!a]`` are one character. A glob without ``/`` is held against the
    last segment, any other against the whole path. One without wildcards stands for a folder of
    that name with all that is below it too, and one that ends in ``/`` for what is below.

    Raises LocalError for a glob that cannot be read.
    """

    def __init__(self, filters: Filters) -> None:
        self._include = _any_of([_regex(glob) for glob in filters.include])
        self._exclude = _any_of([_regex(glob) for glob in filters.exclude])
        folders = [_folder_regex(glob) for glob in filters.exclude]
        self._closed = _any_of([regex for regex in folders if regex])

    def takes(self, name: str) -> bool:
        """Whether a file, a key or an empty folder takes part."""
        plain = name.removesuffix("/")
        if self._exclude is not None and self._exclude.fullmatch(plain):
            return False
        return self._include is None or self._include.fullmatch(plain) is not None

    def closes(self, folder: str) -> bool:
        """Whether nothing below a folder can take part, so that nobody needs to look."""
        return self._closed is not None and bool(self._closed.fullmatch(folder.removesuffix("/")))


def _any_of(regexes: Sequence[str]) -> re.Pattern[str] | None:
    if not regexes:
        return None
    return re.compile("|".join(f"(?:{regex})" for regex in regexes), re.DOTALL)


def _regex(glob: str) -> str:
    glob = _path_glob(glob)
    plain = "" if _WILDCARD.search(glob) else _BELOW
    return _anchor(glob) + _translated(glob.removeprefix("/")) + plain


def _folder_regex(glob: str) -> str:
    """Return what the folders match that a glob excludes with all below; "" if it is not so."""
    glob = _path_glob(glob)
    if not _WILDCARD.search(glob):
        return _regex(glob)
    if not glob.endswith("/**"):
        return ""
    folder = glob.removesuffix("/**").removeprefix("/")
    return _translated(folder) + _BELOW if folder else ".*"


def _path_glob(glob: str) -> str:
    return f"{glob}**" if glob.endswith("/") else glob


def _anchor(glob: str) -> str:
    return "" if "/" in glob else _ANY_FOLDERS


def _translated(glob: str) -> str:
    if not glob:
        raise LocalError("A filter is empty", next_step="Leave it out, or write a pattern: *.nc")
    try:
        regex = "".join(_translated_piece(piece) for piece in _PIECE.findall(glob))
        re.compile(regex)
    except re.error as exc:
        raise LocalError(f"The filter {printable(glob)} cannot be read", str(exc)) from exc
    return regex


def _translated_piece(piece: str) -> str:
    if piece == "**/":
        return _ANY_FOLDERS
    if piece.startswith("*"):
        return "[^/]*" if piece == "*" else ".*"
    if piece == "?":
        return "[^/]"
    if len(piece) > 1:
        return _characters(piece[1:-1])
    return re.escape(piece)


def _characters(inside: str) -> str:
    if inside.startswith("!") and len(inside) > 1:
        return f"[^/{_listed(inside[1:])}]"
    return f"(?!/)[{_listed(inside)}]"


def _listed(inside: str) -> str:
    ranges = re.findall(r"(.)-(.)|(.)", inside, re.DOTALL)
    return "".join(
        re.escape(single) if single else f"{re.escape(first)}-{re.escape(last)}"
        for first, last, single in ranges
    )
