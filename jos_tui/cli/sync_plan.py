"""What a ``sync`` would do, in words and as JSON, and the question whether it may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from jos_tui.cli import output
from jos_tui.cli.confirm import agrees, agrees_by_typing
from jos_tui.cli.jobs.book import Book, comparison_of
from jos_tui.cli.local_paths import as_typed
from jos_tui.core import formats
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.item import Action, ItemView
from jos_tui.jobs.model import JobSnapshot
from jos_tui.jobs.planning.position import SyncCounts
from jos_tui.jobs.request import Extra, GetRequest, PutRequest
from jos_tui.jobs.typed_name import MANY_OBJECTS

_NAMES_SHOWN = 10
_REMOVALS = {Action.DELETE, Action.COPY, Action.REMOVE_FILE}


class Removal(Enum):
    """What becomes of what is only at the destination; the value heads its number."""

    DELETE = "deleted"
    TRASH = "to trash"


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What differs. ``bytes`` are those to transfer, ``doomed`` the first names to be removed.

    ``removal`` says how these are removed, None if they stay.
    """

    title: str
    removal: Removal | None
    counts: SyncCounts
    failed: int
    bytes: int
    doomed: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def transfers(self) -> int:
        """How many files or objects are to be transferred."""
        return self.counts.new + self.counts.changed

    @property
    def has_work(self) -> bool:
        """Whether anything is to be done, or to be reported as impossible."""
        return bool(self.transfers or self.counts.extra or self.failed)


def plan_of(book: Book, request: GetRequest | PutRequest, draft: JobSnapshot) -> SyncPlan:
    """Return what a draft comes to. Blocks; raises JosError."""
    counts = comparison_of(draft.id)
    doomed: list[str] = []
    doomed_bytes = 0
    if counts.extra:
        for item in _doomed(book, draft, counts.extra):
            doomed_bytes += item.size
            if len(doomed) < _NAMES_SHOWN:
                doomed.append(item.name)
    return SyncPlan(
        title=_title(request),
        removal=_removal(request),
        counts=counts,
        failed=draft.items_failed,
        bytes=draft.bytes_total - doomed_bytes,
        doomed=tuple(doomed),
        notes=book.report(draft.id).notes,
    )


def print_plan(plan: SyncPlan, as_json: bool) -> None:
    """Write a plan to stdout."""
    if as_json:
        output.write_lines([output.as_json(_record(plan))])
    else:
        output.write_lines(printable(line) for line in _lines(plan))


def say_plan(plan: SyncPlan) -> None:
    """Write a plan to stderr."""
    for line in _lines(plan):
        output.say(line)


def confirmed(plan: SyncPlan, protected: str) -> bool:
    """Ask whether a plan is to be carried out. Blocks until the user has answered.

    ``protected`` is the name to be typed because it may delete what is protected, "" for none.
    """
    extra = plan.counts.extra
    if protected:
        output.say("This is protected.")
        agreed = agrees_by_typing(protected, "go ahead")
    elif extra > MANY_OBJECTS and plan.removal is Removal.DELETE:
        agreed = agrees_by_typing(str(extra), f"delete {formats.count(extra)} and go ahead")
    else:
        agreed = agrees("Go ahead?")
    if not agreed:
        output.say("Nothing was changed.")
    return agreed


def _doomed(book: Book, draft: JobSnapshot, extra: int) -> Iterator[ItemView]:
    """Yield what is to be deleted: it comes last, and numbers of items rise with their order."""
    first = book.items(draft.id, limit=1)
    after = first[0].id + draft.items_total - extra - 1 if first else 0
    while items := book.items(draft.id, after_id=after):
        after = items[-1].id
        yield from (item for item in items if item.action in _REMOVALS)


def _lines(plan: SyncPlan) -> list[str]:
    counts = plan.counts
    numbers = [("new", counts.new), ("changed", counts.changed), ("same", counts.same)]
    if plan.removal is not None:
        numbers.append((plan.removal.value, counts.extra))
    if plan.failed:
        numbers.append(("failed", plan.failed))
    lines = [plan.title, *(f"  {what:<8}{formats.count(number):>12}" for what, number in numbers)]
    lines += [f"  - {printable_name(as_typed(name))}" for name in plan.doomed]
    if (more := counts.extra - len(plan.doomed)) > 0:
        lines.append(f"  - and {formats.count(more)} more")
    lines += [note for note in plan.notes if not _is_said(note)]
    return [*lines, _total(plan)]


def _total(plan: SyncPlan) -> str:
    if not plan.has_work:
        return "Both sides are the same." if plan.counts.same else "Nothing is to be done."
    parts = [f"{formats.plural(plan.transfers, 'transfer')} of {formats.size(plan.bytes)}"]
    if plan.removal is Removal.TRASH and plan.counts.extra:
        parts.append(f"{formats.plural(plan.counts.extra, 'move')} to the trash")
    elif plan.counts.extra:
        parts.append(formats.plural(plan.counts.extra, "deletion"))
    return f"To be done: {', '.join(parts)}."


def _removal(request: GetRequest | PutRequest) -> Removal | None:
    if request.extra is Extra.KEEP:
        return None
    return Removal.TRASH if isinstance(request, PutRequest) and request.trash else Removal.DELETE


def _record(plan: SyncPlan) -> dict[str, object]:
    to_trash = plan.removal is Removal.TRASH
    return {
        "new": plan.counts.new,
        "changed": plan.counts.changed,
        "same": plan.counts.same,
        "deleted": 0 if to_trash else plan.counts.extra,
        "trashed": plan.counts.extra if to_trash else 0,
        "failed": plan.failed,
        "bytes": plan.bytes,
        "notes": list(plan.notes),
    }


def _title(request: GetRequest | PutRequest) -> str:
    if isinstance(request, PutRequest):
        source, destination = as_typed(request.sources[0]), request.location.uri
    else:
        source, destination = request.selection.location.uri, as_typed(request.folder)
    return f"Make {printable_name(destination)} like {printable_name(source)}"


def _is_said(note: str) -> bool:
    """Whether the numbers say the same."""
    return note.startswith("Compared: ")
