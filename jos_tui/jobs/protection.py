"""What is never to be lost by a slip: it goes by its typed name alone, and is replaced if asked.

Patterns are held against ``bucket/key``. Unlike those of filters their ``*`` crosses a ``/``, and
each stands for all that is below too: a brake is better too wide than too narrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property
from itertools import takewhile
from typing import assert_never

from jos_tui.core.entry import FEW_ROWS, Entry, Kind
from jos_tui.core.errors import Protected
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.core.text import printable_name
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import (
    CopyRequest,
    DeleteRequest,
    DropRequest,
    Extra,
    GetRequest,
    Originals,
    PutRequest,
    Request,
)

_TOKEN = re.compile(r"\[!?\]?[^]]*\]|.", re.DOTALL)
_ANY = "*"


class Protection:
    """The ``protected`` patterns of a connection, compiled when they are needed. Any thread."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = [_Pattern(pattern) for pattern in patterns]

    def holds(self, bucket: str, key: str) -> bool:
        """Whether an object is protected."""
        return any(pattern.fits(f"{bucket}{SEPARATOR}{key}") for pattern in self._patterns)

    def pattern_for(self, request: Request) -> str:
        """Return a pattern that a request may delete something of, "" if there is none."""
        for area in _endangered(request):
            for pattern in self._patterns:
                if pattern.touches(area):
                    return pattern.text
        return ""

    def may_hold_below(self, location: Location) -> bool:
        """Whether anything below a level may be protected."""
        area = _Area(f"{location.bucket}{SEPARATOR}{location.prefix}", is_whole=True)
        return any(pattern.touches(area) for pattern in self._patterns)

    def check(self, request: Request, typed: str) -> None:
        """Raise Protected unless the name that a request needs was typed."""
        pattern = self.pattern_for(request)
        word = name_to_type(request)
        if pattern and typed != word:
            raise Protected(
                "This is protected",
                f"config.toml has protected = [… {pattern} …] for this connection",
                f"Confirm it by its name, which is {word}: on the screen, or with --confirm.",
            )


def name_to_type(request: Request) -> str:
    """Return what confirms the deletion of something protected: printable, known beforehand.

    The name of a single row, if it can be typed, else that of the bucket, or of all buckets.
    """
    match request:
        case PutRequest(location=location):
            return location.bucket
        case (
            GetRequest(selection=selection)
            | CopyRequest(selection=selection)
            | DeleteRequest(selection=selection)
        ):
            return _name_of(selection)
        case DropRequest(bucket=bucket):
            return bucket
        case _:
            assert_never(request)


def _name_of(selection: Selection) -> str:
    if selection.count == 1:
        name = selection.entries[0].name.removesuffix(SEPARATOR)
        if name and printable_name(name) == name:
            return name
    if selection.location.is_bucket_list:
        return " ".join(printable_name(entry.key) for entry in selection.entries)
    return selection.location.bucket


@dataclass(frozen=True, slots=True)
class _Area:
    """One path, ``bucket/key``, or all paths that begin with it."""

    path: str
    is_whole: bool


def _endangered(request: Request) -> Iterator[_Area]:
    match request:
        case PutRequest(location=location, extra=Extra.DELETE):
            yield _below(location)
        case (
            PutRequest()
            | GetRequest(originals=Originals.STAY)
            | CopyRequest(originals=Originals.STAY)
        ):
            return
        case (
            GetRequest(selection=selection)
            | CopyRequest(selection=selection)
            | DeleteRequest(selection=selection)
        ):
            yield from _chosen(selection)
        case DropRequest(bucket=bucket, versions=versions):
            yield from (_one(bucket, key) for key in {version.key for version in versions})
        case _:
            assert_never(request)


def _chosen(selection: Selection) -> Iterator[_Area]:
    location = selection.location
    if location.is_bucket_list:
        yield from (_below(Location(entry.key)) for entry in selection.entries)
    elif selection.count > FEW_ROWS:
        yield _below(location)
    else:
        yield from (_row(location.bucket, entry) for entry in selection.entries)


def _row(bucket: str, entry: Entry) -> _Area:
    return _Area(f"{bucket}{SEPARATOR}{entry.key}", is_whole=entry.kind is not Kind.OBJECT)


def _one(bucket: str, key: str) -> _Area:
    return _Area(f"{bucket}{SEPARATOR}{key}", is_whole=False)


def _below(location: Location) -> _Area:
    return _Area(f"{location.bucket}{SEPARATOR}{location.prefix}", is_whole=True)


class _Pattern:
    def __init__(self, text: str) -> None:
        self.text = text
        self._glob = text.strip().removeprefix("s3://").strip(SEPARATOR) or _ANY

    def fits(self, path: str) -> bool:
        """Whether a path fits, or is below one that does."""
        return self._regex.match(path) is not None

    def touches(self, area: _Area) -> bool:
        """Whether an area is, or may hold, what fits."""
        return self._may_begin_with(area.path) if area.is_whole else self.fits(area.path)

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        below = translate(f"{self._glob}{SEPARATOR}{_ANY}")
        return re.compile(f"{translate(self._glob)}|{below}")

    @cached_property
    def _tokens(self) -> list[re.Pattern[str] | None]:
        """The pattern character by character; None is any number of them."""
        tokens = _TOKEN.findall(self._glob)
        return [None if token == _ANY else re.compile(translate(token)) for token in tokens]

    def _may_begin_with(self, start: str) -> bool:
        """Whether a path that begins so can fit: goes along all ways to match it at once."""
        tokens, end = self._tokens, len(self._tokens)
        at = self._with_skipped({0})
        for character in start:
            if end in at and character == SEPARATOR:
                return True
            following = set()
            for place in at - {end}:
                token = tokens[place]
                if token is None:
                    following.add(place)
                elif token.match(character):
                    following.add(place + 1)
            at = self._with_skipped(following)
        return bool(at)

    def _from(self, place: int) -> range:
        return range(place, len(self._tokens))

    def _with_skipped(self, places: set[int]) -> set[int]:
        """Add the places behind each ``*``, which also stands for nothing."""
        reached = set(places)
        for place in places:
            following = takewhile(lambda number: self._tokens[number] is None, self._from(place))
            reached.update(number + 1 for number in following)
        return reached
