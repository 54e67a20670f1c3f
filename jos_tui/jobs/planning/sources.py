"""The files and folders an upload was asked for, and the keys they become."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from jos_tui.core.local_names import numbered
from jos_tui.jobs.exact_names import exact_names
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.request import PutRequest


@dataclass(frozen=True, slots=True)
class Source:
    """A chosen file or folder.

    ``key`` is that of a file, ``prefix`` what the keys begin with for the files of a folder.
    ``is_second`` says that another source has its name, so that it cannot be stored.
    """

    path: str
    key: str
    prefix: str
    is_second: bool = False


def exact_sources(request: PutRequest) -> dict[str, str]:
    """Return the sources that are called otherwise in the store, with those names.

    By the files of names beside them; one that cannot be read is passed over, and so are names
    that another source has as well. Blocks on the disk.
    """
    if request.name or request.contents:
        return {}
    paths = dict.fromkeys(request.sources)
    known = {folder: _names_in(folder) for folder in {str(Path(path).parent) for path in paths}}
    names = {path: known[str(Path(path).parent)].get(own_name(path), "") for path in paths}
    wanted = Counter(names[path] or own_name(path) for path in paths)
    return {path: name for path, name in names.items() if name and wanted[name] == 1}


def _names_in(folder: str) -> dict[str, str]:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return {}
    try:
        return exact_names(descriptor)
    except OSError:
        return {}
    finally:
        os.close(descriptor)


def sources_of(request: PutRequest, exact: Mapping[str, str]) -> list[Source]:
    """Return what was chosen, in the order of its keys. Does no I/O but for ``.`` and ``..``.

    ``exact`` are the sources with another name than their own, see :func:`exact_sources`. Of
    several with one name only the first keeps it, the others are numbered if both are kept.
    """
    names = {path: exact.get(path) or own_name(path) for path in request.sources}
    paths = sorted(names, key=lambda path: (names[path], path))
    if request.contents:
        prefix = request.location.prefix
        return [Source(path, prefix + own_name(path), prefix) for path in paths]
    keep_both = request.conflict is Conflict.KEEP_BOTH
    given: set[str] = set()
    wanted = set(names.values())
    sources = []
    for path in paths:
        name = request.name or names[path]
        is_second = name in given
        if is_second and keep_both:
            name, is_second = _free(name, given | wanted), False
        given.add(name)
        key = request.location.prefix + name
        sources.append(Source(path, key, f"{key}/", is_second))
    return sorted(sources, key=lambda source: (source.key, source.is_second, source.path))


def own_name(path: str) -> str:
    """Return the name of a file or folder; ``.`` and ``..`` and ``/`` have none in their path."""
    name = Path(path).name
    return name if name not in {"", ".."} else Path(os.path.realpath(path)).name


def identity(path: str) -> str:
    """Return what tells a folder from another one mounted or put in its place; "" if it is gone."""
    try:
        status = Path(path).stat()
    except OSError:
        return ""
    return f"{status.st_dev}:{status.st_ino}"


def _free(name: str, taken: set[str]) -> str:
    names: Iterator[str] = (numbered(name, number) for number in count(2))
    return next(free for free in names if free not in taken)
