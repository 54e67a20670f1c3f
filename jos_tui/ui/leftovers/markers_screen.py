"""Empty objects that mark folders: ``L m``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from jos_tui.browse.leftovers import FolderMarker, folder_markers
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import DeleteRequest
from jos_tui.keymap.unseen import MARKERS_ACTIONS
from jos_tui.store.depth import Depth
from jos_tui.ui.dialogs.delete import DeleteDialog
from jos_tui.ui.records.columns import RecordColumn
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.records.names import name_below
from jos_tui.ui.records.record import Record
from jos_tui.ui.records.stream_screen import StreamScreen

MarkerRecord = Record[FolderMarker]


class MarkersScreen(StreamScreen[FolderMarker]):
    """Lists them and deletes them; what is in the folders stays."""

    TITLE = "Folder markers below"
    NOUN = "folder marker"
    NOTHING = (
        "No folder is marked here: those that are shown follow from the names of objects. "
        "{level.new} in the browser makes an empty one."
    )

    def __init__(self, desk: Desk, location: Location) -> None:
        super().__init__(MARKERS_ACTIONS, desk, location)

    def pages(self, location: Location, token: CancelToken) -> Iterable[Sequence[FolderMarker]]:
        """Yield the markers."""
        return folder_markers(self.counted(self.session.store.pages(location, Depth.TREE, token)))

    def columns(self) -> Sequence[RecordColumn[MarkerRecord]]:
        """When it was made, whether the folder is empty, its name."""
        return (
            RecordColumn("made (local)", 19, _made, 1),
            RecordColumn("folder", 8, lambda row: "is empty" if row.value.is_alone else "in use"),
            RecordColumn("name", 0, self._named),
        )

    def facts(self) -> str:
        """How many, and how many of them are all there is of a folder."""
        words = formats.plural(len(self.records), self.NOUN)
        return f"{words}, {formats.plural(self.total(0), 'empty folder')}"

    def amounts(self, record: MarkerRecord) -> Sequence[int]:
        """Whether the folder is empty."""
        return (int(record.value.is_alone),)

    def _named(self, record: MarkerRecord) -> str:
        return name_below(self.location, record.bucket, record.value.key)

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {
            **super().runs(),
            "marker.delete": self._delete,
            "marker.mark_alone": self._mark_alone,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        match action_id:
            case "marker.delete" if self.records:
                return self.session.why_no_change or self.why_not_one_bucket()
            case "marker.delete" | "marker.mark_alone":
                return "" if self.records else "There is nothing here"
        return super().why_not(action_id)

    def _mark_alone(self) -> None:
        number = self.marks.mark_where(self.records, lambda record: record.value.is_alone)
        self.draw()
        self.say(f"{formats.plural(number, 'empty folder')}")

    def _delete(self) -> None:
        """Count, ask, delete: the markers alone."""
        records = self.selected()
        markers = [record.value for record in records]
        entries = [Entry(one.key, Kind.OBJECT, 0, one.modified_ms) for one in markers]
        selection = Selection(self.level, tuple(entries))

        def answered(job_id: int | None) -> None:
            if job_id is not None:
                self.desk.begun(job_id, selection)
                self.follow(job_id, records)

        self.app.push_screen(DeleteDialog(self.session, DeleteRequest(selection)), answered)

    def on_line_list_opened(self) -> None:
        """Nothing is behind a row that was double-clicked."""


def _made(record: MarkerRecord) -> str:
    return formats.local_time(record.value.modified_ms)
