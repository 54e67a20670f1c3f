"""Where a worker keeps its journal and its log, and where clients meet it."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from jos_tui.core.errors import LocalError
from jos_tui.jobs.journal.where import host_part, journal_name

if TYPE_CHECKING:
    from jos_tui.jobs.change_log import ChangeLog

PRIVATE = 0o700
IDLE_SECONDS = 30.0
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_TEMPORARY = Path("/tmp")  # noqa: S108 - the folder made in it is private and checked


class Lifetime(Enum):
    """How long a worker lives."""

    OF_ITS_OWN = "of its own"  # until it has nothing to do for a while
    TIED = "tied"  # as long as the process that started it


class StateHome(NamedTuple):
    """The folder with the journals of one user, and how long the worker on it lives.

    Without a client and without a job to work on it ends after ``idle_seconds``.
    """

    folder: Path
    lifetime: Lifetime = Lifetime.OF_ITS_OWN
    idle_seconds: float = IDLE_SECONDS

    @classmethod
    def of_user(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Return ``$XDG_STATE_HOME/jos-tui``, by default below ``~/.local/state``."""
        base = Path((os.environ if environ is None else environ).get("XDG_STATE_HOME", ""))
        if not base.is_absolute():
            base = Path("~/.local/state").expanduser()
        return cls(base / "jos-tui")

    @property
    def journal(self) -> Path:
        """The journal of this host: homes are shared between hosts, journals are not."""
        return self.folder / journal_name(socket.gethostname())

    @property
    def log(self) -> Path:
        """What the worker of this host has to say when nobody listens."""
        return self.journal.with_suffix(".log")

    def change_log(self) -> ChangeLog:
        """Return the log of what was changed in stores. Does no I/O."""
        from jos_tui.jobs.change_log import ChangeLog

        return ChangeLog(self.folder, host_part(socket.gethostname()))

    @property
    def meeting_point(self) -> MeetingPoint:
        """Where the worker on this journal is found."""
        import hashlib  # it loads OpenSSL, for which the first frame does not wait

        name = os.fsencode(os.path.realpath(self.journal))
        return MeetingPoint(_usable_temporary(), hashlib.sha256(name).hexdigest()[:10])

    def prepare(self) -> None:
        """Make the folder, for the user alone. Blocks. Raises LocalError."""
        try:
            self.folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        except OSError as exc:
            raise LocalError(
                f"The folder {self.folder} cannot be made",
                exc.strerror or "",
                "Jobs are written down there. Name another place with XDG_STATE_HOME.",
            ) from exc


@dataclass(frozen=True, slots=True)
class MeetingPoint:
    """The socket and the lock of a worker, in a folder of the user's own on a local disk.

    Not ``$XDG_RUNTIME_DIR``, which goes away at logout while the worker stays; not the home, where
    sockets and locks may not work.
    """

    temporary: Path
    name: str
    uid: int = field(default_factory=os.getuid)

    @property
    def folder(self) -> Path:
        """The folder, named after the user's number."""
        return self.temporary / f"jos-tui-{self.uid}"

    @property
    def socket(self) -> Path:
        """What clients connect to."""
        return self.folder / f"worker-{self.name}.sock"

    @property
    def lock(self) -> Path:
        """What the worker holds as long as it lives."""
        return self.folder / f"worker-{self.name}.lock"

    def prepare(self) -> None:
        """Make the folder if need be and check that nobody else can use it. Raises LocalError."""
        try:
            self.folder.mkdir(mode=PRIVATE)
        except FileExistsError:
            pass
        except OSError as exc:
            raise self._unusable(exc.strerror or "It cannot be made") from exc
        self.check()

    def check(self) -> None:
        """Check that the folder belongs to the user alone. Raises LocalError."""
        try:
            status = self.folder.lstat()
        except OSError as exc:
            raise self._unusable(exc.strerror or "It cannot be read") from exc
        if not stat.S_ISDIR(status.st_mode):
            raise self._unusable("It is not a folder")
        if status.st_uid != self.uid:
            raise self._unusable("It belongs to another user")
        if status.st_mode & _OTHERS:
            raise self._unusable("Other users may use it", f"Type: chmod 700 {self.folder}")

    def _unusable(self, reason: str, next_step: str = "") -> LocalError:
        return LocalError(
            f"The folder {self.folder} cannot be used to reach the worker",
            reason,
            next_step or "Remove it, or ask those who look after this machine to do so.",
        )


def _usable_temporary() -> Path:
    if os.access(_TEMPORARY, os.W_OK | os.X_OK):
        return _TEMPORARY
    import tempfile

    return Path(tempfile.gettempdir())
