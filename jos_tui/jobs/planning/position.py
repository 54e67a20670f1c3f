"""How far planning is: small enough to be kept with every batch of items."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import Enum
from functools import lru_cache

from jos_tui.core import formats
from jos_tui.core.text import printable_name
from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.model import Contents


class Stage(Enum):
    """What is being planned. Not every kind of job has all of them; they come in this order."""

    ITEMS = "items"
    EXTRAS = "extras"  # what is only at the destination
    UPLOADS = "uploads"  # those that are not finished
    BUCKETS = "buckets"
    END = "end"

    def is_before(self, other: Stage) -> bool:
        """Whether another stage comes later."""
        order = list(Stage)
        return order.index(self) < order.index(other)


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """What comparing both sides comes to, in files.

    Without a comparison (see :func:`jos_tui.jobs.planning.plan.plan`) all count as ``new``.
    ``extra`` are those only at the destination that are to be deleted.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    extra: int = 0


@dataclass(slots=True)
class Tally:
    """What is said at the end. ``left_out`` maps what it is to a count and an example."""

    new: int = 0
    changed: int = 0
    same: int = 0
    extra: int = 0
    failed: int = 0
    found: int = 0
    bytes: int = 0
    objects: int = 0
    versions: int = 0
    version_bytes: int = 0
    markers: int = 0
    uploads: int = 0
    upload_bytes: int = 0
    unmeasured: int = 0
    buckets: int = 0
    renamed: int = 0
    may_be_same: int = 0
    left_out: dict[str, tuple[int, str]] = field(default_factory=dict)

    def leave_out(self, what: str, name: str) -> None:
        """Count something that takes no part; ``what`` is a noun in the plural."""
        number, example = self.left_out.get(what, (0, name))
        self.left_out[what] = number + 1, example

    def takes(self, item: PlannedItem) -> None:
        """Count something that is to be deleted."""
        match item.action:
            case Action.DELETE:
                self.objects += 1
            case Action.DELETE_VERSION:
                self.versions += 1
                self.version_bytes += item.size
            case Action.DELETE_MARKER:
                self.markers += 1
            case Action.ABORT_UPLOAD:
                self.uploads += 1
                self.upload_bytes += item.size
                self.unmeasured += not item.size
            case Action.REMOVE_BUCKET:
                self.buckets += 1

    @property
    def contents(self) -> Contents:
        """What is to be deleted, by kind."""
        return Contents(
            self.objects,
            self.versions,
            self.version_bytes,
            self.markers,
            self.uploads,
            self.buckets,
            self.upload_bytes,
            self.unmeasured,
        )

    @property
    def counts(self) -> SyncCounts:
        """The part of it that compares both sides."""
        return SyncCounts(self.new, self.changed, self.same, self.extra)

    @property
    def notes(self) -> list[str]:
        """A sentence for each kind of thing that was left out."""
        return [
            f"{what} are left out: {formats.count(number)}, such as {printable_name(example)}."
            for what, (number, example) in self.left_out.items()
        ]


@dataclass(slots=True)
class Position:
    """Where planning is: in a stage, at a part of it (a source, a row), after a key.

    ``after`` is None before the first key of a part, ``after_version`` where in the versions of
    that key it is, "" behind all of them, ``in_order`` whether each key was behind the
    one before; without that there is no going on in the middle. ``exact`` are the sources whose
    names are others in the store, with those, None before that was looked up. ``names`` is the
    state of the local names, ``roots`` the local folder of each part whose extras go, or what it
    is told by.
    """

    stage: Stage = Stage.ITEMS
    part: int = 0
    after: str | None = None
    after_version: str = ""
    in_order: bool = True
    exact: dict[str, str] | None = None
    names: tuple[str, list[int]] = ("", [])
    roots: dict[int, str] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    @property
    def cursor(self) -> str:
        """This as text, in ASCII."""
        return json.dumps(asdict(self) | {"stage": self.stage.value})

    @classmethod
    def at(cls, cursor: str) -> Position:
        """Return the position a cursor stands for; "" is the beginning."""
        if not cursor:
            return cls()
        value = json.loads(cursor)
        tally = value["tally"]
        left_out = {what: (number, name) for what, (number, name) in tally["left_out"].items()}
        return cls(
            Stage(value["stage"]),
            value["part"],
            value["after"],
            value.get("after_version", ""),
            value["in_order"],
            value.get("exact", {}),
            (value["names"][0], value["names"][1]),
            {int(part): root for part, root in value["roots"].items()},
            Tally(**(tally | {"left_out": left_out})),
        )


@dataclass(frozen=True, slots=True)
class PlanSoFar:
    """What a cursor tells of a deletion: what it takes, and whether that is all of it."""

    contents: Contents
    is_whole: bool


@lru_cache(maxsize=256)
def plan_at(cursor: str) -> PlanSoFar:
    """Return what was planned when a cursor was kept."""
    position = Position.at(cursor)
    return PlanSoFar(position.tally.contents, position.stage is Stage.END)
