"""A program that downloads one object and prints, as JSON lines, what it would have recorded.

For tests that kill it, or give it a small disk. The keys come in JOS_ACCESS_KEY and
JOS_SECRET_KEY. ``{}`` on a line of its input lets it fetch one more chunk; without input it waits.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.jobs.item import Item
from jos_tui.profiles.profile import Endpoint
from jos_tui.store.store import connect
from tests.jobs.engine.download_bench import DownloadBench, Record, Threads
from tests.support.servers import S3Server


class Told(Record):
    """An attempt that prints its progress."""

    def progress(self, **what: object) -> None:
        super().progress(**what)  # type: ignore[arg-type]
        tell(self)


def tell(record: Record) -> None:
    item = record.item
    print(
        json.dumps(
            {
                "upload_id": item.upload_id,
                "part_size": item.part_size,
                "begun_etag": item.begun_etag,
                "pieces": sorted(record.pieces),
                "state": record.state.value if record.state else "",
                "error": type(record.error).__name__,
            }
        ),
        flush=True,
    )


def wait_for_leave(amount: int, cancel: CancelToken) -> None:
    if sys.argv[4] == "step":
        sys.stdin.readline()


def main(url: str, bucket: str, here: Path) -> None:
    server = S3Server(
        Endpoint(url.removeprefix("http://"), secure=False),
        os.environ["JOS_ACCESS_KEY"],
        os.environ["JOS_SECRET_KEY"],
    )
    store = connect(server.profile())
    bench = DownloadBench(server, store, bucket, here, lanes=1)
    item: Item = bench.item()
    none: Mapping[int, str] = {}
    record, threads = Told(item, none), Threads(1, CancelToken())
    with bench.work(take=wait_for_leave) as work:
        threads.add(work.first_unit(record, threads))
        threads.wait()
        tell(record)
        print(json.dumps(sorted(path.name for path in here.iterdir())), flush=True)
        work.undo(record.item, record.pieces, CancelToken())
    print(json.dumps(sorted(path.name for path in here.iterdir())))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
