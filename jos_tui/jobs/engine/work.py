"""What the runner of a job and the kinds of work ask of each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError
from jos_tui.jobs.item import Item
from jos_tui.jobs.model import Check

Unit = Callable[[CancelToken], None]
"""A part, a range or a whole small file: what one thread does in one go. It catches JosError and
OSError itself and ends the attempt it belongs to; it raises Cancelled when it is stopped."""


class Attempt(Protocol):
    """Work on one item, by several threads one after the other or at once. Thread-safe.

    Ended exactly once, by one of the last four methods.
    """

    @property
    def item(self) -> Item:
        """What it is about."""

    def moved(self, amount: int) -> None:
        """Count bytes that went over the wire; negative ones take some back."""

    def kept(self, amount: int) -> None:
        """Count bytes that an earlier attempt has brought to safety: no part of the rate."""

    def progress(
        self,
        *,
        upload_id: str = "",
        part_size: int = 0,
        etag: str = "",
        saved_as: str = "",
        pieces: Mapping[int, str] | None = None,
        begins_anew: bool = False,
    ) -> None:
        """Take note of what is safe; it is in the journal a quarter of a second later."""

    def copied(self, mark: str, saved_as: str, then: Unit) -> None:
        """Take note of what a whole copy is known by, and let its original go only ``then``.

        The unit runs when the mark is in the journal as ``begun_etag``, with no upload beside it.
        """

    def note(self, sentence: str) -> None:
        """Add a sentence to the report of the job, once."""

    def done(self, check: Check | None = None, saved_as: str = "") -> None:
        """It was done, and ``check`` is what was compared."""

    def skipped(self) -> None:
        """It need not be done."""

    def failed(self, error: JosError) -> None:
        """It could not be done."""

    def handed_back(self) -> None:
        """It was stopped; it goes on later from the last progress."""


class Lanes(Protocol):
    """Where units wait for a thread."""

    @property
    def spare(self) -> int:
        """How many more units could run at this moment: 0 while other items fill the lanes."""

    def add(self, *units: Unit) -> None:
        """Queue units of an item that was begun, before all items that were not."""


class Work(Protocol):
    """What is done with items of one kind. Its methods may be called from any thread."""

    def first_unit(self, attempt: Attempt, lanes: Lanes) -> Unit:
        """Return what begins an item; it may add more units. Does no I/O."""

    def undo(self, item: Item, pieces: Mapping[int, str], cancel: CancelToken) -> None:
        """Remove what an item that is given up has left: a multipart upload, a part file.

        Blocks. Raises JosError.
        """

    def close(self) -> None:
        """Let go of what it holds. Called when no unit runs."""
