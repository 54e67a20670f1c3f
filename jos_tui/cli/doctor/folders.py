"""Our own folders: where they are, whether they can be written to, and who can read them."""

from __future__ import annotations

import os
import shlex
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from jos_tui.browse.usage_cache import UsageCache
from jos_tui.cli.doctor.disks import is_of_network, kind_of_disk
from jos_tui.cli.doctor.finding import Finding, Level, Section
from jos_tui.core import formats
from jos_tui.jobs.local_disk import free_bytes, local_error
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.config import config_path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MOST_FILES = 1_000
_LITTLE = 100_000_000


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of ours: what is in it, and which variable names another place for it."""

    purpose: str
    path: Path
    variable: str


def own_folders(environ: Mapping[str, str], home: Path) -> list[Folder]:
    """Return the folders of jobs, of settings and of what can be found out again."""
    return [
        Folder("Jobs", StateHome.of_user(environ).folder, "XDG_STATE_HOME"),
        Folder("Settings", config_path(environ, home).parent, "XDG_CONFIG_HOME"),
        Folder("Cache", UsageCache.of_user(environ).folder, "XDG_CACHE_HOME"),
    ]


def folder_findings(folder: Folder, mountinfo: str, home: Path) -> list[Finding]:
    """Look at one folder; makes and removes a file in it to see. Blocks as long as its disk."""
    try:
        exists = folder.path.exists()
        _try_to_write(folder.path if exists else _existing_parent(folder.path))
        privacy = _privacy(folder, home) if exists else []
    except OSError as exc:
        return [_unusable(folder, exc)]
    return [_place(folder, mountinfo, exists=exists), *privacy]


def to_type(path: Path, home: Path) -> str:
    """Return a path as it is typed in a shell, with ``~`` for the home."""
    if path.is_relative_to(home) and path != home:
        return f"~/{shlex.quote(str(path.relative_to(home)))}"
    return shlex.quote(str(path))


def _existing_parent(path: Path) -> Path:
    return next(parent for parent in path.parents if parent.exists())


def _try_to_write(folder: Path) -> None:
    with tempfile.TemporaryFile(prefix=".jos-tui-doctor-", dir=folder) as probe:
        probe.write(b"\n")
        probe.flush()
        os.fsync(probe.fileno())  # a quota may only be told of now


def _unusable(folder: Folder, error: OSError) -> Finding:
    told = local_error(error, str(folder.path))
    words = f"{folder.purpose}: {told.title}. {told.reason}".rstrip(". ")
    step = told.next_step or "Check its permissions."
    advice = f"{step} Or name another place with {folder.variable}."
    return Finding(Section.FILES, Level.PROBLEM, words, advice)


def _place(folder: Folder, mountinfo: str, *, exists: bool) -> Finding:
    kind = kind_of_disk(Path(os.path.realpath(folder.path)), mountinfo)
    disk = f"{'a network disk' if is_of_network(kind) else 'a disk'} ({kind})" if kind else "a disk"
    state = "can be written to" if exists else "not made yet, can be"
    free = free_bytes(folder.path)
    room = "" if free is None else f", {formats.size(free)} free"
    words = f"{folder.purpose}: {folder.path}, {state}, on {disk}{room}"
    if free is not None and free < _LITTLE:
        return Finding(Section.FILES, Level.WARNING, words, "Free some space on that disk.")
    return Finding(Section.FILES, Level.OK, words)


def _privacy(folder: Folder, home: Path) -> list[Finding]:
    """Name what other users may use. They see names of keys there, never a secret of ours."""
    if not folder.path.stat().st_mode & _OTHERS:
        return []
    with os.scandir(folder.path) as entries:
        open_to_others = [
            Path(entry.path)
            for entry in islice(entries, _MOST_FILES)
            if entry.stat(follow_symlinks=False).st_mode & _OTHERS and not entry.is_symlink()
        ]
    if not open_to_others:
        return []
    names = ", ".join(path.name for path in sorted(open_to_others)[:3])
    more = "" if len(open_to_others) <= 3 else f" and {len(open_to_others) - 3} more"
    words = f"{folder.purpose}: other users of this machine may read {names}{more}"
    advice = f"Type: chmod -R go= {to_type(folder.path, home)}"
    return [Finding(Section.FILES, Level.WARNING, words, advice)]
