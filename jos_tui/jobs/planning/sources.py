"""The files and folders an upload was asked for, and the keys they become."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from jos_tui.core.local_names import numbered
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


def sources_of(request: PutRequest) -> list[Source]:
    """Return what was chosen, in the order of its keys. Does no I/O but for ``.`` and ``..``.

    Of several with one name only the first keeps it, the others are numbered if both are kept.
    """
    paths = sorted(dict.fromkeys(request.sources), key=lambda path: (own_name(path), path))
    if request.contents:
        prefix = request.location.prefix
        return [Source(path, prefix + own_name(path), prefix) for path in paths]
    keep_both = request.conflict is Conflict.KEEP_BOTH
    given: set[str] = set()
    wanted = {own_name(path) for path in paths}
    sources = []
    for path in paths:
        name = request.name or own_name(path)
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
