"""What was below a level at a moment in the past: ``T``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from jos_tui.browse.moments import read_moment
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import GetRequest, VersionNames
from jos_tui.keymap.unseen import AS_OF_ACTIONS
from jos_tui.store.as_of import as_of
from jos_tui.store.capabilities import Ability
from jos_tui.store.versions import Version
from jos_tui.ui.dialogs.get import GetDialog
from jos_tui.ui.preview.columns import Side
from jos_tui.ui.records.beginning import counted
from jos_tui.ui.records.columns import RecordColumn
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.records.names import name_below
from jos_tui.ui.records.record import Record
from jos_tui.ui.records.stream_screen import StreamScreen
from jos_tui.ui.versions.choosing import TheseVersions, push_get, save_versions, show_version
from jos_tui.ui.versions.moment_prompt import MomentPrompt
from jos_tui.ui.versions.object_screen import open_versions

VersionRecord = Record[Version]
MOST_CHOSEN = 10_000
"""How many versions are named one by one; to save all takes no names."""


@dataclass(frozen=True, slots=True)
class AllAsOf:
    """All that was below a level at a moment."""

    location: Location
    moment_ms: int

    @property
    def words(self) -> str:
        """What is saved, in printable words."""
        then = formats.local_time(self.moment_ms)
        return f"all of {printable(self.location.uri)} as of {then}"

    @property
    def selection(self) -> Selection:
        """The level itself."""
        return Selection(self.location, (Entry(self.location.prefix, Kind.PREFIX),))

    def of(self, request: GetRequest) -> GetRequest:
        """Return the request for this."""
        return replace(request, as_of_ms=self.moment_ms)


class AsOfScreen(StreamScreen[Version]):
    """Lists objects as they were; looks at and saves them."""

    TITLE = "As it was:"
    NOUN = "object"
    NOTHING = (
        "There was nothing here at that time, or its versions are not kept. {as_of.moment} chooses "
        "another time."
    )
    NEEDS = Ability.VERSIONS

    def __init__(self, desk: Desk, location: Location, moment_ms: int) -> None:
        super().__init__(AS_OF_ACTIONS, desk, location)
        self._moment_ms = moment_ms

    def pages(self, location: Location, token: CancelToken) -> Iterable[Sequence[Version]]:
        """Yield what was there."""
        pages = self.counted(self.session.store.versions(location, token))
        return as_of(pages, self._moment_ms)

    def columns(self) -> Sequence[RecordColumn[VersionRecord]]:
        """When it was written, how large it was, whether it is so still, its name."""
        return (
            RecordColumn("written (local)", 19, _written),
            RecordColumn("size", 9, lambda row: formats.size(row.value.size), side=Side.RIGHT),
            RecordColumn("", 8, lambda row: "" if row.value.latest else "replaced", 1),
            RecordColumn("name", 0, self._named),
        )

    def facts(self) -> str:
        """When, how many, and what they come to."""
        then = formats.local_time(self._moment_ms)
        return f"{then} local time: {counted(len(self.records), self.NOUN, self.total(0))}"

    def amounts(self, record: VersionRecord) -> Sequence[int]:
        """The bytes."""
        return (record.value.size,)

    def _named(self, record: VersionRecord) -> str:
        return name_below(self.location, record.bucket, record.value.key)

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {
            **super().runs(),
            "as_of.view": self._view,
            "as_of.get": self._save,
            "as_of.get_all": self._save_all,
            "as_of.versions": self._versions,
            "as_of.moment": self._ask_moment,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        if action_id.startswith("as_of.") and action_id != "as_of.moment" and not self.records:
            return "There is nothing here"
        if action_id == "as_of.get" and len(self.marks) > MOST_CHOSEN:
            return self.with_keys(
                "These are too many to be named one by one: {as_of.get_all} saves all"
            )
        return super().why_not(action_id)

    def _view(self) -> None:
        if (one := self.chosen) is not None:
            show_version(self, self.desk, one.bucket, one.value)

    def _save(self) -> None:
        versions = [record.value for record in self.selected()]
        chosen = TheseVersions(self.level, versions, VersionNames.PLAIN)
        save_versions(self, self.desk, chosen)

    def _save_all(self) -> None:
        every = AllAsOf(self.location, self._moment_ms)
        dialog = GetDialog(self.session, every.selection, self.desk.save_folder, every)
        push_get(self, self.desk, dialog)

    def _versions(self) -> None:
        if (one := self.chosen) is not None:
            open_versions(self, one.bucket, one.value.key)

    def _ask_moment(self) -> None:
        def answered(text: str | None) -> None:
            moment = read_moment(text) if text else None
            if moment is not None:
                self._moment_ms = moment
                self.read()

        self.app.push_screen(MomentPrompt(self.location), answered)

    def on_line_list_opened(self) -> None:
        """A row was double-clicked."""
        self.action_run("as_of.view")


def _written(record: VersionRecord) -> str:
    return formats.local_time(record.value.modified_ms)
