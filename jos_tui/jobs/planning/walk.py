"""What is in a local folder, in the order its keys would have in a listing."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import LocalError
from jos_tui.core.in_slices import sorted_in_slices
from jos_tui.core.local_names import NAMES_FILE
from jos_tui.jobs.exact_names import exact_names
from jos_tui.jobs.local_disk import local_error
from jos_tui.jobs.planning.globs import Globs
from jos_tui.jobs.planning.refusals import is_allowed, no_file
from jos_tui.jobs.request import Symlinks

OUTSIDE = "Links that lead out of the folder"
NOWHERE = "Links that lead nowhere"
CIRCLE = "Links that lead back to a folder around them"
LINK = "Links"
SPECIAL = "Sockets, pipes and devices"


class Found(Enum):
    """What a name in a folder is."""

    FILE = "file"
    FOLDER = "folder"
    EMPTY_FOLDER = "empty folder"
    CLOSED_FOLDER = "closed folder"  # excluded by the globs, and not looked into
    LEFT_OUT = "left out"  # a link that is not followed, a pipe…
    BROKEN = "broken"  # cannot be read


class Naming(Enum):
    """What files and folders are called by their ``key``."""

    AS_HERE = "as here"
    AS_STORED = "as stored"  # what was downloaded, as it is called in the store


@dataclass(frozen=True, slots=True)
class Node:
    """A name below the root that is walked.

    ``path`` is the root with the rest behind it, ``key`` only the rest, with ``/``, and a final
    one for a folder or a link to one; that of the root itself is "". ``changed_ns`` is when
    anything was done to a file, not only to what is in it. ``reason`` says what was left out, as a
    noun in the plural.
    """

    found: Found
    path: str
    key: str
    size: int = 0
    modified_ns: int = 0
    inode: int = 0
    changed_ns: int = 0
    reason: str = ""
    error: LocalError | None = None


@dataclass(frozen=True, slots=True)
class _Folder:
    node: Node
    identity: tuple[int, int] = (0, 0)
    entries: Iterator[tuple[str, os.DirEntry[str]]] = field(default_factory=lambda: iter(()))


def walk(
    root: str,
    links: Symlinks,
    globs: Globs,
    cancel: CancelToken,
    start: str = "",
    naming: Naming = Naming.AS_HERE,
) -> Iterator[Node]:
    """Yield everything below a folder, beginning with itself, in the order of ``key``.

    That is the order of the bytes in UTF-8, in which a folder comes right before what is in it.
    ``start`` leaves out what comes before it, except the folders it is in, which come again.
    Links to folders are followed only within ``root`` and never in circles; with Symlinks.SKIP no
    link is. Of the globs only those matter that close a folder. Holds the names of the folders on
    the present path. The files in which names are kept are passed over. Blocks on the disk; raises
    Cancelled, and nothing else.
    """
    walker = _Walker(root, links, globs, start, naming)
    top = walker.opened(root, "", frozenset())
    yield top.node
    path = [top]
    while path:
        cancel.raise_if_cancelled()
        entry = next(path[-1].entries, None)
        if entry is None:
            path.pop()
            continue
        found = walker.look(entry[0], entry[1], path)
        if isinstance(found, _Folder):
            path.append(found)
            yield found.node
        else:
            yield found


def file_node(path: str, key: str) -> Node:
    """Return what a single file is, which may be a link. Blocks on the disk; raises nothing."""
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            return Node(Found.BROKEN, path, key, error=no_file(path))
        return _file(path, key, status)
    except OSError as exc:
        return Node(Found.BROKEN, path, key, error=local_error(exc, path))


class _Walker:
    def __init__(
        self, root: str, links: Symlinks, globs: Globs, start: str, naming: Naming
    ) -> None:
        self._real_root = Path(os.path.realpath(root))
        self._links = links
        self._globs = globs
        self._start = start
        self._naming = naming

    def opened(self, path: str, key: str, around: frozenset[tuple[int, int]]) -> _Folder:
        try:
            status = Path(path).stat()
            identity = status.st_dev, status.st_ino
            if identity in around:
                return _Folder(Node(Found.LEFT_OUT, path, key, reason=CIRCLE))
            entries = dict(self._named(path))
        except OSError as exc:
            return _Folder(Node(Found.BROKEN, path, key, error=local_error(exc, path)))
        node = Node(
            Found.FOLDER if entries else Found.EMPTY_FOLDER,
            path,
            key,
            modified_ns=status.st_mtime_ns,
            inode=status.st_ino,
        )
        in_order = sorted_in_slices(list(entries))
        rest = ((name, entries[name]) for name in in_order if self._is_ahead(key + name))
        return _Folder(node, identity, rest)

    def look(self, segment: str, entry: os.DirEntry[str], path: list[_Folder]) -> _Folder | Node:
        key, is_folder = path[-1].node.key + segment, segment.endswith("/")
        try:
            if is_folder and self._globs.closes(key):
                return Node(Found.CLOSED_FOLDER, entry.path, key)
            if reason := self._reason_to_leave_out(entry):
                return Node(Found.LEFT_OUT, entry.path, key, reason=reason)
            if is_folder:
                return self.opened(entry.path, key, frozenset(above.identity for above in path))
            return _file(entry.path, key, entry.stat())
        except OSError as exc:
            return Node(Found.BROKEN, entry.path, key, error=local_error(exc, entry.path))

    def _named(self, path: str) -> Iterable[tuple[str, os.DirEntry[str]]]:
        with os.scandir(path) as scan:
            entries = {entry.name: entry for entry in scan}
        keeps_names = entries.pop(NAMES_FILE, None) is not None
        if keeps_names and self._naming is Naming.AS_STORED:
            return _stored(entries, _names_in(path)).items()
        return ((_segment(entry, name), entry) for name, entry in entries.items())

    def _is_ahead(self, key: str) -> bool:
        return key >= self._start or (key.endswith("/") and self._start.startswith(key))

    def _reason_to_leave_out(self, entry: os.DirEntry[str]) -> str:
        if entry.is_symlink():
            if self._links is Symlinks.SKIP:
                return LINK
            target = Path(os.path.realpath(entry.path))
            if not target.exists():
                return NOWHERE
            if not target.is_relative_to(self._real_root):
                return OUTSIDE
        return "" if entry.is_dir() or entry.is_file() else SPECIAL


def _file(path: str, key: str, status: os.stat_result) -> Node:
    if not _may_read(path, status):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return Node(
        Found.FILE,
        path,
        key,
        status.st_size,
        status.st_mtime_ns,
        status.st_ino,
        status.st_ctime_ns,
    )


def _may_read(path: str, status: os.stat_result) -> bool:
    """Whether a file may be read; asks the system, which may be far, only where it is in doubt."""
    user = os.geteuid()
    if user in {0, status.st_uid}:
        allowed = user == 0 or status.st_mode & stat.S_IRUSR
    else:
        allowed = status.st_mode & stat.S_IROTH
    return bool(allowed) or is_allowed(path, os.R_OK)


def _names_in(path: str) -> dict[str, str]:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return exact_names(folder)
    finally:
        os.close(folder)


def _stored(
    entries: Mapping[str, os.DirEntry[str]], names: Mapping[str, str]
) -> dict[str, os.DirEntry[str]]:
    """Return entries by what their keys end in: each has one of its own, if not that of ``names``.

    Somebody may have made or renamed files since the names were kept.
    """
    wanted = {name: names[name] for name in entries if name in names}
    while True:
        segments: dict[str, list[str]] = {}
        for name, entry in entries.items():
            segments.setdefault(_segment(entry, wanted.get(name, name)), []).append(name)
        clashing = [name for same in segments.values() if len(same) > 1 for name in same]
        if not clashing:
            return {segment: entries[name] for segment, [name] in segments.items()}
        for name in clashing:
            wanted.pop(name, None)


def _segment(entry: os.DirEntry[str], name: str) -> str:
    try:
        return f"{name}/" if entry.is_dir() else name
    except OSError:
        return name
