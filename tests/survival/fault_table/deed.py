"""What a job is to do, and a fault that it meets: one description for the tests and the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.patience import Patience
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import Options
from jos_tui.jobs.request import Request as JobRequest
from jos_tui.store.store import Timeouts
from tests.jobs.engine.engine_bench import LONG, SHORT, EngineBench
from tests.support.faults import Fault, FaultKind, Match, Request, s3_error
from tests.survival.rig import MIB

BRIEF = Timeouts(connect=2, read=10, slow_read=20, tries=2, first_wait=0.001, longest_wait=0.01)
PARTS = Options(part_size=5 * MIB)
XML = {"Content-Type": "application/xml"}
DONE, FAILED, PAUSED = JobState.DONE, JobState.SOME_FAILED, JobState.PAUSED


def anything(request: Request) -> bool:
    return True


def refusal(status: int, code: str, match: Match, times: int | None = 1) -> Fault:
    return Fault(FaultKind.CANNED, match, times, 0, status, XML, s3_error(code))


def kind(what: FaultKind, match: Match, times: int | None = 1, after: int = 0) -> Fault:
    return Fault(what, match, times, after)


def forbidden(match: Match) -> Fault:
    return refusal(403, "AccessDenied", match, None)


@dataclass(frozen=True, slots=True)
class Case:
    """A fault, how a job ends that meets it, and because of what."""

    name: str
    fault: Callable[[], Fault]
    state: JobState = DONE
    error: type[JosError] | None = None
    timeouts: Timeouts = BRIEF

    def __str__(self) -> str:
        return self.name

    @property
    def patience(self) -> Patience:
        """How long to wait for the store: only a job that is to give up has little time."""
        return SHORT if self.state is PAUSED else LONG


@dataclass(frozen=True, slots=True)
class Scene:
    """A job that has come to rest, and how many of its items are done."""

    bench: EngineBench
    state: JobState
    done: int


@dataclass(frozen=True, slots=True)
class Deed:
    """What a job is to do.

    ``there`` is in the bucket beforehand, ``items`` how many items the job has. ``left`` fails for
    a loss and for what is done by halves, and says what there is once the job has come to rest,
    as far as that is always the same. ``is_right`` is whether all is as it was asked for.
    """

    name: str
    cases: tuple[Case, ...]
    request: Callable[[EngineBench], JobRequest]
    items: int
    left: Callable[[Scene], str]
    is_right: Callable[[EngineBench], bool]
    there: Mapping[str, bytes] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name
