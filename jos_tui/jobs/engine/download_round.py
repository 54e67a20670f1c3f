"""One go at a large object: one version of it, one file, one stream or several."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import cast

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError, ServerTrouble, Unreachable
from jos_tui.jobs.engine.adaptive import Doubling
from jos_tui.jobs.engine.download_follower import Follower
from jos_tui.jobs.engine.download_object import CHUNK, Means, ObjectVersion
from jos_tui.jobs.engine.download_parts import PartMap, Run
from jos_tui.jobs.engine.part_file import PartFile
from jos_tui.jobs.engine.work import Attempt, Lanes, Unit

_RUN_PARTS = 4  # few, so that what is added up in order lags little behind


@dataclass(slots=True)
class _Stream:
    flows: bool = False
    leaves: bool = False


class Round:
    """The streams that fetch one version of an object into one file.

    Each stream is a call of :meth:`fetch` on a thread of its own; when the last one returns True,
    ``failure`` or ``stopped`` is set, or every part is there. Memory: about two chunks of 4 MiB a
    stream, and the 16 MiB of the follower.
    """

    def __init__(
        self,
        means: Means,
        attempt: Attempt,
        version: ObjectVersion,
        part: PartFile,
        follower: Follower,
        part_size: int,
        fetched: Collection[int],
    ) -> None:
        """Begin without a stream. ``fetched`` are the numbers, from 1, of the parts there.

        ``kept`` is their size, ``moved`` counts the bytes that went over the wire since.
        """
        self.version, self.part, self.follower = version, part, follower
        self.failure: JosError | OSError | None = None
        self.stopped = False
        self.moved = 0
        self.kept = sum(
            min(part_size, version.size - (number - 1) * part_size) for number in fetched
        )
        self._means, self._attempt, self._part_size = means, attempt, part_size
        self._lock = threading.Lock()
        self._halt = CancelToken()
        attempt.kept(self.kept)
        self._map = PartMap(-(-version.size // part_size), {number - 1 for number in fetched})
        self._streams = Doubling(means.cut.most_streams)
        if not (means.ranges.are_served and version.etag):
            self._streams.settle(1)
        self._present = self._staying = self._flowing = 0
        self._over = False
        self._since, self._bytes = 0.0, 0

    @property
    def has_parts(self) -> bool:
        """Whether any part is there."""
        return not self._map.empty

    def fetch(self, lanes: Lanes, helper: Unit, cancel: CancelToken) -> bool:
        """Be one stream until nothing is left for it; return whether it was the last. Blocks.

        ``helper`` is added to the lanes for each further stream, and has to call this method.
        """
        with self._lock:
            if self._over:
                return False
            self._present += 1
            self._staying += 1
        stream, forget = _Stream(), cancel.on_cancel(self._halt.cancel)
        try:
            while run := self._take(stream):
                self._fetch(run, stream, lanes, helper)
        except Cancelled:
            self.stopped = self.stopped or cancel.cancelled
        except (JosError, OSError) as exc:
            self._fail(exc, stream)
        finally:
            forget()
            last = self._gone(stream)
        return last

    def _take(self, stream: _Stream) -> Run | None:
        with self._lock:
            self._leave_if_too_many(stream)
            if stream.leaves:
                return None
            run = self._map.take(self._map.count if self._streams.count == 1 else _RUN_PARTS)
            if run is None:
                self._leave(stream)
            return run

    def _leave_if_too_many(self, stream: _Stream) -> None:
        if self._staying > self._streams.count:
            self._leave(stream)

    def _leave(self, stream: _Stream) -> None:
        if not stream.leaves:
            stream.leaves = True
            self._staying -= 1

    def _gone(self, stream: _Stream) -> bool:
        with self._lock:
            self._leave(stream)
            self._flowing -= stream.flows
            self._measure_anew()
            self._present -= 1
            self._over = self._present == 0
            if self._over and self.failure is None and not self._map.complete:
                self.stopped = True
            return self._over

    def _fail(self, error: JosError | OSError, stream: _Stream) -> None:
        with self._lock:
            if isinstance(error, Unreachable | ServerTrouble) and self._staying > 1:
                # Perhaps these were too many at once; the others tell whether it is worse.
                self._leave(stream)
                self._streams.settle(self._staying)
                return
            self.failure = self.failure or error
        self._halt.cancel()

    def _fetch(self, run: Run, stream: _Stream, lanes: Lanes, helper: Unit) -> None:
        try:
            self._read(run, stream, lanes, helper)
        finally:
            with self._lock:
                self._map.end(run)

    def _read(self, run: Run, stream: _Stream, lanes: Lanes, helper: Unit) -> None:
        position, stop = run.next * self._part_size, run.stop
        with closing(self._chunks(run)) as chunks:
            for chunk in chunks:
                data = chunk[: max(0, self._end_of(run) - position)]
                self.part.write_at(position, data)
                self.follower.received(position, data)
                position += len(data)
                self._fetched_up_to(position, run, stream)
                self._count(len(chunk), stream, lanes, helper)
                self._means.take(len(chunk), self._halt)
                if run.stop < stop:
                    if position >= self._end_of(run):
                        return
                elif len(data) < len(chunk):
                    raise self.version.has_changed()
        if position < self._end_of(run):
            raise self.version.has_changed()

    def _chunks(self, run: Run) -> Generator[bytes]:
        version, start = self.version, run.next * self._part_size
        whole = start == 0 and run.stop == self._map.count
        chunks = self._means.store.read(
            version.bucket,
            version.key,
            self._halt,
            offset=start,
            length=None if whole else self._end_of(run) - start,
            if_match=version.etag,
            version_id=version.version_id,
            chunk_size=min(CHUNK, self._part_size),
        )
        return cast("Generator[bytes]", chunks)

    def _end_of(self, run: Run) -> int:
        return min(run.stop * self._part_size, self.version.size)

    def _fetched_up_to(self, position: int, run: Run, stream: _Stream) -> None:
        while (
            run.next < run.stop
            and min((run.next + 1) * self._part_size, self.version.size) <= position
        ):
            self.follower.fetched(run.next + 1)
            with self._lock:
                self._map.fetched(run)
                self._leave_if_too_many(stream)
                if stream.leaves:
                    self._map.shorten(run, 0)

    def _count(self, amount: int, stream: _Stream, lanes: Lanes, helper: Unit) -> None:
        self._attempt.moved(amount)
        with self._lock:
            self.moved += amount
            if not stream.flows:
                stream.flows = True
                self._flowing += 1
                self._measure_anew()
            elif self._flowing == self._streams.count:
                self._bytes += amount
                self._measure(lanes, helper)

    def _measure(self, lanes: Lanes, helper: Unit) -> None:
        seconds, before = time.monotonic() - self._since, self._streams.count
        enough = 2 * before * min(CHUNK, self._part_size)
        if self._bytes < enough or seconds < self._means.cut.measured_seconds:
            return
        more = self._streams.measured(self._bytes / max(seconds, 1e-9), lanes.spare) - before
        if more > 0:
            self._map.shorten_all(_RUN_PARTS)
            lanes.add(*[helper] * more)
        self._measure_anew()

    def _measure_anew(self) -> None:
        self._since, self._bytes = time.monotonic(), 0
