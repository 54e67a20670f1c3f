"""How many things are done at once: decided by measured rates alone."""

from __future__ import annotations

_WORTH_IT = 1.2


class Doubling:
    """A number of streams or requests that doubles while that pays.

    Doubling pays if all together become at least 20 % faster; if not, it goes back and leaves it
    at that: on one store four streams are three times slower than one. No clock in here, and no
    lock.
    """

    def __init__(self, most: int, first: int = 1) -> None:
        """Begin with ``first``, and never ask for more than ``most``."""
        self._most = most
        self._count = first
        self._on_trial: tuple[int, float] | None = None  # the count before, and its rate
        self._settled = False

    @property
    def count(self) -> int:
        """How many there should be."""
        return self._count

    @property
    def settled(self) -> bool:
        """Whether no more are tried."""
        return self._settled

    def settle(self, count: int) -> None:
        """Use no more than ``count`` from now on, and try no more."""
        self._count = max(1, min(self._count, count))
        self._on_trial, self._settled = None, True

    def measured(self, rate: float, spare: int) -> int:
        """Take the rate of all ``count`` together, and return the new count.

        ``rate`` in any unit per second over some time with just that many; ``spare`` is how many
        more could run.
        """
        if self._on_trial is not None:
            before, rate_before = self._on_trial
            self._on_trial = None
            if rate < rate_before * _WORTH_IT:
                self._count, self._settled = before, True
        if not self._settled:
            self._try_more(rate, spare)
        return self._count

    def _try_more(self, rate: float, spare: int) -> None:
        more = min(self._count, spare, self._most - self._count)
        # Fewer than half as many again could not show in the rate.
        if more > 0 and 2 * more >= self._count:
            self._on_trial = (self._count, rate)
            self._count += more
