"""How much is below one location: remembered or measured, and kept true when something goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Protocol

from textual.message_pump import MessagePump

from jos_tui.browse.usage_cache import Measured, Remembered, UsageCache
from jos_tui.browse.usage_survey import Surveyed, survey, survey_again
from jos_tui.browse.usage_tree import UsageTree
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.core.text import printable
from jos_tui.jobs.model import JobSnapshot, JobState
from jos_tui.ui.asking import ask
from jos_tui.ui.deleting import NOWHERE
from jos_tui.ui.job_words import summary
from jos_tui.ui.session import Session


class Stage(Enum):
    """Where a survey is."""

    LOOKING = "an earlier result is looked for"
    MEASURING = "the tree grows"
    COMPLETE = "all was counted"
    STOPPED = "the tree is a part"
    FAILED = "the tree is a part, and the error says why"


class Owner(Protocol):
    """Who shows a survey."""

    def survey_changed(self) -> None:
        """Another stage, or another tree."""

    def say(self, text: str) -> None:
        """Say something in printable text."""

    def with_keys(self, sentence: str) -> str:
        """Return a sentence with its keys."""

    def warn(self, text: str) -> None:
        """Say what needs attention, in printable text."""

    def say_error(self, error: JosError) -> None:
        """Say what went wrong."""


@dataclass(frozen=True, slots=True)
class _Going:
    """A full prefix that a job takes away, and where it moves it: NOWHERE if it deletes it."""

    prefix: str
    target: Location


class Survey:
    """Lives on the UI thread. ``tree`` may be looked at while it grows.

    ``before`` is the complete result before this one, if there is any. ``node`` gets what the
    threads deliver; nothing is delivered once it is gone.
    """

    def __init__(
        self, session: Session, location: Location, node: MessagePump, owner: Owner
    ) -> None:
        self.location = location
        self.tree = UsageTree(location.prefix)
        self.stage = Stage.LOOKING
        self.error: JosError | None = None
        self.before: Measured | None = None
        self.measured: Measured | None = None
        self._session = session
        self._cache = UsageCache.of_user()
        self._node = node
        self._owner = owner
        self._token = CancelToken()
        self._recount = CancelToken()
        self._going: dict[int, _Going] = {}
        self._paused: set[int] = set()
        self._changed: list[str] = []
        self._counting_again = ""
        self._not_counted: set[str] = set()

    # -- measuring -------------------------------------------------------------------------------

    def begin(self) -> None:
        """Take the remembered result, or measure if there is none."""
        cache, endpoint = self._cache, self._session.profile.endpoint.url
        self._token = ask(
            self._node,
            self._session.usage,
            lambda: cache.load(endpoint, self.location),
            self._looked,
            self._failed,
        )

    def _looked(self, remembered: Remembered) -> None:
        for note in remembered.notes:
            self._owner.warn(printable(note))
        self.before = remembered.previous
        if remembered.latest is None:
            self._measure()
        else:
            self._complete(remembered.latest)

    def measure_again(self) -> None:
        """Measure everything anew; what is known now is what it will be compared with."""
        self._token.cancel()
        self._recount.cancel()
        self.before = self.measured or self.before
        self._measure()

    def _measure(self) -> None:
        tree = self.tree = UsageTree(self.location.prefix)
        self.stage, self.measured, self.error = Stage.MEASURING, None, None
        self._changed.clear()
        self._counting_again = ""
        self._not_counted.clear()
        store, cache, location, node = (
            self._session.store,
            self._cache,
            self.location,
            self._node,
        )

        def work(token: CancelToken) -> None:
            try:
                surveyed = survey(store, cache, location, tree, token)
            except Cancelled:
                return
            except JosError as error:
                node.call_later(_unless, token, partial(self._failed, error))
            else:
                node.call_later(_unless, token, partial(self._measured, surveyed))

        self._token = self._session.measuring.submit(work)
        self._owner.survey_changed()

    def _measured(self, surveyed: Surveyed) -> None:
        if surveyed.problem is not None:
            self._owner.say_error(surveyed.problem)
        self._complete(surveyed.measured)

    def _complete(self, measured: Measured) -> None:
        self.measured, self.tree = measured, measured.tree
        self.stage = Stage.COMPLETE
        self._count_again()
        self._owner.survey_changed()

    def _failed(self, error: JosError) -> None:
        self.stage, self.error = Stage.FAILED, error
        self._owner.survey_changed()

    def stop(self) -> None:
        """Stop measuring and keep what came."""
        self._token.cancel()
        self.stage = Stage.STOPPED
        self._owner.survey_changed()

    @property
    def at_work(self) -> bool:
        """Whether there is something to stop."""
        return self.stage in {Stage.LOOKING, Stage.MEASURING}

    # -- what is deleted meanwhile ---------------------------------------------------------------

    def going(self, job_id: int, prefix: str, target: Location) -> None:
        """A job has begun to delete all below a full prefix, or to move it; then to ``target``."""
        self._going[job_id] = _Going(prefix, target)
        self.take_jobs(self._session.jobs.snapshots())
        self._owner.survey_changed()

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Count again where a deletion has ended."""
        for job in jobs:
            if job.id not in self._going:
                continue
            if job.state is not JobState.PAUSED:
                self._paused.discard(job.id)
            elif job.id not in self._paused:
                self._paused.add(job.id)
                shown = self._owner.with_keys("{transfer.list} in the browser shows it")
                self._owner.warn(f"{printable(job.title)} is paused: {shown}")
            if job.state.is_end:
                self._has_gone(self._going.pop(job.id))
                self._owner.say(f"{printable(job.title)}: {summary(job)}")
                self._count_again()
                self._owner.survey_changed()

    def _has_gone(self, gone: _Going) -> None:
        self._changed.append(gone.prefix)
        if gone.target == NOWHERE or not gone.target.prefix.startswith(self.location.prefix):
            return
        level = self.location  # the first level on the way there that is not known yet
        while level != gone.target and self.tree.level(level.prefix, 0) is not None:
            rest = gone.target.prefix[len(level.prefix) :]
            level = level.child(level.prefix + rest[: rest.index(SEPARATOR) + 1])
        self._changed.append(level.prefix)

    def is_going(self, prefix: str) -> bool:
        """Whether a job is at work that takes a full prefix away."""
        return any(prefix == gone.prefix for gone in self._going.values())

    def note_on(self, prefix: str) -> str:
        """Return what there is to say of a full prefix besides its numbers."""
        for gone in self._going.values():
            if prefix == gone.prefix:
                return "being deleted" if gone.target == NOWHERE else "going to the trash"
        if prefix == self._counting_again or prefix in self._changed:
            return "counted again…"
        return "changed since" if prefix in self._not_counted else ""

    @property
    def is_outdated(self) -> bool:
        """Whether something was deleted that is not counted again."""
        return bool(self._going or self._changed or self._counting_again or self._not_counted)

    def _count_again(self) -> None:
        """Count one prefix again in which something was changed, then the next."""
        measured = self.measured
        if measured is None or self._counting_again or not self._changed:
            return
        prefix = self._counting_again = self._changed.pop(0)
        store, cache, node = self._session.store, self._cache, self._node

        def work(token: CancelToken) -> None:
            try:
                problem: JosError | None = survey_again(store, cache, measured, prefix, token)
            except Cancelled:
                return
            except JosError as error:
                node.call_later(_unless, token, partial(self._not_counted_again, error))
            else:
                node.call_later(_unless, token, partial(self._counted_again, problem))

        self._recount = self._session.measuring.submit(work)

    def _counted_again(self, problem: JosError | None) -> None:
        if problem is not None:
            self._owner.say_error(problem)
        self._counting_again = ""
        self._count_again()
        self._owner.survey_changed()

    def _not_counted_again(self, error: JosError) -> None:
        self._not_counted.add(self._counting_again)
        self._counted_again(error)

    def close(self) -> None:
        """Stop everything. A result that is not true any more is not shown the next time."""
        self._token.cancel()
        self._recount.cancel()
        if self.measured is not None and self.is_outdated:
            cache, endpoint = self._cache, self.measured.endpoint
            self._session.usage.submit(lambda _: cache.retire(endpoint, self.location))
            self.measured = None


def _unless(token: CancelToken, do: Callable[[], None]) -> None:
    if not token.cancelled:
        do()
