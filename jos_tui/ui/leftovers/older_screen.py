"""How much older versions and delete markers take, row by row of a level: ``L v``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from jos_tui.browse.leftovers import OlderBelow, older_below
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import DeleteRequest, Scope
from jos_tui.keymap.unseen import OLDER_ACTIONS
from jos_tui.store.capabilities import Ability
from jos_tui.ui.dialogs.delete import DeleteDialog
from jos_tui.ui.preview.columns import Side
from jos_tui.ui.records.beginning import counted
from jos_tui.ui.records.columns import RecordColumn
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.records.names import name_below
from jos_tui.ui.records.record import Record
from jos_tui.ui.records.stream_screen import StreamScreen
from jos_tui.ui.versions.object_screen import open_versions

OlderRecord = Record[OlderBelow]


class OlderScreen(StreamScreen[OlderBelow]):
    """Lists what hides older versions; deletes those, and leaves what a listing shows."""

    TITLE = "Older versions below"
    NOUN = "row"
    NOTHING = (
        "There are no older versions and no delete markers here. Unfinished uploads may take space "
        "too: {left.uploads} in the browser lists them."
    )
    NEEDS = Ability.VERSIONS

    def __init__(self, desk: Desk, location: Location) -> None:
        super().__init__(OLDER_ACTIONS, desk, location)

    def pages(self, location: Location, token: CancelToken) -> Iterable[Sequence[OlderBelow]]:
        """Yield the rows of this level that hide something."""
        pages = self.counted(self.session.store.versions(location, token))
        return older_below(pages, location.prefix)

    def columns(self) -> Sequence[RecordColumn[OlderRecord]]:
        """How large, how many, of when the newest is, and the name."""
        return (
            RecordColumn("size", 9, _size, 0, Side.RIGHT),
            RecordColumn("older", 9, _older, 0, Side.RIGHT),
            RecordColumn("markers", 9, _markers, 1, Side.RIGHT),
            RecordColumn("newest (local)", 19, _newest, 2),
            RecordColumn("name", 0, self._named),
        )

    def facts(self) -> str:
        """What it all comes to."""
        older = counted(self.total(0), "older version", self.total(1))
        return f"{older}; {formats.plural(self.total(2), 'delete marker')}"

    def amounts(self, record: OlderRecord) -> Sequence[int]:
        """How many are older, their bytes, how many markers."""
        left = record.value.left
        return (left.older, left.size, left.markers)

    def _named(self, record: OlderRecord) -> str:
        return name_below(self.location, record.bucket, record.value.key)

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {**super().runs(), "older.open": self._open, "older.delete": self._delete}

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        match action_id:
            case "older.open":
                return "" if self.records else "There is nothing here"
            case "older.delete" if self.records:
                return self.session.why_no_change or self.why_not_one_bucket()
            case "older.delete":
                return "There is nothing here to delete"
        return super().why_not(action_id)

    def _open(self) -> None:
        one = self.chosen
        if one is None:
            return
        if one.value.kind is Kind.PREFIX:
            location = Location(one.bucket, one.value.key)
            below = OlderScreen(self.desk, location)
            self.app.push_screen(below, lambda _: self.read_after(below.begun))
        else:
            open_versions(self, one.bucket, one.value.key)

    def _delete(self) -> None:
        """Count, ask, delete."""
        records, request = self.selected(), DeleteRequest(self._selection, Scope.NONCURRENT)

        def answered(job_id: int | None) -> None:
            if job_id is not None:
                self.desk.begun(job_id, None)
                self.follow(job_id, records)

        self.app.push_screen(DeleteDialog(self.session, request), answered)

    @property
    def _selection(self) -> Selection:
        rows = [record.value for record in self.selected()]
        return Selection(self.level, tuple(Entry(row.key, row.kind) for row in rows))

    def on_line_list_opened(self) -> None:
        """A row was double-clicked."""
        self.action_run("older.open")


def _size(record: OlderRecord) -> str:
    return formats.size(record.value.left.size)


def _older(record: OlderRecord) -> str:
    return formats.count(record.value.left.older)


def _markers(record: OlderRecord) -> str:
    return formats.count(record.value.left.markers)


def _newest(record: OlderRecord) -> str:
    return formats.local_time(record.value.newest_ms)
