"""Starts and ends the demo's object store."""

from __future__ import annotations

import importlib.util
import os
import secrets
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from jos_tui.core.errors import ProfileError
from jos_tui.demo.child import ACCESS_KEY_VARIABLE, SECRET_KEY_VARIABLE
from jos_tui.demo.scratch import Scratch
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret

_START_SECONDS = 60
_END_SECONDS = 20

# With -P neither the current folder nor this one can shadow a module of Python; the package's own
# root comes last for the same reason.
_START = (
    "import sys; sys.path.append(sys.argv[1]); from pathlib import Path; "
    "from jos_tui.demo.scratch import Scratch; from jos_tui.demo.child import main; "
    "main(Scratch(*map(Path, sys.argv[2:4])) if len(sys.argv) == 4 else None)"
)

_FOREIGN = ("AWS_", "MINISTACK_", "LOCALSTACK_", "S3_", "SFTP_", "IOT_")
_SETTINGS = {"SERVICES": "s3", "LOG_LEVEL": "ERROR", "AUTH": "false", "PERSIST_STATE": "0"}


class DemoServer:
    """An S3 server in a child process on 127.0.0.1, for the length of a ``with`` block.

    It makes its own keys, refuses all others, keeps its data in memory, and ends with this
    process, however that ends; then ``scratch`` is removed. Entering blocks until it answers,
    under a second as a rule, and raises ProfileError if it cannot start. ``profile`` connects to
    it.
    """

    profile: Profile

    def __init__(self, scratch: Scratch | None = None) -> None:
        self._scratch = scratch

    def __enter__(self) -> Self:
        if importlib.util.find_spec("ministack") is None:
            raise ProfileError(
                "The demo needs ministack",
                "This Python package, a small S3 server, is not installed.",
                f"Install it with: {sys.executable} -m pip install ministack",
            )
        access_key, secret_key = f"DEMO{secrets.token_hex(8).upper()}", secrets.token_urlsafe(30)
        with tempfile.TemporaryFile() as log:
            self._process = _start(access_key, secret_key, self._scratch, log)
            port = self._port(log)
        self.profile = Profile(
            name="demo",
            endpoints=(Endpoint(f"127.0.0.1:{port}", secure=False),),
            access_key=access_key,
            secret_key=Secret(secret_key),
            source="demo",
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _port(self, log: IO[bytes]) -> int:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], _START_SECONDS)
        line = self._process.stdout.readline() if ready else b""
        if line.endswith(b"\n"):
            return int(line)
        self._end()
        log.seek(0)
        lines = log.read().decode(errors="replace").strip().splitlines()
        raise ProfileError(
            "The demo server does not start",
            lines[-1] if lines else "It did not answer.",
            f"Try: {sys.executable} -m pip install --upgrade ministack",
        )

    def _end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def _start(
    access_key: str, secret_key: str, scratch: Scratch | None, log: IO[bytes]
) -> subprocess.Popen[bytes]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    env |= _SETTINGS | {ACCESS_KEY_VARIABLE: access_key, SECRET_KEY_VARIABLE: secret_key}
    root = Path(__file__).parents[2]
    paths = [str(scratch.folder), str(scratch.lock)] if scratch is not None else []
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _START, str(root), *paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=env,
        cwd="/",
        start_new_session=True,
    )
