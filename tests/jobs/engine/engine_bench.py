"""A workbench for the tests of the engine: a journal, a store, folders, and an engine on them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Location
from jos_tui.jobs.engine.crew import CrewRules
from jos_tui.jobs.engine.engine import Engine
from jos_tui.jobs.engine.patience import Patience
from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import Change, Conflict, JobSnapshot, JobState, Report, Selection
from jos_tui.jobs.planning.plan import title_of
from jos_tui.jobs.request import (
    DeleteRequest,
    GetRequest,
    Options,
    PutRequest,
    Request,
    StoreRef,
)
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store, Timeouts, connect
from tests.support.patience import LONG_ENOUGH
from tests.support.servers import S3Server

NOW = CancelToken()  # never cancelled
QUICK = Timeouts(connect=2, read=10, slow_read=20, tries=2, first_wait=0.001)
SHORT = Patience(first=0.01, longest=0.05, in_all=0.5)
LONG = Patience(first=0.01, longest=0.05, in_all=60)


class OneStore:
    """Always the same connection; ``others`` are used, one after the other, when it is refused."""

    def __init__(self, store: Store, others: Sequence[Store] = ()) -> None:
        self._stores = [store, *others]
        self.refusals = 0
        self.missing = False

    def store_for(self, ref: StoreRef) -> Store:
        if self.missing:
            raise ProfileError("Waiting for keys")
        return self._stores[0]

    def refused(self, ref: StoreRef) -> bool:
        self.refusals += 1
        if len(self._stores) == 1:
            return False
        del self._stores[0]
        return True


class Witness:
    """Remembers what the engine tells."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._moved = threading.Condition()

    def changed(self, changes: Sequence[Change], job: JobRecord) -> None:
        self.changes.extend(changes)

    def moved(self) -> None:
        with self._moved:
            self._moved.notify_all()

    turned = moved

    def until(self, seen: Callable[[], bool]) -> bool:
        """Wait until ``seen()`` is true, looking whenever something has moved."""
        with self._moved:
            return self._moved.wait_for(seen, LONG_ENOUGH)


