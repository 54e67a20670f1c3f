"""What kind of file system a folder is on."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

_MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_OF_NETWORKS = frozenset(
    {
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "fuse.glusterfs",
        "fuse.quobyte",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "panfs",
        "quobyte",
        "smb3",
        "smbfs",
        "wekafs",
    }
)


def mounts() -> str:
    """Return what the kernel says is mounted, "" where it does not tell (macOS)."""
    try:
        return _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def kind_of_disk(folder: PurePath, mountinfo: str) -> str:
    """Return the type of the file system that holds an absolute path, "" if unknown.

    ``mountinfo`` is as in proc(5). Of mounts at the same place the last one counts.
    """
    best, kind = -1, ""
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if not separator or len(fields) < 5:
            continue
        place = PurePath(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[4]))
        if folder.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), after.split(" ")[0]
    return kind


def is_of_network(kind: str) -> bool:
    """Whether files on such a file system are on another machine."""
    return kind in _OF_NETWORKS
