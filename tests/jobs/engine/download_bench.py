"""A bucket, a folder and threads for the tests of downloads, and attempts that can be looked at."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location
from jos_tui.jobs.engine.download_object import Cut
from jos_tui.jobs.engine.parts import MIB
from jos_tui.jobs.engine.verify import EtagKnowledge
from jos_tui.jobs.engine.work import Unit
from jos_tui.jobs.engine.work_get import GetWork
from jos_tui.jobs.item import Action, Item, ItemState
from jos_tui.jobs.model import Check, Conflict, Selection
from jos_tui.jobs.request import GetRequest
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store, Timeouts, connect
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Request
from tests.support.patience import LONG_ENOUGH
from tests.support.servers import S3Server

NOW = CancelToken()  # never cancelled
QUICK = Timeouts(first_wait=0.001)
SMALL_CUT = Cut(2 * MIB, MIB, most_streams=4, measured_seconds=0, sync_seconds=0.05)


class Record:
    """An attempt that keeps what it is told."""

    def __init__(self, item: Item, pieces: Mapping[int, str]) -> None:
        self.item = item
        self.state: ItemState | None = None
        self.check: Check | None = None
        self.saved_as = ""
        self.error: JosError | None = None
        self.notes: list[str] = []
        self.bytes = self.kept_bytes = 0
        self.pieces = dict(pieces)
        self._lock = threading.Lock()

    def moved(self, amount: int) -> None:
        with self._lock:
            self.bytes += amount

    def kept(self, amount: int) -> None:
        with self._lock:
            self.kept_bytes += amount

    def copied(self, mark: str, saved_as: str, then: Unit) -> None:
        raise AssertionError("nothing is moved here")

    def progress(
        self,
        *,
        upload_id: str = "",
        part_size: int = 0,
        etag: str = "",
        saved_as: str = "",
        pieces: Mapping[int, str] | None = None,
        begins_anew: bool = False,
    ) -> None:
        with self._lock:
            assert self.state is None, "nothing is told after the end"
            if begins_anew:
                self.pieces.clear()
                self.item = replace(self.item, upload_id="", part_size=0, begun_etag="")
            self.pieces.update(pieces or {})
            self.item = replace(
                self.item,
                upload_id=upload_id or self.item.upload_id,
                part_size=part_size or self.item.part_size,
                begun_etag=etag or self.item.begun_etag,
            )

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def done(self, check: Check | None = None, saved_as: str = "") -> None:
        self.check, self.saved_as = check, saved_as
        self._end(ItemState.DONE)

    def skipped(self) -> None:
        self._end(ItemState.SKIPPED)

    def failed(self, error: JosError) -> None:
        self.error = error
        self._end(ItemState.FAILED)

    def handed_back(self) -> None:
        self._end(ItemState.WAITING)

    def _end(self, state: ItemState) -> None:
        with self._lock:
            assert self.state is None, "an attempt ends once"
            self.state = state


class Threads:
    """Lanes on a few threads of their own."""

    def __init__(self, limit: int, stop: CancelToken) -> None:
        self.crashes: list[BaseException] = []
        self.most_at_once = 0
        self._limit, self._stop = limit, stop
        self._pool = Pool("test-lane", limit, self.crashes.append)
        self._lock = threading.Lock()
        self._wanted = self._running = 0

    @property
    def spare(self) -> int:
        with self._lock:
            return max(0, self._limit - self._wanted)

    def add(self, *units: Unit) -> None:
        for unit in units:
            with self._lock:
                self._wanted += 1
            self._pool.submit(self._counted(unit), CancelToken())

    def wait(self) -> None:
        assert self._pool.join(LONG_ENOUGH)
        assert self.crashes == []

    def _counted(self, unit: Unit) -> Unit:
        def run(token: CancelToken) -> None:
            with self._lock:
                self._running += 1
                self.most_at_once = max(self.most_at_once, self._running)
            try:
                unit(self._stop)
            finally:
                with self._lock:
                    self._running -= 1
                    self._wanted -= 1

        return run


@dataclass
class DownloadBench:
    """One bucket of one server, and the folder its objects are saved to."""

    server: S3Server
    store: Store
    bucket: str
    here: Path
    lanes: int = 8
    streams: int = 0
    etags: EtagKnowledge = field(default_factory=EtagKnowledge)

    def fill(self, objects: Mapping[str, bytes]) -> None:
        for key, body in objects.items():
            self.store.put(self.bucket, key, body, NOW)

    def items(self) -> list[Item]:
        """Return an item per object, as planned from a listing."""
        found: list[Item] = []
        for page in self.store.pages(Location(self.bucket), Depth.TREE, NOW):
            for row in zip(page.keys, page.sizes, page.modified_ms, page.etags, strict=True):
                found.append(self._item(len(found) + 1, *row))
        return found

    def item(self, key: str = "x") -> Item:
        return next(item for item in self.items() if item.key == key)

    def _item(self, number: int, key: str, size: int, modified_ms: int, etag: str) -> Item:
        return Item(
            Action.GET,
            self.bucket,
            key,
            path=key.removesuffix("/"),
            size=size,
            modified_ns=modified_ms * 1_000_000,
            etag=etag,
            id=number,
        )

    def get(
        self,
        *items: Item,
        conflict: Conflict = Conflict.SKIP,
        cut: Cut = SMALL_CUT,
        pieces: Mapping[int, str] | None = None,
        take: Callable[[int, CancelToken], None] | None = None,
        stop: CancelToken | None = None,
    ) -> list[Record]:
        """Download items; ``pieces`` are known of each of them."""
        stop = stop or CancelToken()
        known = pieces or {}
        records = [Record(item, known) for item in items]
        threads = Threads(self.lanes, stop)
        with self.work(conflict, cut, known, take) as work:
            threads.add(*[work.first_unit(record, threads) for record in records])
            threads.wait()
        self.streams = threads.most_at_once
        assert all(record.state is not None for record in records)
        return records

    @contextmanager
    def work(
        self,
        conflict: Conflict = Conflict.SKIP,
        cut: Cut = SMALL_CUT,
        pieces: Mapping[int, str] | None = None,
        take: Callable[[int, CancelToken], None] | None = None,
    ) -> Iterator[GetWork]:
        request = GetRequest(Selection(Location(self.bucket), ()), str(self.here), "", conflict)
        work = GetWork(
            self.store,
            request,
            self.etags,
            lambda _: pieces or {},
            take or (lambda amount, cancel: cancel.raise_if_cancelled()),
            cut,
        )
        try:
            yield work
        finally:
            work.close()

    def one(self, item: Item, **options: object) -> Record:
        [record] = self.get(item, **options)  # type: ignore[arg-type]
        return record

    def again(self, record: Record, **options: object) -> Record:
        """Go on with what was handed back or failed."""
        item = replace(record.item, attempts=record.item.attempts + 1)
        return self.one(item, pieces=record.pieces, **options)

    def until(self, item: Item, amount: int, **options: object) -> Record:
        """Download and stop after so many bytes."""
        stop, left = CancelToken(), [amount]

        def take(taken: int, cancel: CancelToken) -> None:
            left[0] -= taken
            if left[0] <= 0:
                stop.cancel()
            cancel.raise_if_cancelled()

        return self.one(item, take=take, stop=stop, **options)

    def saved(self) -> dict[str, bytes]:
        """Return every file below the folder, temporary ones too."""
        return {
            path.relative_to(self.here).as_posix(): path.read_bytes()
            for path in self.here.rglob("*")
            if path.is_file()
        }

    @contextmanager
    def behind(self, proxy: FaultProxy, timeouts: Timeouts = QUICK) -> Iterator[DownloadBench]:
        """The same bench, with everything going through a proxy."""
        store = connect(self.server.profile(endpoints=(proxy.endpoint,)), timeouts)
        try:
            yield replace(self, store=store)
        finally:
            store.close()


def is_get(request: Request) -> bool:
    """Whether a request reads an object."""
    return request.method == "GET" and request.path.count("/") > 1


def asked_for(requests: Sequence[Request], size: int) -> int:
    """Return how many bytes the reads among requests asked for, of an object of that size."""
    return sum(_length(request, size) for request in requests if is_get(request))


def _length(request: Request, size: int) -> int:
    span = request.headers.get("range", "bytes=0-").removeprefix("bytes=")
    first, _, last = span.partition("-")
    return (int(last) if last else size - 1) - int(first) + 1
