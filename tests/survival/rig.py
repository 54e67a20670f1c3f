"""Clients in processes of their own, workers to kill, and what there is afterwards."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.codec import dumps
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import Request
from jos_tui.jobs.worker.lock import holder
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.discovery import from_file
from jos_tui.profiles.profile import Profile
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store

ROOT = Path(__file__).parents[2]
MIB = 1 << 20
NOW = CancelToken()  # never cancelled


@dataclass(slots=True)
class StandIn:
    """A client in a process of its own."""

    process: subprocess.Popen[bytes]

    def order(self, order: str, what: object) -> None:
        """Give an order; to one that has died too."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write(f"{order} {what}\n".encode())

    def start(self, request: Request) -> None:
        self.order("start", dumps(request))

    def answer(self) -> str:
        """Return the answer to the next order, "" if it has died."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()

    def asked(self, order: str, what: object) -> str:
        self.order(order, what)
        return self.answer()


def program(credentials: Path | None) -> list[str]:
    """Return the command line of a client."""
    return [sys.executable, "-m", "tests.survival.stand_in", str(credentials or "-")]


@contextmanager
def stand_in(credentials: Path | None) -> Iterator[StandIn]:
    """Run a client; it is gone after the block."""
    with subprocess.Popen(
        program(credentials),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        bufsize=0,
    ) as process:
        try:
            yield StandIn(process)
        finally:
            process.kill()


def worker_of(home: StateHome) -> int:
    """Return the process of the worker that holds the lock, 0 if there is none."""
    pid = holder(home.meeting_point.lock)
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return 0
    return int(pid) if b"jos-tui-worker" in words and bytes(home.folder) in words else 0


def workers_of(home: StateHome) -> list[int]:
    """Return all workers of a state folder, also ones that hold no lock."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if b"jos-tui-worker" in words and bytes(home.folder) in words:
            found.append(int(process.name))
    return found


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def digests(bodies: Mapping[str, bytes]) -> dict[str, str]:
    return {name: digest(body) for name, body in bodies.items()}


def keys_in(store: Store, bucket: str) -> list[str]:
    pages = store.pages(Location(bucket), Depth.TREE, NOW)
    return [key for page in pages for key in page.keys]


def digests_in(store: Store, bucket: str) -> dict[str, str]:
    """Return what a bucket holds."""
    return {key: digest(b"".join(store.read(bucket, key, NOW))) for key in keys_in(store, bucket)}


def digests_below(folder: Path) -> dict[str, str]:
    """Return what a folder holds, temporary files too."""
    return {
        path.relative_to(folder).as_posix(): digest(path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def digests_served(folder: Path) -> dict[str, str]:
    """Return what an rclone that was killed serves: without what it was writing at that moment."""
    found = digests_below(folder)
    return {name: digest for name, digest in found.items() if ".rclone_temp_" not in name}


def below(bucket: str, prefix: str) -> Selection:
    """Choose a prefix of a bucket's root."""
    return Selection(Location(bucket), (Entry(prefix, Kind.PREFIX),))


def unfinished(store: Store, bucket: str) -> list[str]:
    """Return the keys of the multipart uploads that were not completed."""
    return [upload.key for upload in store.list_uploads(bucket, "", NOW)]


def profile_in(credentials: Path) -> Profile:
    """Return the one profile of a file."""
    [profile] = from_file(credentials, os.environ, Path.home()).profiles
    return profile


def write_tree(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files and return the folder."""
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder
