"""What the disk under a folder is like, and its errors in words."""

from __future__ import annotations

import errno
import shutil
import sys
import tempfile
import unicodedata
from pathlib import Path

from jos_tui.core.errors import DiskFull, LocalError
from jos_tui.core.text import printable_name

_FULL = {errno.ENOSPC, errno.EDQUOT}
_TITLES = {
    errno.EACCES: ("Not allowed to use {name}", "Check its permissions and those of its folder."),
    errno.EPERM: ("Not allowed to use {name}", "Check its permissions and those of its folder."),
    errno.EROFS: ("{name} is on a read-only disk", "Choose a folder on another disk."),
    errno.ENOENT: ("{name} is not there", "It may have been moved or deleted meanwhile."),
    errno.EFBIG: ("{name} is too large for this disk", "Choose a folder on another disk."),
    errno.ENAMETOOLONG: ("The name {name} is too long for this disk", "Save it on its own."),
    errno.ENOTDIR: (
        "{name} is in the way of a folder",
        "A file or a link has the name of a folder that is needed; links are not followed. "
        "Move it away, or choose another folder.",
    ),
    errno.EISDIR: ("A folder is in the way of {name}", "Move it away, or keep both."),
}
_TITLES[errno.ELOOP] = _TITLES[errno.ENOTDIR]


def free_bytes(folder: Path) -> int | None:
    """Return how much may be written below a folder, which need not exist; None if unknown."""
    try:
        return shutil.disk_usage(_existing(folder)).free
    except OSError:
        return None


def folds_case(folder: Path) -> bool:
    """Whether ``A`` and ``a`` are one file below a folder, which need not exist yet.

    Makes and removes a temporary file to see. Where that is not allowed, it is so on macOS.
    """
    try:
        with tempfile.NamedTemporaryFile(prefix=".jos-É-", dir=_existing(folder)) as probe:
            path = Path(probe.name)
            others = (path.name.swapcase(), unicodedata.normalize("NFD", path.name))
            return any(path.with_name(other).exists() for other in others)
    except OSError:
        return sys.platform == "darwin"


def local_error(error: OSError, path: str) -> LocalError:
    """Return an error of the operating system in words; ``path`` is the file or folder meant."""
    name, reason = printable_name(path), error.strerror or str(error)
    if error.errno in _FULL:
        advice = "Free some space, or choose a folder on another disk."
        return DiskFull("No space is left on the disk", f"{name}: {reason}", advice)
    title, next_step = _TITLES.get(error.errno or 0, ("{name} cannot be used", ""))
    return LocalError(title.format(name=name), reason, next_step)


def _existing(folder: Path) -> Path:
    absolute = folder.absolute()
    return next(path for path in (absolute, *absolute.parents) if path.is_dir())
