"""A job whose store does not work: it waits, looks again, and gives up after a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import BadCredentials, Cancelled, JosError, StoreError
from jos_tui.core.location import Location
from jos_tui.jobs.engine.halt import Halt
from jos_tui.jobs.engine.lanes import Gate, JobLanes
from jos_tui.jobs.engine.patience import Endurance, Patience, Trouble, trouble_of
from jos_tui.jobs.engine.recorder import Recorder
from jos_tui.jobs.item import Item
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store

_STRIKES = 3


class Outage:
    """Shuts the lanes of a job when its store is in trouble, and opens them when it is back.

    Whether it is back is seen by a listing of one key; of a full store by one item. An item that
    meets trouble three times while the store works for others is the trouble itself. ``tend`` and
    ``seconds`` belong to the thread of the job, the rest may be called from any.
    """

    def __init__(
        self,
        store: Store,
        patience: Patience,
        lanes: JobLanes,
        recorder: Recorder,
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._recorder = recorder
        self._wake = wake
        self._lock = threading.Lock()
        self._endurance = Endurance(patience)
        self._met: tuple[Trouble, JosError, str] | None = None
        self._next_look: float | None = None
        self._halt: Halt | None = None
        self._cautious = False  # one unit at a time
        self._calm = False  # whether nothing has happened since something went well
        self._times_back = 0
        self._strikes: dict[int, tuple[int, int]] = {}  # by item: how many, and times_back then

    @property
    def open(self) -> bool:
        """Whether items may be begun."""
        return self._met is None

    def met_by(self, item: Item, trouble: Trouble, error: JosError) -> bool:
        """Take note of trouble; return whether the item is to be tried again."""
        with self._lock:
            self._calm = False
            strikes, when = self._strikes.get(item.id, (0, -1))
            if trouble is Trouble.OUTAGE and when != self._times_back:
                strikes += 1
                self._strikes[item.id] = (strikes, self._times_back)
            if strikes >= _STRIKES:
                del self._strikes[item.id]
                return False
            if self._met is None:
                self._met = trouble, error, item.bucket
                self._lanes.let(Gate.SHUT)
        self._recorder.suffers(error)
        self._wake()
        return True

    def worked(self) -> None:
        """Take note that something went well."""
        if self._calm or self._is_over():
            self._recorder.suffers(None)

    def _is_over(self) -> bool:
        """Take note of the first success since there was trouble; False while it lasts."""
        with self._lock:
            if self._met is not None:
                return False
            self._calm = True
            self._endurance.worked()
            self._times_back += bool(self._strikes)
            cautious, self._cautious = self._cautious, False
        if cautious:
            self._lanes.let(Gate.OPEN)
        return True

    def seconds(self, most: float) -> float:
        """Return how long to sleep until the next look, at most so long."""
        if self._next_look is None:
            return most
        return min(most, max(0.0, self._next_look - time.monotonic()))

    def tend(self) -> Halt | None:
        """Do what is due. Does not block. Return why to give up, if that is so."""
        with self._lock:
            if self._halt is not None or self._met is None:
                return self._halt
            trouble, error, bucket = self._met
            if self._next_look is None:
                pause = self._endurance.pause()
                if pause is None:
                    return Halt(trouble, error)
                self._next_look = time.monotonic() + pause
            if time.monotonic() < self._next_look:
                return None
            self._next_look = float("inf")
        if trouble is Trouble.FULL:
            self._back(Gate.ONE)
        else:
            self._lanes.at_once(lambda cancel: self._look(bucket, cancel))
        return None

    def _look(self, bucket: str, cancel: CancelToken) -> None:
        try:
            next(self._store.pages(Location(bucket), Depth.LEVEL, cancel, page_size=1), None)
        except Cancelled:
            raise
        except BadCredentials as exc:
            self._halt = Halt(Trouble.KEYS, exc)
        except StoreError as exc:
            if trouble_of(exc) is Trouble.ITEM:
                self._back(Gate.OPEN)  # it answers
            else:
                self._lasts(exc)
        else:
            self._back(Gate.OPEN)
        self._wake()

    def _lasts(self, error: JosError) -> None:
        """Say what is wrong by now: what it began with may have been only the way it broke off."""
        with self._lock:
            if self._met is not None:
                trouble, _, bucket = self._met
                self._met = trouble, error, bucket
            self._next_look = None
        self._recorder.suffers(error)

    def _back(self, gate: Gate) -> None:
        with self._lock:
            self._met = self._next_look = None
            self._times_back += 1
            self._cautious = gate is Gate.ONE
        self._lanes.let(gate)
