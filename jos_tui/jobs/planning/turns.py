"""Several rows of a level that get other names: what cannot be, and which goes before which.

A name that another row leaves is free once that row has gone. So rows are renamed in turns, each
when the turn before it is over. Where the names go round in a circle none could be the first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import JosError
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.core.text import printable_name
from jos_tui.jobs.chosen_rows import parts_of
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.planning import refusals
from jos_tui.jobs.planning.copy import refusal_of, target_of
from jos_tui.jobs.request import CopyRequest, Originals

_SHOWN = 4  # names of a circle


class CannotRename(JosError):
    """Rows cannot be called what they are to be called."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """A row, and the move that renames it alone.

    ``target`` is the key that it gets, or what the keys get that lie below it.
    """

    row: Entry
    request: CopyRequest
    target: str


def rename_request(location: Location, rows: Sequence[tuple[Entry, str]]) -> CopyRequest:
    """Return what renames rows of a level; the name of a prefix comes without its last ``/``.

    No row may lie within another one. What has a name already is asked about.
    """
    names = {row.key: name for row, name in rows}
    selection = Selection(location, tuple(row for row, _ in rows))
    new_names = tuple(names[row.key] for row in parts_of(selection))
    return CopyRequest(
        selection, location, conflict=Conflict.ASK, originals=Originals.GO, new_names=new_names
    )


def renamings_of(request: CopyRequest) -> list[Renaming]:
    """Return what a request comes to, row by row. Raises CannotRename."""
    rows, found = parts_of(request.selection), []
    if len(rows) != len(request.new_names):
        raise CannotRename("The new names are not as many as the old ones")
    for row, name in zip(rows, request.new_names, strict=True):
        alone = Selection(request.selection.location, (row,))
        one = replace(request, selection=alone, name=name, new_names=())
        found.append(Renaming(row, one, target_of(one, row)))
    return found


def in_turns(renamings: Sequence[Renaming]) -> list[list[Renaming]]:
    """Return them by turns; each goes where nothing of its own or a later turn is to leave.

    Raises JosError where that cannot be, or where a name cannot be one.
    """
    for each in renamings:
        _check(each)
    _check_targets(renamings)
    ways = _Ways(renamings)
    waits_for = [set(ways.taken_by(number)) for number in range(len(renamings))]
    turn_of = _turns(waits_for)
    if len(turn_of) < len(renamings):
        raise _circle([renamings[number] for number in _circle_in(waits_for, turn_of)])
    turns: list[list[Renaming]] = [[] for _ in range(max(turn_of.values(), default=-1) + 1)]
    for number, each in enumerate(renamings):
        turns[turn_of[number]].append(each)
    return turns


def _check(renaming: Renaming) -> None:
    row, name = renaming.row, renaming.request.name
    old = printable_name(row.name)
    if not name:
        raise CannotRename(f"{old} would have no name", "", "Leave a name as it is to keep it.")
    if name.endswith(SEPARATOR):
        raise CannotRename(
            f"{printable_name(name)} ends with /",
            "A prefix has that by itself, and an object would become one",
            "Leave it out.",
        )
    if len(renaming.target.encode(errors="surrogatepass")) > refusals.LONGEST_KEY:
        raise refusals.too_long_to_copy(row.key, renaming.target)
    if error := refusal_of(renaming.request, row):
        raise error


def _check_targets(renamings: Sequence[Renaming]) -> None:
    """Raise CannotRename for two that would meet: in their order they are neighbours."""
    for one, other in pairwise(sorted(renamings, key=lambda each: each.target)):
        if one.target == other.target:
            where = f"Both would become {printable_name(one.target)}"
        elif one.row.kind is not Kind.OBJECT and other.target.startswith(one.target):
            where = f"Both would go to {printable_name(one.target)}"
        else:
            continue
        names = f"{printable_name(one.row.name)} and {printable_name(other.row.name)}"
        raise CannotRename(
            f"{names} would get in each other's way", where, "Rename one of them later."
        )


class _Ways:
    """Which rows lie where others are to go."""

    def __init__(self, renamings: Sequence[Renaming]) -> None:
        self._renamings = renamings
        self._numbers = {each.row.key: number for number, each in enumerate(renamings)}
        self._keys = sorted(self._numbers)

    def taken_by(self, number: int) -> Iterator[int]:
        """Yield the numbers of the rows that a row is to become, or to go into."""
        one = self._renamings[number]
        for key in self._keys_in_the_way(one.target, one.row.kind):
            if (other := self._numbers[key]) != number:
                yield other

    def _keys_in_the_way(self, target: str, kind: Kind) -> Iterator[str]:
        ends = (place + 1 for place, sign in enumerate(target) if sign == SEPARATOR)
        for end in (*ends, len(target)):
            if target[:end] in self._numbers:
                yield target[:end]
        place = bisect_left(self._keys, target)
        while (
            kind is not Kind.OBJECT
            and place < len(self._keys)
            and self._keys[place].startswith(target)
        ):
            yield self._keys[place]
            place += 1


def _turns(waits_for: Sequence[set[int]]) -> dict[int, int]:
    """Return the turn of each, but for those that would wait for ever."""
    following: list[list[int]] = [[] for _ in waits_for]
    for number, others in enumerate(waits_for):
        for other in others:
            following[other].append(number)
    left = [len(others) for others in waits_for]
    turn_of = {number: 0 for number, others in enumerate(waits_for) if not others}
    ready = list(turn_of)
    for number in ready:  # which grows meanwhile: the last that one waits for has the latest turn
        for follower in following[number]:
            left[follower] -= 1
            if not left[follower]:
                turn_of[follower] = turn_of[number] + 1
                ready.append(follower)
    return turn_of


def _circle_in(waits_for: Sequence[set[int]], turn_of: dict[int, int]) -> list[int]:
    """Return a circle among those that have no turn: each of them waits for another such one."""
    seen: list[int] = []
    number = next(number for number in range(len(waits_for)) if number not in turn_of)
    while number not in seen:
        seen.append(number)
        number = min(waits_for[number] - turn_of.keys())
    return seen[seen.index(number) :]


def _circle(renamings: Sequence[Renaming]) -> CannotRename:
    names = [printable_name(each.row.name) for each in renamings]
    shown = [*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else []), names[0]]
    return CannotRename(
        f"These names go round in a circle: {' → '.join(shown)}",
        "None of them could become another one before that has its new name",
        "Give one of them a name that is free, and rename it again afterwards.",
    )
