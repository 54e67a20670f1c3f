"""Unfinished uploads, which take space and are in no listing: ``L u``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from jos_tui.browse.amounts import AGE_EXAMPLES, read_age
from jos_tui.browse.leftovers import UploadLeft, uploads_left
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.jobs.request import ChosenUpload, DropRequest
from jos_tui.jobs.uploads_in_use import uploads_in_use
from jos_tui.keymap.unseen import UPLOADS_ACTIONS
from jos_tui.store.capabilities import Ability
from jos_tui.ui.dialogs.prompt import Prompt
from jos_tui.ui.preview.columns import Side
from jos_tui.ui.records.beginning import Doomed, begin_if_sure, counted
from jos_tui.ui.records.columns import RecordColumn
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.records.names import name_below
from jos_tui.ui.records.record import Record, by_bucket
from jos_tui.ui.records.stream_screen import StreamScreen
from jos_tui.ui.widgets.line_list import RowTone

UploadRecord = Record[UploadLeft]
_IN_USE = "A job of this machine goes on with it: {transfer.list} in the browser shows it"
_MEANING = (
    "Their parts go for good, and whoever is uploading them just now fails. Objects of the same "
    "names stay."
)


class UploadsScreen(StreamScreen[UploadLeft]):
    """Lists unfinished uploads and drops them; those that jobs go on with stay."""

    TITLE = "Unfinished uploads below"
    NOUN = "unfinished upload"
    NOTHING = (
        "No upload is unfinished here. Older versions may take space too: {left.older} in the "
        "browser counts them."
    )
    NEEDS = Ability.UPLOADS

    def __init__(self, desk: Desk, location: Location) -> None:
        super().__init__(UPLOADS_ACTIONS, desk, location)
        self._in_use: frozenset[str] = frozenset()

    def pages(self, location: Location, token: CancelToken) -> Iterable[Sequence[UploadLeft]]:
        """Yield them one by one: each takes a request for its parts."""
        self._in_use = uploads_in_use(self.session.home)
        for left in uploads_left(self.session.store, location, token):
            yield [left]

    def columns(self) -> Sequence[RecordColumn[UploadRecord]]:
        """When it was begun, what there is of it, its name."""
        return (
            RecordColumn("begun (local)", 19, _begun),
            RecordColumn("size", 9, lambda row: formats.size(row.value.size), side=Side.RIGHT),
            RecordColumn("parts", 6, lambda row: str(row.value.parts), 1, Side.RIGHT),
            RecordColumn("", 6, lambda row: "in use" if self._is_in_use(row) else ""),
            RecordColumn("name", 0, self._named),
        )

    def facts(self) -> str:
        """How many, and what they come to."""
        return counted(len(self.records), self.NOUN, self.total(0))

    def amounts(self, record: UploadRecord) -> Sequence[int]:
        """The bytes."""
        return (record.value.size,)

    def tone(self, record: UploadRecord) -> RowTone:
        """What must not be dropped, or is about to be, stands out."""
        return RowTone.WARNING if self._is_in_use(record) else super().tone(record)

    def _named(self, record: UploadRecord) -> str:
        return name_below(self.location, record.bucket, record.value.upload.key)

    def _is_in_use(self, record: UploadRecord) -> bool:
        return record.value.upload.upload_id in self._in_use

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {
            **super().runs(),
            "upload.abort": self._abort,
            "upload.mark_older": self._ask_age,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        match action_id:
            case "upload.abort" if self.records:
                free = self.any_selected(lambda record: not self._is_in_use(record))
                return self.session.why_no_change or ("" if free else self.with_keys(_IN_USE))
            case "upload.abort" | "upload.mark_older":
                return "" if self.records else "There is nothing here"
        return super().why_not(action_id)

    def _doomed(self) -> list[UploadRecord]:
        return [record for record in self.selected() if not self._is_in_use(record)]

    def _abort(self) -> None:
        """Ask, then drop those that no job of this machine goes on with."""
        records = self._doomed()
        kept = len(self.selected()) - len(records)
        size = sum(record.value.size for record in records)
        stays = f" {formats.plural(kept, 'upload')} in use will stay." if kept else ""
        question = f"Drop {counted(len(records), self.NOUN, size)}?"
        doomed = Doomed(question, _MEANING + stays, len(records))
        requests = [
            (_request(bucket, some), self.following(some))
            for bucket, some in by_bucket(records).items()
        ]
        begin_if_sure(self, self.desk, doomed, requests)

    def _ask_age(self) -> None:
        example = f"Such as {AGE_EXAMPLES}"
        prompt = Prompt(
            "Mark uploads begun longer ago than",
            explanation=example,
            enter="mark",
            check=lambda text: "" if read_age(text) is not None else example,
        )
        self.app.push_screen(prompt, self._mark_older)

    def _mark_older(self, text: str | None) -> None:
        seconds = read_age(text) if text else None
        if seconds is None:
            return
        latest_ms = (time.time() - seconds) * 1000

        def fits(record: UploadRecord) -> bool:
            begun_ms = record.value.upload.initiated_ms
            return 0 < begun_ms <= latest_ms and not self._is_in_use(record)

        number = self.marks.mark_where(self.records, fits)
        self.draw()
        self.say(f"{formats.plural(number, 'upload')} begun so long ago")

    def on_line_list_opened(self) -> None:
        """Nothing is behind a row that was double-clicked."""


def _request(bucket: str, records: Iterable[UploadRecord]) -> DropRequest:
    left = [record.value for record in records]
    chosen = tuple(ChosenUpload(one.upload.key, one.upload.upload_id, one.size) for one in left)
    return DropRequest(bucket, uploads=chosen)


def _begun(record: UploadRecord) -> str:
    return formats.local_time(record.value.upload.initiated_ms)
