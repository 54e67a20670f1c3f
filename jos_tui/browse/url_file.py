"""Files of URLs by which other programs save objects: ``curl -K`` and ``wget -i``."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from jos_tui.browse.snippets.snippet import Subject, subject_of
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import LocalError
from jos_tui.core.local_names import LocalNames
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store

_TELL_EVERY = 1000
_CURL_ONCE = "fail\nlocation\npath-as-is\ncreate-dirs\n"


class Program(Enum):
    """Which program the file is for."""

    CURL = "curl -K"
    WGET = "wget -i"

    def command(self, path: Path) -> str:
        """Return what saves the objects in the current folder."""
        return f"{self.value} {shlex.quote(str(path))}"


@dataclass(frozen=True, slots=True)
class Item:
    """An object, and the path it is saved under, below the folder that curl runs in."""

    subject: Subject
    path: str


def items(
    store: Store, location: Location, entries: Iterable[Entry], cancel: CancelToken
) -> Iterator[Item]:
    """Yield the objects among rows of a level and below its prefixes or buckets.

    An empty object whose key ends in ``/`` stands for a folder and is left out. Blocks: lists.
    Raises StoreError and Cancelled.
    """
    names = LocalNames()
    for entry in entries:
        if entry.kind is Kind.OBJECT:
            yield _item(names, location, subject_of(location, entry))
            continue
        for page in store.pages(location.child(entry.key), Depth.TREE, cancel):
            bucket = location.bucket or entry.key
            for key, size in zip(page.keys, page.sizes, strict=True):
                if size or not key.endswith(SEPARATOR):
                    yield _item(names, location, Subject(Kind.OBJECT, bucket, key))


def write_urls(
    path: Path,
    items: Iterable[Item],
    url_of: Callable[[Subject], str],
    program: Program,
    progress: Callable[[int], None],
    cancel: CancelToken,
) -> int:
    """Write a file that only its owner may read; return how many URLs are in it.

    ``progress`` hears the number now and then. The file has its name when it is complete, and
    takes none that is taken. Blocks. Raises LocalError, Cancelled, and what ``items`` raises.
    """
    if os.path.lexists(path):
        raise _taken(path)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".jos-urls")
    except OSError as exc:
        raise _unwritable(path, exc) from None
    try:
        count = 0
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
            file.write(_CURL_ONCE if program is Program.CURL else "")
            for count, item in enumerate(items, 1):
                file.write(_line(program, url_of(item.subject), item.path))
                if count % _TELL_EVERY == 0:
                    cancel.raise_if_cancelled()
                    progress(count)
            file.flush()
            os.fsync(file.fileno())
        cancel.raise_if_cancelled()
        _give_name(temporary, path)
    except OSError as exc:
        raise _unwritable(path, exc) from None
    finally:
        with suppress(OSError):
            Path(temporary).unlink()
    return count


def _item(names: LocalNames, location: Location, subject: Subject) -> Item:
    below = subject.key.removeprefix(location.prefix)
    if not location.bucket:
        below = f"{subject.bucket}{SEPARATOR}{subject.key}"
    is_folder = below.endswith(SEPARATOR)
    return Item(subject, names.text_for_content(below) if is_folder else names.text_for(below))


def _line(program: Program, url: str, path: str) -> str:
    if program is Program.WGET:
        return f"{url}\n"
    quoted = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'url = "{url}"\noutput = "{quoted}"\n'


def _give_name(temporary: str, path: Path) -> None:
    """Let a file have its name, unless that was taken meanwhile."""
    try:
        os.link(temporary, path, follow_symlinks=False)
    except FileExistsError:
        raise _taken(path) from None
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise _taken(path) from None
        Path(temporary).rename(path)


def _taken(path: Path) -> LocalError:
    return LocalError("This name is taken", str(path), "Choose another name.")


def _unwritable(path: Path, exc: OSError) -> LocalError:
    return LocalError(f"{path} cannot be written", exc.strerror or str(exc), "Choose another name.")
