"""What a worker is told on its command line: never a secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NONE = -1


@dataclass(frozen=True, slots=True)
class Arguments:
    """The folder of the journal, and descriptors it inherits.

    To ``ready`` it says that it can be reached; the end of ``tie`` is its own.
    """

    folder: Path
    ready: int
    idle_seconds: float
    tie: int = NONE

    @property
    def descriptors(self) -> tuple[int, ...]:
        """The descriptors to inherit."""
        return (self.ready,) if self.tie == NONE else (self.ready, self.tie)

    def to_words(self) -> list[str]:
        """Return them as a command line, legible in the list of processes."""
        words = ["jos-tui-worker", "--state", str(self.folder), "--ready", str(self.ready)]
        words += ["--idle", str(self.idle_seconds)]
        return words if self.tie == NONE else [*words, "--tied", str(self.tie)]

    @classmethod
    def from_words(cls, words: Sequence[str]) -> Arguments:
        """Read the command line."""
        named = dict(zip(words[1::2], words[2::2], strict=True))
        tie = int(named.get("--tied", NONE))
        idle_seconds = float(named["--idle"])
        return cls(Path(named["--state"]), int(named["--ready"]), idle_seconds, tie)
