"""From versions on screen to what jobs and previews are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from jos_tui.core import formats
from jos_tui.core.location import Location, parent_prefix
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.planning.asked import versions_text
from jos_tui.jobs.request import ChosenVersion, CopyRequest, DropRequest, GetRequest, VersionNames
from jos_tui.preview.plain import Subject
from jos_tui.store.versions import Version, VersionKind
from jos_tui.ui.dialogs.get import GetDialog
from jos_tui.ui.list_screen import ListScreen
from jos_tui.ui.preview.looked_at import ObjectLookedAt
from jos_tui.ui.preview.plain_screen import PlainScreen
from jos_tui.ui.records.desk import Desk


def chosen_version(version: Version) -> ChosenVersion:
    """Return a version as jobs name it."""
    about = (version.key, version.version_id, version.size, version.modified_ms, version.etag)
    return ChosenVersion(*about)


def drop_of(bucket: str, versions: Iterable[Version]) -> DropRequest:
    """Return the request to delete exactly these for good."""
    return DropRequest(bucket, tuple(map(chosen_version, versions)))


def restore_of(bucket: str, version: Version) -> CopyRequest:
    """Return the request to copy a version onto its own key."""
    level = Location(bucket, parent_prefix(version.key))
    chosen = (chosen_version(version),)
    return CopyRequest(Selection(level, ()), level, conflict=Conflict.OVERWRITE, versions=chosen)


@dataclass(frozen=True, slots=True)
class TheseVersions:
    """Exactly these versions, which become files of such names."""

    level: Location
    versions: Sequence[Version]
    names: VersionNames

    @property
    def words(self) -> str:
        """What is saved, in printable words."""
        size = formats.size(sum(version.size for version in self.versions))
        return f"{versions_text(self._chosen, self.selection)}, {size}"

    @property
    def selection(self) -> Selection:
        """The level that names of files begin below."""
        return Selection(self.level, ())

    @property
    def _chosen(self) -> tuple[ChosenVersion, ...]:
        return tuple(map(chosen_version, self.versions))

    def of(self, request: GetRequest) -> GetRequest:
        """Return the request for these."""
        return replace(request, versions=self._chosen, version_names=self.names)


def save_versions(screen: ListScreen[Location], desk: Desk, chosen: TheseVersions) -> None:
    """Ask where to save versions, and save them."""
    dialog = GetDialog(desk.session, chosen.selection, desk.save_folder, chosen)
    push_get(screen, desk, dialog)


def push_get(screen: ListScreen[Location], desk: Desk, dialog: GetDialog) -> None:
    """Open a dialog that begins a download, and say that it has begun."""

    def answered(job_id: int | None) -> None:
        if job_id is not None:
            desk.save_folder = dialog.folder
            desk.begun(job_id, None)
            screen.say(
                screen.with_keys("Saving; {transfer.list} in the browser shows how far it is")
            )

    screen.app.push_screen(dialog, answered)


def show_version(screen: ListScreen[Location], desk: Desk, bucket: str, version: Version) -> None:
    """Show the beginning of a version."""
    about = (bucket, version.key, version.size, version.etag, version.version_id)
    screen.app.push_screen(PlainScreen(ObjectLookedAt(desk.session, Subject(*about))))


def why_not_readable(version: Version | None) -> str:
    """Return why there is nothing to look at or to save, "" if there is."""
    if version is None:
        return "There is nothing here"
    if version.kind is VersionKind.DELETE_MARKER:
        return "This marks a deletion: there is nothing in it"
    return ""
