"""What differs between a local folder and a level of a store, at any depth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry
from jos_tui.core.errors import StoreError
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.jobs.planning.contents import MOST_READ, Content, Contents
from jos_tui.jobs.planning.globs import Globs
from jos_tui.jobs.planning.listed import in_order, rows
from jos_tui.jobs.planning.same import is_same_time, is_stored_since
from jos_tui.jobs.planning.walk import Found, Naming, Node, walk
from jos_tui.jobs.request import Filters, Symlinks
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store


class Finding(Enum):
    """What comparing a name on both sides came to."""

    ONLY_HERE = auto()
    ONLY_THERE = auto()
    DIFFERS = auto()
    SAME = auto()  # in size, and in time or content
    SAME_SIZE = auto()  # and stored after the file was last changed; the content was not compared
    NOT_COMPARED = auto()  # a link that is not followed, a file that cannot be read


_NOT_SAID = {400, 403, 404}

TO_COPY = frozenset({Finding.ONLY_HERE, Finding.ONLY_THERE, Finding.DIFFERS})
"""What copying makes the same."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One file or object. ``here`` is the path below the folder, ``there`` the whole key.

    "" for the side on which it is not.
    """

    finding: Finding
    here: str = ""
    there: str = ""


def compare(
    store: Store,
    location: Location,
    folder: str,
    cancel: CancelToken,
    most_read: int = MOST_READ,
) -> Iterator[Compared]:
    """Yield each file below a folder and each object below a location, in the order of keys.

    Both sides are gone through once, side by side. Sizes are compared, then times: a file that was
    saved has that of its object. Where times do not tell and the ETag may, files are read, up to
    ``most_read`` bytes; before another ETag is taken for another content, the store is asked how
    the object is encrypted. Blocks on store and disk; raises StoreError, LocalError for the folder
    itself, and Cancelled.
    """
    judge = _Judge(Contents(cancel, most_read), _Etags(store, location.bucket, cancel))
    files = _Files(folder, cancel)
    here = files.next()
    for entry in in_order(rows(store, location, Depth.TREE, cancel)):
        name = entry.key.removeprefix(location.prefix)
        if not name:  # the marker of the level itself
            continue
        while here is not None and here.key < name:
            yield from files.alone(here)
            here = files.next()
        if here is not None and here.key == name and _is_marker(entry) and _is_folder(here):
            here = files.next()
        elif here is not None and here.key == name and not _is_folder(here):
            yield Compared(judge.finding(here, entry), files.below(here), entry.key)
            here = files.next()
        else:
            closed = name.startswith(files.closed) if files.closed else False
            finding = Finding.NOT_COMPARED if closed else Finding.ONLY_THERE
            yield Compared(finding, there=entry.key)
    while here is not None:
        yield from files.alone(here)
        here = files.next()


@dataclass(slots=True)
class Comparison:
    """How often each finding was made, and in which rows of both sides something is to be copied.

    ``here`` are names in the folder, ``there`` keys of the level; folders and prefixes end in
    ``/``.
    """

    location: Location
    counts: Counter[Finding] = field(default_factory=Counter)
    here: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """How many files and objects were looked at; what is on both sides counts once."""
        return self.counts.total()

    def add(self, compared: Compared) -> None:
        """Count one more."""
        self.counts[compared.finding] += 1
        if compared.finding in TO_COPY:
            if compared.here:
                self.here.add(_first(compared.here))
            if compared.there:
                prefix = self.location.prefix
                self.there.add(prefix + _first(compared.there.removeprefix(prefix)))


def _first(path: str) -> str:
    name, slash, _ = path.partition(SEPARATOR)
    return name + slash


class _Files:
    """What is in the folder, one after the other."""

    def __init__(self, folder: str, cancel: CancelToken) -> None:
        self._root = folder.rstrip(SEPARATOR) + SEPARATOR
        self.closed = ""
        """The key of the last folder that was not looked into, with its ``/``."""
        globs = Globs(Filters())
        nodes = walk(folder, Symlinks.FOLLOW, globs, cancel, naming=Naming.AS_STORED)
        self._nodes = (node for node in nodes if node.key or node.error)

    def next(self) -> Node | None:
        node = next(self._nodes, None)
        if node is not None and not node.key and node.error is not None:
            raise node.error
        return node

    def below(self, node: Node) -> str:
        return node.path.removeprefix(self._root)

    def alone(self, node: Node) -> Iterator[Compared]:
        """Say what is only here: nothing of folders, which a store does not have."""
        if node.found is Found.FILE:
            yield Compared(Finding.ONLY_HERE, self.below(node))
        elif not _is_folder(node):
            self.closed = node.key if node.key.endswith(SEPARATOR) else ""
            yield Compared(Finding.NOT_COMPARED, self.below(node))


class _Judge:
    """Tells whether a file and an object of one name are the same."""

    def __init__(self, contents: Contents, etags: _Etags) -> None:
        self._contents = contents
        self._etags = etags

    def finding(self, node: Node, entry: Entry) -> Finding:
        if node.found is not Found.FILE:
            return Finding.NOT_COMPARED
        if node.size != entry.size:
            return Finding.DIFFERS
        if is_same_time(node.modified_ns, entry.modified_ms * 1_000_000):
            return Finding.SAME
        match self._contents.compared(node.path, entry):
            case Content.SAME:
                return Finding.SAME
            case Content.OTHER if self._etags.tell(entry.key):
                return Finding.DIFFERS
            case Content.UNREAD:
                return Finding.NOT_COMPARED
            case _:
                is_since = is_stored_since(entry, node.modified_ns)
                return Finding.SAME_SIZE if is_since else Finding.DIFFERS


class _Etags:
    """Whether ETags that look like MD5s are; asked of the store until one is not."""

    def __init__(self, store: Store, bucket: str, cancel: CancelToken) -> None:
        self._store = store
        self._bucket = bucket
        self._cancel = cancel
        self._hidden = False

    def tell(self, key: str) -> bool:
        """Whether the ETag of an object tells its content, as far as the store says.

        What it does not say of one object, which may be encrypted with a key of its owner, counts
        as no. Raises StoreError where it may say so later, and Cancelled.
        """
        if self._hidden:
            return False
        try:
            self._hidden = self._store.stat(self._bucket, key, self._cancel).hides_md5
        except StoreError as error:
            if error.status not in _NOT_SAID:
                raise
            return False
        return not self._hidden


def _is_marker(entry: Entry) -> bool:
    return entry.key.endswith(SEPARATOR) and entry.size == 0


def _is_folder(node: Node) -> bool:
    return node.found in {Found.FOLDER, Found.EMPTY_FOLDER}
