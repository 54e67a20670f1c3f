"""The programs that are compared, and how each is told to do the work, with its defaults."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from benchmarks.programs import aws, find, version
from benchmarks.stock import BUCKET, Stock

Command = list[str]
_MOST_LISTED = 100_000  # by those who would need minutes for more


class Work(Enum):
    """What is done with a stock."""

    UP = "up"
    DOWN = "down"
    DELETE = "delete"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Tool:
    """A program. ``command`` returns None for work that is left out for it."""

    name: str
    command: Callable[[Work, Stock, Path], Command | None]
    version: Callable[[], str]


def _jos(work: Work, stock: Stock, folder: Path) -> Command:
    program = [sys.executable, "-m", "jos_tui"]
    match work:
        case Work.UP:
            return [*program, "put", str(folder), f"s3://{BUCKET}/up/"]
        case Work.DOWN:
            return [*program, "get", _stock(stock), f"{folder}/"]
        case Work.DELETE:
            return [*program, "rm", "--recursive", "--yes", _stock(stock)]
        case Work.LIST:
            return [*program, "ls", "--recursive", _stock(stock)]


def _rclone(work: Work, stock: Stock, folder: Path) -> Command:
    remote = f"bench:{BUCKET}/stock/{stock.name}"
    match work:
        case Work.UP:
            return [find("rclone"), "copy", str(folder), f"bench:{BUCKET}/up/{stock.name}"]
        case Work.DOWN:
            return [find("rclone"), "copy", remote, str(folder)]
        case Work.DELETE:
            return [find("rclone"), "delete", remote]
        case Work.LIST:
            return [find("rclone"), "lsf", "--recursive", "--fast-list", remote]


def _s5cmd(work: Work, stock: Stock, folder: Path) -> Command:
    program = [find("s5cmd"), "--log", "error"]
    match work:
        case Work.UP:
            return [*program, "cp", f"{folder}/", f"s3://{BUCKET}/up/{stock.name}/"]
        case Work.DOWN:
            return [*program, "cp", f"{_stock(stock)}*", f"{folder}/"]
        case Work.DELETE:
            return [*program, "rm", f"{_stock(stock)}*"]
        case Work.LIST:
            return [find("s5cmd"), "ls", f"{_stock(stock)}*"]


def _aws(work: Work, stock: Stock, folder: Path) -> Command | None:
    copy = [aws(), "s3", "cp", "--recursive", "--only-show-errors"]
    match work:
        case Work.UP:
            return [*copy, str(folder), f"s3://{BUCKET}/up/{stock.name}/"]
        case Work.DOWN:
            return [*copy, _stock(stock), str(folder)]
        case Work.DELETE:
            return None  # one request for each object: minutes
        case Work.LIST if stock.count > _MOST_LISTED:
            return None
        case Work.LIST:
            return [aws(), "s3", "ls", "--recursive", _stock(stock)]


def _minio(work: Work, stock: Stock, folder: Path) -> Command | None:
    program = [sys.executable, "-m", "benchmarks.minio_py"]
    match work:
        case Work.UP:
            return [*program, "put", str(folder), f"up/{stock.name}/"]
        case Work.DOWN:
            return [*program, "get", str(folder), f"stock/{stock.name}/"]
        case Work.DELETE:
            return [*program, "rm", "", f"stock/{stock.name}/"]
        case Work.LIST if stock.count > _MOST_LISTED:
            return None
        case Work.LIST:
            return [*program, "ls", "", f"stock/{stock.name}/"]


def _stock(stock: Stock) -> str:
    return f"s3://{BUCKET}/stock/{stock.name}/"


def _minio_version() -> str:
    from minio import __version__

    return f"minio-py {__version__}"


OWN = Tool("jos-tui", _jos, lambda: version([sys.executable, "-m", "jos_tui", "--version"]))
PEERS = (
    Tool("rclone", _rclone, lambda: version([find("rclone"), "version"])),
    Tool("s5cmd", _s5cmd, lambda: f"s5cmd {version([find('s5cmd'), 'version'])}"),
    Tool("aws s3 cp", _aws, lambda: version([aws(), "--version"])),
    Tool("minio-py", _minio, _minio_version),
)
TOOLS = (OWN, *PEERS)
