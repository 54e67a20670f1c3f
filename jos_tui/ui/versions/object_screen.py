"""The versions of one object, the newest first: ``V``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import TypeVar

from jos_tui.browse.version_pages import versions_of
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location, base_name, parent_prefix
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.request import VersionNames
from jos_tui.keymap.unseen import VERSIONS_ACTIONS
from jos_tui.store.capabilities import Ability
from jos_tui.store.versions import Version, VersionKind
from jos_tui.ui.dialogs.confirm import ConfirmDialog
from jos_tui.ui.preview.columns import Side
from jos_tui.ui.records.beginning import Doomed, begin, begin_if_sure, counted, for_good
from jos_tui.ui.records.columns import RecordColumn
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.records.record import Record
from jos_tui.ui.records.stage import Stage
from jos_tui.ui.records.stream_screen import StreamScreen
from jos_tui.ui.versions.choosing import (
    TheseVersions,
    drop_of,
    restore_of,
    save_versions,
    show_version,
    why_not_readable,
)

_RESTORED = (
    "It is copied onto its name and is the newest then. What is there now becomes an older "
    "version, unless the bucket has stopped keeping them."
)
Item = TypeVar("Item")
_MARKER = VersionKind.DELETE_MARKER
VersionRecord = Record[Version]


class VersionsScreen(StreamScreen[Version]):
    """Looks at versions, saves and restores them, deletes them for good."""

    TITLE = "Versions of"
    NOUN = "version"
    NOTHING = (
        "Nothing is left of it, neither the object nor an older version. {left.deleted} in the "
        "browser lists what was deleted and is kept."
    )
    NEEDS = Ability.VERSIONS

    def __init__(self, desk: Desk, bucket: str, key: str) -> None:
        super().__init__(VERSIONS_ACTIONS, desk, Location(bucket, key))
        self._bucket = bucket
        self._key = key

    def pages(self, location: Location, token: CancelToken) -> Iterable[Sequence[Version]]:
        """Yield the versions of this key alone."""
        return versions_of(self.session.store, location.bucket, self._key, token)

    def columns(self) -> Sequence[RecordColumn[VersionRecord]]:
        """What it is, when, how large, what tells it from others."""
        return (
            RecordColumn("", 12, _state),
            RecordColumn("time (local)", 19, lambda row: formats.local_time(row.value.modified_ms)),
            RecordColumn("size", 9, _size, side=Side.RIGHT),
            RecordColumn("ETag", 14, lambda row: printable(row.value.etag), 1),
            RecordColumn("version", 0, lambda row: printable(row.value.version_id)),
        )

    def facts(self) -> str:
        """How many, and what they come to."""
        words = counted(len(self.records), self.NOUN, self.total(0))
        only = len(self.records) == 1 and self.records[0].value.version_id == "null"
        if self.stage is Stage.COMPLETE and only:
            return f"{words}. The bucket keeps no other: what is overwritten is gone"
        return words

    def amounts(self, record: VersionRecord) -> Sequence[int]:
        """The bytes."""
        return (record.value.size,)

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {
            **super().runs(),
            "version.view": self._view,
            "version.get": self._save,
            "version.restore": self._restore,
            "version.delete": self._delete,
            "version.undelete": self._undelete,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        match action_id:
            case "version.view":
                return why_not_readable(self._version)
            case "version.get":
                some = self.any_selected(lambda record: not why_not_readable(record.value))
                return "" if some else why_not_readable(self._version)
            case "version.restore":
                return self._why_not_restore()
            case "version.delete":
                return self.session.why_no_change if self.records else "There is nothing here"
            case "version.undelete":
                return self.session.why_no_change if self._markers() else "It is not deleted"
        return super().why_not(action_id)

    @property
    def _version(self) -> Version | None:
        return self.chosen.value if self.chosen is not None else None

    def _why_not_restore(self) -> str:
        version = self._version
        if version is not None and version.latest:
            return "This is what is there now"
        return why_not_readable(version) or self.session.why_no_change

    def _readable(self) -> list[Version]:
        chosen = [record.value for record in self.selected()]
        return [version for version in chosen if not why_not_readable(version)]

    def _markers(self) -> list[Version]:
        """Return the markers that hide what is below them; none if nothing is below."""
        versions = (record.value for record in self.records)
        markers = list(takewhile(lambda version: version.kind is _MARKER, versions))
        return markers if markers and len(markers) < len(self.records) else []

    def _view(self) -> None:
        if (version := self._version) is not None:
            show_version(self, self.desk, self._bucket, version)

    def _save(self) -> None:
        level = Location(self._bucket, parent_prefix(self._key))
        save_versions(self, self.desk, TheseVersions(level, self._readable(), VersionNames.DATED))

    def _restore(self) -> None:
        """Ask, then copy a version onto its name."""
        version = self._version
        if version is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                begin(self, self.desk, restore_of(self._bucket, version), self._restoring)

        name, time = printable_name(base_name(self._key)), formats.local_time(version.modified_ms)
        question = f"Restore {name} as of {time}?"
        self.app.push_screen(ConfirmDialog(question, _RESTORED, "restore", "leave it"), answered)

    def _restoring(self, job_id: int) -> None:
        self.begun.add(job_id)
        self.read_after([job_id])

    def _delete(self) -> None:
        records = self.selected()
        versions = [record.value for record in records]
        name = printable_name(base_name(self._key))
        size = sum(version.size for version in versions)
        question = f"Delete {counted(len(versions), 'version', size)} of {name}?"
        doomed = Doomed(question, for_good(_meaning(versions)), len(versions))
        request = drop_of(self._bucket, versions)
        begin_if_sure(self, self.desk, doomed, [(request, self.following(records))])

    def _undelete(self) -> None:
        markers = self._markers()
        records = [record for record in self.records if record.value in markers]
        then = self.following(records, "Undeleted: it is seen again")
        begin(self, self.desk, drop_of(self._bucket, markers), then)

    def take_away(self, gone: frozenset[VersionRecord]) -> None:
        """Ask the store: another version may be the newest now."""
        del gone
        self.read()

    def on_line_list_opened(self) -> None:
        """A row was double-clicked."""
        self.action_run("version.view")


def open_versions(screen: StreamScreen[Item], bucket: str, key: str) -> None:
    """Show the versions of an object over a list, which is read again if they were changed."""
    versions = VersionsScreen(screen.desk, bucket, key)
    screen.app.push_screen(versions, lambda _: screen.read_after(versions.begun))


def _meaning(versions: Sequence[Version]) -> str:
    newest = next((version for version in versions if version.latest), None)
    if newest is None:
        return "The object stays as it is."
    if newest.kind is _MARKER:
        return "A marker of a deletion goes: what is older is seen again."
    return "The newest goes: an older one is seen instead, if there is one."


def _state(record: VersionRecord) -> str:
    if record.value.kind is _MARKER:
        return "deleted here"
    return "now" if record.value.latest else ""


def _size(record: VersionRecord) -> str:
    return "–" if record.value.kind is _MARKER else formats.size(record.value.size)
