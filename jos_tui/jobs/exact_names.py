"""What the names in a folder are in the store, where they cannot be the same here.

Each folder with such names keeps them in a file of its own, so that it can be moved and a part of
it uploaded: a JSON object a line, plain ASCII, ``{"here": "a%0Ab", "there": "a\\nb"}``. Lines are
only ever added; the last one about a name counts. What cannot be read in it is passed over: then
a name is taken as it is.
"""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping

from jos_tui.core.local_names import NAMES_FILE
from jos_tui.core.location import SEPARATOR

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_ADD = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_MODE = 0o666  # less the umask, like the files it is about
_FOLDERS_KEPT = 64


def differences(path: str, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield for each step of a local path that is called otherwise in the store its folder's path,
    with a final ``/`` unless it is "", what the step is called here, and what there.
    """
    here, there = path.split(SEPARATOR), name.split(SEPARATOR)
    if len(here) != len(there):
        return
    folder = ""
    for one, other in zip(here, there, strict=True):
        if one != other:
            yield folder, one, other
        folder += f"{one}{SEPARATOR}"


def exact_names(folder: int) -> dict[str, str]:
    """Return what names in an open folder are in the store. Blocks on the disk; raises OSError.

    A folder without a file of names has none. No link is followed.
    """
    try:
        descriptor = os.open(NAMES_FILE, _READ, dir_fd=folder)
    except FileNotFoundError:
        return {}
    with os.fdopen(descriptor, "rb") as file:
        return dict(filter(None, map(_parsed, file)))


class NamesKeeper:
    """Adds names to the files of the folders they are in. Thread-safe.

    Remembers what is in the last 64 of these files.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, dict[str, str]] = OrderedDict()

    def keep(self, path: str, folder: int, here: str, there: str) -> None:
        """Take note of a name in an open folder, which ``path`` tells from others.

        Blocks on the disk; raises OSError.
        """
        with self._lock:
            known = self._known_in(path, folder)
            if known.get(here) == there:
                return
            _add(folder, {"here": here, "there": there})
            known[here] = there

    def _known_in(self, path: str, folder: int) -> dict[str, str]:
        if path not in self._known:
            self._known[path] = exact_names(folder)
        self._known.move_to_end(path)
        if len(self._known) > _FOLDERS_KEPT:
            self._known.popitem(last=False)
        return self._known[path]


def _add(folder: int, record: Mapping[str, str]) -> None:
    descriptor = os.open(NAMES_FILE, _ADD, _MODE, dir_fd=folder)
    try:
        # In one call, so that nothing of another process gets between, and behind an end of line,
        # as what a process that was killed has left may have none. DEL is all that json lets by.
        line = json.dumps(record).replace("\x7f", "\\u007f")
        os.write(descriptor, f"\n{line}\n".encode("ascii"))
    finally:
        os.close(descriptor)


def _parsed(line: bytes) -> tuple[str, str] | None:
    try:
        record = json.loads(line)
        here, there = record["here"], record["there"]
        there.encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return (here, there) if isinstance(here, str) and SEPARATOR not in there else None
