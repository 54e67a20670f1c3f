"""What was measured before, kept on disk: the latest result of each prefix and the one before."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Self

from jos_tui.browse.usage import Usage
from jos_tui.browse.usage_tree import UsageRow, UsageTree
from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location

_FORMAT = "jos-tui usage 1"
_MOST_FILES = 200
_SUFFIX = ".jsonl"
_YEAR_10000_MS = 253_402_300_800_000


class Age(Enum):
    """Which result of a prefix."""

    LATEST = ""
    PREVIOUS = "-previous"


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything below a location of the store at ``endpoint`` (a URL), at one time.

    ``measured_ms`` is when the measurement began, milliseconds since 1970 UTC.
    """

    endpoint: str
    location: Location
    measured_ms: int
    tree: UsageTree


@dataclass(frozen=True, slots=True)
class Remembered:
    """The two last results of a prefix, as far as there are any, and ``notes`` for the user."""

    latest: Measured | None = None
    previous: Measured | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UsageCache:
    """Results in a folder, one file each. Every method blocks; any thread and process may call."""

    folder: Path

    @classmethod
    def of_user(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Return that in ``$XDG_CACHE_HOME/jos-tui``, by default below ``~/.cache``."""
        base = Path((os.environ if environ is None else environ).get("XDG_CACHE_HOME", ""))
        if not base.is_absolute():
            base = Path("~/.cache").expanduser()
        return cls(base / "jos-tui" / "usage")

    def load(self, endpoint: str, location: Location) -> Remembered:
        """Return what is remembered of a location. Files that cannot be read become notes."""
        found: dict[Age, Measured | None] = {}
        notes: list[str] = []
        for age in Age:
            path = self._path(endpoint, location, age)
            try:
                found[age] = _read(path, endpoint, location)
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                found[age] = None
                notes.append(f"An earlier measurement is left out: {path} cannot be read.")
        return Remembered(found[Age.LATEST], found[Age.PREVIOUS], tuple(notes))

    def save(self, measured: Measured) -> None:
        """Keep a result, the latest until now as the one before. Raises LocalError."""
        self._keep(measured, self._retire)
        self._drop_oldest()

    def amend(self, measured: Measured) -> None:
        """Keep a result in the place of the latest, which has become untrue. Raises LocalError."""
        self._keep(measured, lambda _: None)

    def retire(self, endpoint: str, location: Location) -> None:
        """Keep the latest result, which has become untrue, for comparison only."""
        with suppress(OSError):
            self._retire(self._path(endpoint, location, Age.LATEST))

    def _keep(self, measured: Measured, before: Callable[[Path], None]) -> None:
        """Write a result as the latest; call ``before`` with its path when it is written."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = self._written(measured)
            try:
                latest = self._path(measured.endpoint, measured.location, Age.LATEST)
                before(latest)
                temporary.replace(latest)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        except OSError as exc:
            raise LocalError(
                "The measurement cannot be kept for the next time",
                f"{self.folder}: {exc.strerror or exc}",
                "Name another place with XDG_CACHE_HOME.",
            ) from exc

    def _retire(self, latest: Path) -> None:
        previous = latest.with_name(f"{latest.stem}{Age.PREVIOUS.value}{_SUFFIX}")
        with suppress(FileNotFoundError):
            latest.replace(previous)

    def _path(self, endpoint: str, location: Location, age: Age) -> Path:
        identity = json.dumps([endpoint, location.bucket, location.prefix])
        name = hashlib.sha256(identity.encode()).hexdigest()[:32]
        return self.folder / f"{name}{age.value}{_SUFFIX}"

    def _written(self, measured: Measured) -> Path:
        """Return a new file, for the user alone, with all of a result in it. Raises OSError."""
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=_SUFFIX)
        path = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.writelines(f"{line}\n" for line in _lines(measured))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def _drop_oldest(self) -> None:
        """Keep the folder small, and rid of what a killed process has left."""
        with suppress(OSError):
            files = sorted(self.folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
            for path in files[:-_MOST_FILES]:
                path.unlink(missing_ok=True)


def _lines(measured: Measured) -> Iterator[str]:
    header = {
        "format": _FORMAT,
        "endpoint": measured.endpoint,
        "bucket": measured.location.bucket,
        "prefix": measured.location.prefix,
        "measured_ms": measured.measured_ms,
    }
    yield json.dumps(header)
    rows = 0
    for row in measured.tree.rows():
        rows += 1
        sums = [_numbers(usage) for usage in (row.total, row.here, row.merged)]
        yield json.dumps([row.depth, row.name, *sums, row.merged_prefixes])
    yield json.dumps({"rows": rows})


def _read(path: Path, endpoint: str, location: Location) -> Measured | None:
    """Return the result in a file, None if there is no file.

    Raises OSError, ValueError, KeyError, TypeError.
    """
    try:
        with path.open(encoding="ascii") as file:
            header, *rows, end = map(json.loads, file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    here = (header["endpoint"], header["bucket"], header["prefix"])
    if header["format"] != _FORMAT or here != (endpoint, location.bucket, location.prefix):
        raise ValueError(header)
    if end["rows"] != len(rows):
        raise ValueError(end)
    tree = UsageTree.from_rows(location.prefix, _rows(rows))
    return Measured(endpoint, location, _time(header["measured_ms"]), tree)


def _rows(rows: Iterable[Any]) -> Iterator[UsageRow]:
    for depth, name, total, here, merged, merged_prefixes in rows:
        if not isinstance(name, str):
            raise TypeError(name)
        sums = (_usage(total), _usage(here), _usage(merged))
        yield UsageRow(_integer(depth), name, *sums, _integer(merged_prefixes))


def _numbers(usage: Usage) -> list[int]:
    return [usage.size, usage.objects, usage.oldest_ms, usage.newest_ms]


def _usage(numbers: Any) -> Usage:
    size, objects, oldest_ms, newest_ms = numbers
    return Usage(_integer(size), _integer(objects), _time(oldest_ms), _time(newest_ms))


def _time(number: Any) -> int:
    return _integer(number, _YEAR_10000_MS)


def _integer(number: Any, limit: int = 2**63) -> int:
    if not isinstance(number, int) or not 0 <= number < limit:
        raise ValueError(number)
    return number
