"""What can go wrong, as values: each has a title, a reason and a next step.

Rooms raise these at their edge. Nobody above ``store/`` sees an exception of a library.
Every text in an error is safe to show once it has passed ``printable()``; none holds a secret.
"""

from __future__ import annotations


class JosError(Exception):
    """Something the user is told in words.

    ``title`` says what happened in a few words, ``reason`` why as far as it is known,
    ``next_step`` what the user can do about it. Reason and next step may be empty.
    """

    def __init__(self, title: str, reason: str = "", next_step: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.reason = reason
        self.next_step = next_step

    def __str__(self) -> str:
        parts = [self.title, self.reason, self.next_step]
        return " ".join(
            part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part
        )


class Cancelled(JosError):
    """The user, or the end of the program, stopped this piece of work."""

    def __init__(self) -> None:
        super().__init__("Stopped")


class ProfileError(JosError):
    """A credentials file, an endpoint or a profile name that cannot be used."""


class LocalError(JosError):
    """A file or folder of this machine that cannot be read or written."""


class DiskFull(LocalError):
    """No space left, or the disk quota is used up: going on would fail for each next file."""


class IntegrityError(JosError):
    """Bytes arrived, but not the bytes that were expected; nothing was kept under a final name."""


class StoreError(JosError):
    """The object store, or the way to it, refused or failed.

    ``code`` is the S3 error code as the server sent it ("" if it sent none), ``status`` the HTTP
    status (0 if there was no answer).
    """

    def __init__(
        self, title: str, reason: str = "", next_step: str = "", *, code: str = "", status: int = 0
    ) -> None:
        super().__init__(title, reason, next_step)
        self.code = code
        self.status = status


class Unreachable(StoreError):
    """No usable connection: unknown host, refused, timed out, reset, TLS trouble."""


class NotAStore(StoreError):
    """Something answered that is not an S3 server: a web page, a proxy, a login portal."""


class NotAllowed(StoreError):
    """The keys were understood, but do not permit this."""


class ReadOnly(NotAllowed):
    """The user wants this connection to change nothing."""

    def __init__(
        self,
        title: str = "This connection is for reading only",
        reason: str = "It was opened with --read-only, or config.toml makes it so",
        next_step: str = "To change something, open it again without that.",
        *,
        code: str = "",
        status: int = 0,
    ) -> None:
        super().__init__(title, reason, next_step, code=code, status=status)


class Protected(NotAllowed):
    """The user wants to be asked for the name before this goes."""


class BadCredentials(NotAllowed):
    """Unknown access key, wrong secret, expired or suspended key."""


class ClockSkew(NotAllowed):
    """The clock of this machine and the server's are too far apart for a valid signature."""


class NotFound(StoreError):
    """No such object, upload or version."""


class NoSuchBucket(NotFound):
    """No bucket of that name at this endpoint."""


class Conflict(StoreError):
    """The state of the store forbids it: bucket not empty, name taken, changed meanwhile."""


class ChangedMeanwhile(Conflict):
    """The object is not the one that was listed: another ETag, or a failed precondition."""


class NotSupported(StoreError):
    """The server does not know this operation."""


class StoreFull(StoreError):
    """The tenancy's or account's quota is used up; reading and deleting still work."""


class ServerTrouble(StoreError):
    """The server failed or asked for less traffic, also after the retries."""


class CannotBeNamed(JosError):
    """A key that another program, or the form of a text for it, has no name for."""
