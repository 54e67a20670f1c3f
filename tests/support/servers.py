"""Real S3 servers on loopback ports, for as long as a ``with`` block lasts."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret
from tests.support.patience import LONG_ENOUGH
from tests.support.process import free_port, guarded

_POLL_SECONDS = 0.02
_PORT_TRIES = 5
MINISTACKS_OWN = "test"
_BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class S3Server:
    """A server that is up, and the keys it accepts."""

    endpoint: Endpoint
    access_key: str
    secret_key: str = field(repr=False)

    def profile(self, name: str = "test", **overrides: Any) -> Profile:
        """Return a profile that connects to it; ``overrides`` replace fields of the profile."""
        profile = Profile(
            name=name,
            endpoints=(self.endpoint,),
            access_key=self.access_key,
            secret_key=Secret(self.secret_key),
            source="test",
        )
        return replace(profile, **overrides)

    def credentials_json(self, path: Path) -> Path:
        """Write a JASMIN credentials file for it and return its path."""
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "token": self.access_key,
            "secret": self.secret_key,
            "endpoint_url": self.endpoint.url,
        }
        path.write_text(json.dumps(content), encoding="utf-8")
        path.chmod(0o600)
        return path


def external_server() -> S3Server | None:
    """Return the server that JOS_TEST_ENDPOINT, _ACCESS_KEY and _SECRET_KEY name, if they do."""
    url = os.environ.get("JOS_TEST_ENDPOINT")
    if not url:
        return None
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return S3Server(
        Endpoint(parts.netloc, secure=parts.scheme == "https"),
        os.environ["JOS_TEST_ACCESS_KEY"],
        os.environ["JOS_TEST_SECRET_KEY"],
    )


def with_known_keys(server: S3Server) -> S3Server:
    """Return a server with keys that it knows: ministack checks presigned URLs, and only those."""
    if server == external_server() or server.access_key == MINISTACKS_OWN:
        return server
    return replace(server, access_key=MINISTACKS_OWN, secret_key=MINISTACKS_OWN)


@contextmanager
def run_ministack() -> Iterator[S3Server]:
    """Run ministack with its data in memory. It accepts any keys and checks no signature."""

    def command(port: int, scratch: Path) -> tuple[Sequence[str], Mapping[str, str]]:
        env = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "SERVICES": "s3",
            "LOG_LEVEL": "WARNING",
            # Left alone it would open an MQTT port and remove containers it takes for its own.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "DOCKER_HOST": f"unix://{scratch}/no-docker",
        }
        return [str(_BIN / "ministack")], env

    with _running(command) as server:
        yield server


@contextmanager
def run_rclone(folder: Path) -> Iterator[S3Server]:
    """Run ``rclone serve s3`` on a folder: each subfolder is a bucket. It checks signatures."""
    access_key, secret_key = _new_keys()

    def command(port: int, scratch: Path) -> tuple[Sequence[str], Mapping[str, str]]:
        options = ["--addr", f"127.0.0.1:{port}", "--auth-key", f"{access_key},{secret_key}"]
        caches = ["--config", "", "--cache-dir", str(scratch)]
        return [str(_BIN / "rclone"), "serve", "s3", str(folder), *options, *caches], {}

    with _running(command, (access_key, secret_key)) as server:
        yield server


def _new_keys() -> tuple[str, str]:
    return f"test{secrets.token_hex(6)}", secrets.token_hex(16)


Command = Callable[[int, Path], tuple[Sequence[str], Mapping[str, str]]]


@contextmanager
def _running(command: Command, keys: tuple[str, str] | None = None) -> Iterator[S3Server]:
    access_key, secret_key = keys or _new_keys()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        port = _start(stack, command, scratch)
        yield S3Server(Endpoint(f"127.0.0.1:{port}", secure=False), access_key, secret_key)


def _start(stack: ExitStack, command: Command, scratch: Path) -> int:
    # Another worker may take the port between the moment it was free and the server's bind.
    log = scratch / "server.log"
    for _ in range(_PORT_TRIES):
        port = free_port()
        argv, special = command(port, scratch)
        base = {"PATH": os.environ["PATH"], "HOME": str(scratch), "TMPDIR": str(scratch)}
        process = stack.enter_context(guarded(argv, {**base, **special}, log))
        if _answers(process, port):
            return port
    raise AssertionError(f"The server does not start:\n{log.read_text(errors='replace')}")


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait for the first HTTP answer; False if the process ends before."""
    deadline = time.monotonic() + LONG_ENOUGH
    while time.monotonic() < deadline:
        try:
            process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            if _one_request(port):
                return process.poll() is None
        else:
            return False
    return False


def _one_request(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
