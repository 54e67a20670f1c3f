"""The servers of the measurements, each fresh for one run and filled with what it needs."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from benchmarks.null_server import Link, null_server
from benchmarks.programs import ACCESS_KEY, SECRET_KEY, find
from benchmarks.stock import BUCKET, Stock

_START_SECONDS = 30
_WAN = Link(latency=0.02, rate=50e6)


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is up. The functions count what programs did to it, in bytes and objects."""

    url: str
    received: Callable[[], int]
    deleted: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Server:
    """A kind of server, and how to run one that holds a stock (None: nothing)."""

    name: str
    title: str
    link: Link | None = None

    @contextmanager
    def run(self, stock: Stock | None, scratch: Path) -> Iterator[Running]:
        """Run it as long as the block lasts; ``scratch`` is an empty folder."""
        if self.link is None:
            with _rclone(stock, scratch) as running:
                yield running
            return
        with null_server(self.link) as null:
            url = f"http://127.0.0.1:{null.port}"
            yield Running(url, lambda: null.received, lambda: null.deleted)


SERVERS = (
    Server("null", "Null server, 0 ms", Link()),
    Server("served", "`rclone serve s3` on a memory disk"),
    Server("wan", "Null server behind 20 ms a request and 50 MB/s a connection", _WAN),
)


@contextmanager
def _rclone(stock: Stock | None, scratch: Path) -> Iterator[Running]:
    bucket = scratch / BUCKET
    (bucket / "up").mkdir(parents=True)
    if stock is not None:
        stock.write(bucket / "stock" / stock.name)
    address = f"127.0.0.1:{_free_port()}"
    command = [find("rclone"), "serve", "s3", str(scratch), "--addr", address, "--config", ""]
    keys = ["--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"]
    with subprocess.Popen([*command, *keys], stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(address)
            held = stock.count if stock else 0
            yield Running(
                f"http://{address}",
                lambda: sum(path.stat().st_size for path in _files(bucket / "up")),
                lambda: held - len(_files(bucket / "stock")),
            )
        finally:
            process.terminate()


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        connection = HTTPConnection(address, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, HTTPException):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()