@dataclass
class EngineBench:
    """One bucket, one journal, one engine."""

    profile: Profile
    store: Store
    bucket: str
    folder: Path
    journal: Journal
    stores: OneStore
    engine: Engine
    witness: Witness = field(default_factory=Witness)

    @property
    def ref(self) -> StoreRef:
        return StoreRef("test", "", self.profile.endpoint.url, self.profile.region, False)

    def add(self, request: Request, options: Options | None = None, draft: bool = False) -> int:
        """Write a job into the journal."""
        state = JobState.DRAFT if draft else JobState.WAITING
        options = options or Options()
        return self.journal.add_job(request, self.ref, options, title_of(request), state)

    def start(self, request: Request, options: Options | None = None) -> int:
        """Add a job and run it."""
        job_id = self.add(request, options)
        self.engine.run(job_id)
        return job_id

    def outcome(self, job_id: int) -> Report:
        """Wait until no thread works on it and return what came of it."""
        assert self.engine.wait(job_id, LONG_ENOUGH), self.snapshot(job_id)
        return self.journal.report(job_id)

    def done(self, request: Request, options: Options | None = None) -> Report:
        """Run a job to its end."""
        return self.outcome(self.start(request, options))

    def snapshot(self, job_id: int) -> JobSnapshot:
        return next(each for each in self.engine.snapshots() if each.id == job_id)

    def until(self, job_id: int, seen: Callable[[JobSnapshot], bool]) -> JobSnapshot:
        """Wait until a snapshot of a job fulfils a condition."""
        assert self.witness.until(lambda: seen(self.snapshot(job_id))), self.snapshot(job_id)
        return self.snapshot(job_id)

    def put(self, *sources: Path, prefix: str = "", **more: object) -> PutRequest:
        """Ask for an upload."""
        paths = tuple(map(str, sources))
        return replace(PutRequest(paths, Location(self.bucket, prefix)), **more)  # type: ignore[arg-type]

    def get(self, selection: Selection, **more: object) -> GetRequest:
        """Ask for a download into the folder ``here``."""
        return replace(GetRequest(selection, str(self.here)), **more)  # type: ignore[arg-type]

    def delete(self, selection: Selection) -> DeleteRequest:
        return DeleteRequest(selection)

    @property
    def here(self) -> Path:
        return self.folder / "here"

    def file(self, name: str, body: bytes) -> Path:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        return path

    def fill(self, objects: Mapping[str, bytes]) -> None:
        for key, body in objects.items():
            self.store.put(self.bucket, key, body, NOW)

    def rows(self, prefix: str = "", depth: Depth = Depth.TREE) -> list[Entry]:
        rows: list[Entry] = []
        for page in self.store.pages(Location(self.bucket, prefix), depth, NOW):
            for row in zip(page.keys, page.sizes, page.modified_ms, page.etags, strict=True):
                key, size, modified_ms, etag = row
                kind = Kind.OBJECT if size >= 0 else Kind.PREFIX
                rows.append(Entry(key, kind, size, modified_ms, etag))
        return rows

    def keys(self) -> list[str]:
        return [row.key for row in self.rows()]

    def objects(self) -> dict[str, bytes]:
        return {key: self.content(key) for key in self.keys()}

    def content(self, key: str) -> bytes:
        return b"".join(self.store.read(self.bucket, key, NOW))

    def everything(self) -> Selection:
        return Selection(Location(self.bucket), tuple(self.rows("", Depth.LEVEL)))

    def whole_bucket(self) -> Selection:
        return Selection(Location(), (Entry(self.bucket, Kind.BUCKET),))

    def unfinished(self) -> list[str]:
        """Return the keys of the multipart uploads that were not completed."""
        return [upload.key for upload in self.store.list_uploads(self.bucket, "", NOW)]

    def parts_of(self, key: str) -> list[int]:
        """Return the numbers of the parts the store has of an unfinished upload."""
        uploads = [one for one in self.store.list_uploads(self.bucket, key, NOW) if one.key == key]
        return [
            part.number
            for one in uploads
            for part in self.store.list_parts(self.bucket, key, one.upload_id, NOW)
        ]

    @contextmanager
    def again(
        self,
        *endpoints: Endpoint,
        patience: Patience = LONG,
        crew: CrewRules | None = None,
    ) -> Iterator[EngineBench]:
        """Another engine on the same journal, by way of other addresses."""
        profile = self.profile
        stores = [
            connect(replace(profile, endpoints=(endpoint,)), QUICK)
            for endpoint in endpoints or profile.endpoints
        ]
        try:
            with engine_bench(
                profile, self.store, self.bucket, self.folder, self.journal, stores, patience, crew
            ) as bench:
                yield bench
        finally:
            for store in stores:
                store.close()


@contextmanager
def engine_bench(
    profile: Profile,
    store: Store,
    bucket: str,
    folder: Path,
    journal: Journal,
    stores: Sequence[Store] = (),
    patience: Patience = LONG,
    crew: CrewRules | None = None,
) -> Iterator[EngineBench]:
    """Set up a bench whose engine uses ``stores``, one after the other, or ``store``."""
    first, *others = stores or [store]
    used = OneStore(first, others)
    witness = Witness()
    engine = Engine(journal, used, witness, patience, crew)
    try:
        yield EngineBench(profile, store, bucket, folder, journal, used, engine, witness)
    finally:
        engine.close()


@contextmanager
def new_bench(server: S3Server, store: Store, bucket: str, folder: Path) -> Iterator[EngineBench]:
    """Set up a bench with a journal of its own."""
    journal = Journal(folder / "jobs.sqlite3")
    try:
        with engine_bench(server.profile(), store, bucket, folder, journal) as bench:
            yield bench
    finally:
        journal.close()


ALL = Conflict.OVERWRITE
