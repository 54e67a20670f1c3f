"""What tests ask for: moves between this machine and a bucket."""

from __future__ import annotations

from pathlib import Path

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import EmptyFolders, GetRequest, Originals, PutRequest
from tests.jobs.engine.engine_bench import EngineBench


def move_up(bench: EngineBench, *sources: Path, **more: object) -> PutRequest:
    """Ask for files to be moved into the bucket."""
    how: dict[str, object] = {"empty_folders": EmptyFolders.MARK, "originals": Originals.GO}
    return bench.put(*sources, **(how | more))  # type: ignore[arg-type]


def move_down(bench: EngineBench, *keys: str, **more: object) -> GetRequest:
    """Ask for objects, and prefixes that end in ``/``, to be moved into the folder ``here``."""
    found = {row.key: row for row in bench.rows()}
    rows = [Entry(key, Kind.PREFIX) if key.endswith("/") else found[key] for key in keys]
    selection = Selection(Location(bench.bucket), tuple(rows))
    return bench.get(selection, originals=Originals.GO, **more)


def files_below(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, with ``/`` behind the names of folders, which have no bytes."""
    found = sorted(folder.rglob("*"))
    return {
        f"{path.relative_to(folder)}{'/' if path.is_dir() else ''}": (
            b"" if path.is_dir() else path.read_bytes()
        )
        for path in found
    }
