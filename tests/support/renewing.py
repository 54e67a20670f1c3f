"""A store whose keys can be replaced, as when those of a tenancy have expired."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server, run_rclone


class Renewing:
    """Serves ``folder``, each of whose subfolders is a bucket. The old keys are refused from then
    on when there are others.
    """

    def __init__(self, folder: Path, credentials: Path) -> None:
        self.folder = folder
        self.credentials = credentials
        self._running = ExitStack()
        self._server = self._running.enter_context(run_rclone(self.folder))
        self.proxy = FaultProxy(self._server.endpoint)

    def revoke(self) -> None:
        """Accept other keys than before."""
        self._running.close()
        self._server = self._running.enter_context(run_rclone(self.folder))
        self.proxy.upstream = self._server.endpoint

    def hand_out(self) -> None:
        """Write the keys that are accepted now into the credentials file."""
        self.server.credentials_json(self.credentials)

    @property
    def server(self) -> S3Server:
        """The store by the address that stays, with the keys of now."""
        return replace(self._server, endpoint=self.proxy.endpoint)

    def close(self) -> None:
        """End the store."""
        self._running.close()
