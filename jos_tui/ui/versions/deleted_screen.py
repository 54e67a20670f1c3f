"""Deleted objects that are still kept, and the way back: ``L d``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from jos_tui.browse.deleted import DeletedObject, deleted
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.jobs.request import VersionNames
from jos_tui.keymap.unseen import DELETED_ACTIONS
from jos_tui.store.capabilities import Ability
from jos_tui.ui.preview.columns import Side
from jos_tui.ui.records.beginning import begin, counted
from jos_tui.ui.records.columns import RecordColumn
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.records.names import name_below
from jos_tui.ui.records.record import Record, by_bucket
from jos_tui.ui.records.stream_screen import StreamScreen
from jos_tui.ui.versions.choosing import TheseVersions, drop_of, save_versions, show_version
from jos_tui.ui.versions.object_screen import open_versions

DeletedRecord = Record[DeletedObject]
_NOTHING_LEFT = "Nothing of it is left but the marker of its deletion"


class DeletedScreen(StreamScreen[DeletedObject]):
    """Lists deleted objects; undeletes, looks at and saves them."""

    TITLE = "Deleted below"
    NOUN = "deleted object"
    NOTHING = (
        "No deleted object is kept here: none was deleted, or the bucket does not keep what is. "
        "{left.older} in the browser counts older versions of what is still there."
    )
    NEEDS = Ability.VERSIONS

    def __init__(self, desk: Desk, location: Location) -> None:
        super().__init__(DELETED_ACTIONS, desk, location)

    def pages(self, location: Location, token: CancelToken) -> Iterable[Sequence[DeletedObject]]:
        """Yield what is deleted but kept."""
        return deleted(self.counted(self.session.store.versions(location, token)))

    def columns(self) -> Sequence[RecordColumn[DeletedRecord]]:
        """When it was deleted, how large it was, its name."""
        return (
            RecordColumn("deleted (local)", 19, _deleted),
            RecordColumn("size", 9, _size, side=Side.RIGHT),
            RecordColumn("written (local)", 19, _written, 1),
            RecordColumn("name", 0, self._named),
        )

    def facts(self) -> str:
        """How many, and what they come to."""
        return counted(len(self.records), self.NOUN, self.total(0))

    def amounts(self, record: DeletedRecord) -> Sequence[int]:
        """The bytes."""
        return (record.value.last.size if record.value.last is not None else 0,)

    def _named(self, record: DeletedRecord) -> str:
        return name_below(self.location, record.bucket, record.value.key)

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {
            **super().runs(),
            "deleted.undelete": self._undelete,
            "deleted.view": self._view,
            "deleted.get": self._save,
            "deleted.versions": self._versions,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        match action_id:
            case "deleted.undelete":
                return self._why_not_kept() or self.session.why_no_change
            case "deleted.view":
                return "" if self.chosen and self.chosen.value.last else _NOTHING_LEFT
            case "deleted.get":
                return self._why_not_kept() or self.why_not_one_bucket()
            case "deleted.versions":
                return "" if self.records else "There is nothing here"
        return super().why_not(action_id)

    def _kept(self) -> list[DeletedRecord]:
        return list(filter(_is_kept, self.selected()))

    def _why_not_kept(self) -> str:
        if not self.records:
            return "There is nothing here"
        return "" if self.any_selected(_is_kept) else _NOTHING_LEFT

    def _undelete(self) -> None:
        for bucket, records in by_bucket(self._kept()).items():
            markers = [marker for record in records for marker in record.value.markers]
            done = f"Undeleted: {formats.plural(len(records), 'object')}"
            begin(self, self.desk, drop_of(bucket, markers), self.following(records, done))

    def _view(self) -> None:
        one = self.chosen
        if one is not None and one.value.last is not None:
            show_version(self, self.desk, one.bucket, one.value.last)

    def _save(self) -> None:
        versions = [record.value.last for record in self._kept() if record.value.last is not None]
        chosen = TheseVersions(self.level, versions, VersionNames.PLAIN)
        save_versions(self, self.desk, chosen)

    def _versions(self) -> None:
        if (one := self.chosen) is not None:
            open_versions(self, one.bucket, one.value.key)

    def on_line_list_opened(self) -> None:
        """A row was double-clicked."""
        self.action_run("deleted.view")


def _is_kept(record: DeletedRecord) -> bool:
    return record.value.last is not None


def _deleted(record: DeletedRecord) -> str:
    return formats.local_time(record.value.deleted_ms)


def _size(record: DeletedRecord) -> str:
    last = record.value.last
    return "–" if last is None else formats.size(last.size)


def _written(record: DeletedRecord) -> str:
    last = record.value.last
    return "–" if last is None else formats.local_time(last.modified_ms)
