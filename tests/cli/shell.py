"""Runs the command as a user does: a process, with a credentials file, in a folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.forked import run_forked
from tests.support.patience import LONG_ENOUGH
from tests.support.servers import S3Server
from tests.support.terminal import Terminal

PROGRAM = [sys.executable, "-m", "jos_tui"]
SOON_SECONDS = 20
"""Long on a busy machine, and shorter than a store is waited for."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it wrote."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def records(self) -> list[dict[str, Any]]:
        """The lines as JSON objects."""
        return [json.loads(line) for line in self.lines]


class Shell:
    """Runs commands in ``folder`` with the keys of ``server``; checks that none shows a secret."""

    def __init__(self, folder: Path, server: S3Server) -> None:
        self.folder = folder
        self.server = server
        self._credentials = server.credentials_json(folder / ".keys" / "credentials.json")

    def argv(self, *arguments: str) -> list[str]:
        return [*PROGRAM, "--credentials", str(self._credentials), *arguments]

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Done:
        if env is not None:  # what Python itself looks at when it starts may be in it
            with self.start(*arguments, env=env) as process:
                return self.end(process)
        words = self.argv(*arguments)[len(PROGRAM) :]
        return self._checked(*run_forked(words, self.folder, os.environ, LONG_ENOUGH))

    def start(
        self, *arguments: str, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.argv(*arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env={**os.environ, **(env or {})},
        )

    def end(self, process: subprocess.Popen[bytes]) -> Done:
        try:
            out, err = process.communicate(timeout=LONG_ENOUGH)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return self._checked(process.returncode, out, err)

    def _checked(self, code: int, out: bytes, err: bytes) -> Done:
        assert self.server.secret_key.encode() not in out + err
        assert b"Traceback" not in err
        return Done(code, out, err.decode())

    def interrupt(self, process: subprocess.Popen[bytes]) -> Done:
        """Press Ctrl-C."""
        process.send_signal(signal.SIGINT)
        return self.end(process)

    def terminal(self, *arguments: str) -> Terminal:
        return Terminal(self.argv(*arguments))

    def file(self, path: str, content: bytes = b"content") -> Path:
        """Write a file in the folder, and the folders it needs."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file


def run_plain(*arguments: str, env: Mapping[str, str] | None = None) -> Done:
    """Run a command without any credentials and without a terminal."""
    if env is None:
        code, out, err = run_forked(arguments, Path.cwd(), os.environ, LONG_ENOUGH)
    else:
        code, out, err = _run_new(arguments, env)
    assert b"Traceback" not in err
    return Done(code, out, err.decode())


def _run_new(arguments: Sequence[str], env: Mapping[str, str]) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LONG_ENOUGH,
        env={**os.environ, **env},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
