"""What the sources of a command come to: rows, by the level they are chosen on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from jos_tui.cli.lookup import Row, look_up_all
from jos_tui.cli.places import Place
from jos_tui.core.background import CancelToken
from jos_tui.core.location import SEPARATOR
from jos_tui.core.text import printable_name
from jos_tui.jobs.model import Selection
from jos_tui.store.store import Store

LookUp = Callable[[Store, Place, CancelToken], list[Row]]


def selections_of(
    store: Store, sources: Sequence[Place], look_up: LookUp | None = None
) -> list[Selection]:
    """Return what was chosen, one selection for each level something was chosen on.

    Sources are looked up as :func:`look_up_all` does unless ``look_up`` is given. Blocks; raises
    StoreError, NotFound for a source that is not there.
    """
    rows: dict[Row, None] = {}
    for source in sources:
        rows.update(dict.fromkeys((look_up or look_up_all)(store, source, CancelToken())))
    levels = dict.fromkeys(row.level for row in rows)
    return [
        Selection(level, tuple(row.entry for row in rows if row.level == level)) for level in levels
    ]


def refuse_same_names(selections: Sequence[Selection], advice: str) -> None:
    """Fail where two levels have a name in common; within one, the plan tells them apart."""
    taken: set[str] = set()
    for selection in selections:
        names = {entry.name.removesuffix(SEPARATOR) for entry in selection.entries}
        for name in sorted(names & taken):
            raise click.UsageError(f"Two sources are called {printable_name(name)}: {advice}.")
        taken |= names
