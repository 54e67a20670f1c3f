"""What the beginning is read of: an object, a version of it, or a file of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.text import printable, printable_name
from jos_tui.preview.plain import Beginning, Subject, read_beginning
from jos_tui.ui.session import Session


class LookedAt(Protocol):
    """Something with a beginning. ``title`` and ``remark`` are printable."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def remark(self) -> str:
        """What else is to be said of it, "" if nothing."""

    @property
    def pool(self) -> Pool:
        """Where it is read."""

    def read(self, cancel: CancelToken) -> Beginning:
        """Read the beginning. Blocks. Raises JosError."""


class ObjectLookedAt:
    """An object, or one version of it."""

    def __init__(self, session: Session, subject: Subject) -> None:
        self._session = session
        self._subject = subject
        self.title = printable(f"s3://{subject.bucket}/{subject.key}")
        version_id = subject.version_id
        self.remark = f"version {printable(version_id)}" if version_id else ""
        self.pool = session.listing

    def read(self, cancel: CancelToken) -> Beginning:
        """Read the beginning with the keys that are valid now."""
        return read_beginning(self._session.store, self._subject, cancel)


class FileLookedAt:
    """A file of this machine."""

    remark = ""

    def __init__(self, session: Session, path: Path) -> None:
        self._path = path
        self.title = f"{printable_name(path.name)} in {printable(str(path.parent))}"
        self.pool = session.disk

    def read(self, cancel: CancelToken) -> Beginning:
        """Read the beginning as it is on the disk now."""
        from jos_tui.preview.local_file import read_file_beginning

        cancel.raise_if_cancelled()
        return read_file_beginning(self._path)
