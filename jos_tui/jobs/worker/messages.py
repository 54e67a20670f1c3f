"""What clients and the worker say to each other."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import Enum

from jos_tui.core.errors import JosError
from jos_tui.jobs.chosen_rows import ChosenRows
from jos_tui.jobs.item import ItemState, ItemView
from jos_tui.jobs.model import Change, Conflict, JobSnapshot, Report
from jos_tui.jobs.request import Options, Request, StoreRef
from jos_tui.profiles.profile import Authorities, Endpoint, Profile, Rights, Verification
from jos_tui.profiles.secret import Secret

PUSHED = 0
"""The number of what is told without having been asked."""

RETIRE = b"retire"
"""A line instead of the first message: hand everything back and end, another version is wanted."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first line of a worker. It and ``RETIRE`` are what different versions understand."""

    version: str
    pid: int

    @property
    def line(self) -> bytes:
        """As it is sent."""
        return f"jos-tui {self.version} {self.pid}".encode("ascii")

    @classmethod
    def parse(cls, line: bytes) -> Greeting:
        """Read what was sent. Raises ValueError."""
        name, version, pid = line.decode("ascii").split(" ")
        if name != "jos-tui":
            raise ValueError("not a worker")
        return cls(version, int(pid))


@dataclass(frozen=True, slots=True)
class Keys:
    """A profile on its way to the worker: the only message with secrets in it.

    ``rights`` say what jobs the client may begin.
    """

    name: str
    endpoints: tuple[Endpoint, ...]
    access_key: str
    secret_key: str = field(repr=False)
    session_token: str = field(repr=False)
    region: str
    source: str
    rights: Rights = Rights.ALL
    protected: tuple[str, ...] = ()
    ca_file: str = ""
    verification: Verification = Verification.FULL
    authorities: Authorities | None = None

    @classmethod
    def of(cls, profile: Profile) -> Keys:
        """Return what the worker needs of a profile, and whom this process trusts."""
        return cls(
            profile.name,
            profile.endpoints,
            profile.access_key,
            _revealed(profile.secret_key),
            _revealed(profile.session_token),
            profile.region,
            profile.source,
            profile.rights,
            profile.protected,
            profile.ca_file,
            profile.verification,
            profile.authorities or Authorities.of(os.environ),
        )

    @property
    def profile(self) -> Profile:
        """The profile they came from, with all rights: jobs of others go on with the same keys.

        What takes them away for good, in the user's configuration, the worker reads itself.
        """
        return Profile(
            name=self.name,
            endpoints=self.endpoints,
            access_key=self.access_key,
            secret_key=Secret(self.secret_key) if self.secret_key else None,
            session_token=Secret(self.session_token) if self.session_token else None,
            region=self.region,
            source=self.source,
            protected=self.protected,
            ca_file=self.ca_file,
            verification=self.verification,
            authorities=self.authorities,
        )


class Beginning(Enum):
    """How a job begins."""

    RUN = "run"
    DRAFT = "draft"  # it is planned and waits to be confirmed


class Order(Enum):
    """What can be done with a job that is there."""

    CONFIRM = "confirm"
    DISCARD = "discard"
    STOP_COUNTING = "stop counting"  # what is planned by now is the whole plan
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"
    FORGET = "forget"
    FORGET_ANYWAY = "forget anyway"  # also what cannot be tidied up after


STARTING = frozenset({Order.CONFIRM, Order.RESUME, Order.RETRY})
"""Orders that let a job change the store."""

LASTING = frozenset({Order.FORGET, Order.FORGET_ANYWAY})
"""Orders that may take as long as a store takes to remove many things, one after the other.

The worker answers other questions of the same client meanwhile, and who has given one waits for as
long as the worker is there."""


class News(Enum):
    """What a client is told without asking."""

    JOBS = "how the jobs are"
    CHANGES = "that, and each change of its store"  # an object each: only for who shows them


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message of a client. ``keys`` are for the jobs of ``store``, now and later."""

    store: StoreRef | None = None
    keys: Keys | None = None
    news: News = News.JOBS


@dataclass(frozen=True, slots=True)
class Begin:
    """Make a job of a request, on the store of the client. Rows that are apart follow.

    ``typed`` is the name the user has typed to confirm it, if it is to run at once.
    """

    request: Request
    options: Options
    beginning: Beginning
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Choose:
    """The next rows of those a request has ``apart``; with the last of them its job begins."""

    job_id: int
    rows: ChosenRows


@dataclass(frozen=True, slots=True)
class Do:
    """Do something with a job. ``typed`` is the name the user has typed to confirm a draft."""

    order: Order
    job_id: int
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Settle:
    """Say what happens to items whose name is taken: to these, or to all that wait for it."""

    job_id: int
    conflict: Conflict
    item_ids: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class AskReport:
    """Ask what came of a job."""

    job_id: int


@dataclass(frozen=True, slots=True)
class AskItems:
    """Ask for items of a job in these states (all if empty), behind one of them."""

    job_id: int
    states: tuple[ItemState, ...]
    after_id: int
    limit: int


Asked = Hello | Begin | Choose | Do | Settle | AskReport | AskItems


@dataclass(frozen=True, slots=True)
class Ask:
    """What a client sends. The answer bears the same number, which is not ``PUSHED``."""

    number: int
    body: Asked


@dataclass(frozen=True, slots=True)
class Done:
    """It was done. ``value`` is the new job's number, or how many items it was about.

    ``note`` is a sentence about what was not, "" if there is nothing to say.
    """

    value: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """How far a ``LASTING`` order is, now and then: ``done`` of ``total``. The answer follows."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Items:
    """The items that were asked for."""

    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not done."""

    error: JosError


@dataclass(frozen=True, slots=True)
class Moved:
    """The jobs that are not as this client last saw them, and those that are no more."""

    jobs: tuple[JobSnapshot, ...]
    gone: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """What a job has done to the store of the client."""

    changes: tuple[Change, ...]


Told = Done | UnderWay | Items | Report | Refused | Moved | Changed


@dataclass(frozen=True, slots=True)
class Tell:
    """What the worker sends: the answer to a question, or ``PUSHED``."""

    number: int
    body: Told


def _revealed(secret: Secret | None) -> str:
    return "" if secret is None else secret.reveal()
