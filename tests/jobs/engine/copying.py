"""What tests ask for: copies and moves of single rows of a bucket."""

from __future__ import annotations

from dataclasses import replace

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import CopyRequest, Options, Originals
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.faults import Request

MIB = 1 << 20
XML = {"Content-Type": "application/xml"}
PARTS = Options(part_size=5 * MIB)
TREE = {"a/x": b"1", "a/y/z": b"22", "a//": b"333", "a/ ": b"", "b": b"other"}


def is_copy(request: Request) -> bool:
    return request.method == "PUT" and "x-amz-copy-source" in request.headers


def is_part(request: Request) -> bool:
    return is_copy(request) and "partNumber" in request.query


def row(bench: EngineBench, key: str) -> Entry:
    found = [each for each in bench.rows() if each.key == key]
    return found[0] if found else Entry(key, Kind.PREFIX)


def copy(bench: EngineBench, key: str, to: str = "", **more: object) -> CopyRequest:
    """Ask for a copy of one row of the root below a prefix."""
    selection = Selection(Location(bench.bucket), (row(bench, key),))
    return replace(CopyRequest(selection, Location(bench.bucket, to)), **more)  # type: ignore[arg-type]


def move(bench: EngineBench, key: str, to: str = "", **more: object) -> CopyRequest:
    return copy(bench, key, to, originals=Originals.GO, **more)
