"""An rclone that serves a folder of the test's own, and can be stopped and started again."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from jos_tui.profiles.profile import Endpoint
from tests.support.patience import LONG_ENOUGH
from tests.support.process import free_port, guarded
from tests.support.servers import S3Server

_RCLONE = Path(sys.executable).parent / "rclone"
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class FolderServer:
    """``rclone serve s3`` on ``folder``, whose subfolders are the buckets; off at first.

    Address and keys stay the same however often it is started.
    """

    folder: Path
    scratch: Path
    port: int = field(default_factory=free_port)
    access_key: str = field(default_factory=lambda: f"test{secrets.token_hex(6)}")
    secret_key: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    @property
    def server(self) -> S3Server:
        """Its address and keys."""
        endpoint = Endpoint(f"127.0.0.1:{self.port}", secure=False)
        return S3Server(endpoint, self.access_key, self.secret_key)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve while the block lasts."""
        keys = f"{self.access_key},{self.secret_key}"
        address = ["--addr", f"127.0.0.1:{self.port}", "--auth-key", keys]
        caches = ["--config", "", "--cache-dir", str(self.scratch)]
        argv = [str(_RCLONE), "serve", "s3", str(self.folder), *address, *caches]
        env = {"PATH": os.environ["PATH"], "HOME": str(self.scratch)}
        log = self.scratch / "rclone.log"
        with guarded(argv, env, log) as process:
            assert self._answers(process), log.read_text(errors="replace")
            yield

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        deadline = time.monotonic() + LONG_ENOUGH
        while time.monotonic() < deadline:
            try:
                process.wait(_POLL_SECONDS)
            except subprocess.TimeoutExpired:
                if self._listens():
                    return True
            else:
                return False
        return False

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
