"""Files, users and addresses as the tests of jobs need them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from jos_tui.profiles.profile import Endpoint
from tests.support.process import free_port

_NOBODY = 65534


def nowhere() -> Endpoint:
    """Return an address where nothing listens."""
    return Endpoint(f"127.0.0.1:{free_port()}", secure=False)


def files_below(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def as_ordinary_user() -> Iterator[Path]:
    """Give up root's right to read everything, if it is there; yield a folder to work in."""
    user = os.geteuid()
    with TemporaryDirectory() as name:
        folder = Path(name) / "of an ordinary user"
        folder.mkdir()
        if user == 0:
            Path(name).chmod(0o755)
            os.chown(folder, _NOBODY, -1)
            os.seteuid(_NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(user)


def write_tree(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files and return the folder."""
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder
