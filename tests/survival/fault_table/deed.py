"""What a job is to do, and a fault that it meets: one description for the tests and the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from jos_tui.core.errors import JosError, Unreachable
from jos_tui.jobs.engine.patience import Patience
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import Options
from jos_tui.jobs.request import Request as JobRequest
from jos_tui.store.store import Timeouts
from tests.jobs.engine.engine_bench import LONG, SHORT, EngineBench
from tests.support.faults import Fault, FaultKind, Match, s3_error
from tests.survival.fault_table.asked import anything
from tests.survival.rig import MIB

BRIEF = Timeouts(connect=2, read=10, slow_read=20, tries=2, first_wait=0.001, longest_wait=0.01)
PARTS = Options(part_size=5 * MIB)
XML = {"Content-Type": "application/xml"}
DONE, FAILED, PAUSED = JobState.DONE, JobState.SOME_FAILED, JobState.PAUSED


def refusal(status: int, code: str, match: Match, times: int | None = 1) -> Fault:
    return Fault(FaultKind.CANNED, match, times, 0, status, XML, s3_error(code))


def kind(what: FaultKind, match: Match, times: int | None = 1, after: int = 0) -> Fault:
    return Fault(what, match, times, after)


def forbidden(match: Match) -> Fault:
    return refusal(403, "AccessDenied", match, None)


class Way(Enum):
    """How a job comes to its store."""

    PLAIN = auto()
    TLS = auto()  # trusting the authority of the store
    TLS_TRUSTED_LATER = auto()  # when the job has come to rest for want of that


@dataclass(frozen=True, slots=True)
class Case:
    """A fault, how a job ends that meets it, and because of what.

    ``unplanned`` is how many items the job has less because of it.
    """

    name: str
    fault: Callable[[], Fault]
    state: JobState = DONE
    error: type[JosError] | None = None
    timeouts: Timeouts = BRIEF
    way: Way = Way.PLAIN
    unplanned: int = 0

    def __str__(self) -> str:
        return self.name

    @property
    def patience(self) -> Patience:
        """How long to wait for the store: only a job that is to give up has little time."""
        return SHORT if self.state is PAUSED else LONG


def https(half_way: Match) -> tuple[Case, ...]:
    """Return what may be with certificates; the request that is half-way meets another one."""
    return (
        Case(
            "https, by an authority of one's own",
            lambda: kind(FaultKind.LATENCY, anything, None),
            way=Way.TLS,
        ),
        Case(
            "https, by an authority that is trusted later",
            lambda: kind(FaultKind.LATENCY, anything, None),
            PAUSED,
            Unreachable,
            way=Way.TLS_TRUSTED_LATER,
        ),
        Case(
            "https, another certificate half-way",
            lambda: kind(FaultKind.OTHER_CERTIFICATE, half_way),
            PAUSED,
            Unreachable,
            way=Way.TLS,
        ),
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """A job that has come to rest, and how many of its items are done."""

    bench: EngineBench
    state: JobState
    done: int


@dataclass(frozen=True, slots=True)
class Deed:
    """What a job is to do.

    ``there`` is in the bucket beforehand, and then comes what ``prepare`` does to it; ``items`` is
    how many items the job has. ``left`` fails for
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
    prepare: Callable[[EngineBench], object] = EngineBench.keys

    def __str__(self) -> str:
        return self.name
