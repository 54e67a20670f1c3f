"""Planning that several rows get other names: in turns, each when the one before it is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jos_tui.core.background import CancelToken
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning.copy import CopyPlanner
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage
from jos_tui.jobs.planning.turns import Renaming, in_turns, renamings_of
from jos_tui.jobs.request import CopyRequest
from jos_tui.store.store import Store

_NOT_FREE = "Rows whose new name did not become free"


@dataclass(frozen=True, slots=True)
class _Step:
    """``follows`` others that were to make its name free; as a ``first`` it waits for them."""

    renaming: Renaming
    follows: bool
    first: bool

    @property
    def request(self) -> CopyRequest:
        """What renames this row: what was not moved out of its way is neither replaced nor asked
        about.
        """
        request = self.renaming.request
        return replace(request, conflict=Conflict.SKIP) if self.follows else request


def plan_renames(store: Store, request: CopyRequest, outbox: Outbox, cancel: CancelToken) -> None:
    """Plan the new names of several rows; what comes to be planned late is looked for late.

    Blocks, also on what was planned before; raises JosError, Cancelled and AnswersNeeded.
    """
    steps, tally = list(_steps(request)), outbox.tally
    for number in outbox.parts(Stage.ITEMS, len(steps)):
        step = steps[number]
        if step.first and outbox.position.after is None:
            outbox.wait_for_ends()
        same = tally.same
        CopyPlanner(store, step.request, outbox, cancel).plan_row(0)
        if step.follows and tally.same > same:
            tally.leave_out(_NOT_FREE, step.renaming.row.name)


def _steps(request: CopyRequest) -> Iterator[_Step]:
    for turn, renamings in enumerate(in_turns(renamings_of(request))):
        for number, renaming in enumerate(renamings):
            yield _Step(renaming, follows=turn > 0, first=turn > 0 and number == 0)
