"""What the tests of ``get``, ``sync`` and ``jobs`` store first, and what they find saved."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.core.local_names import NAMES_FILE
from jos_tui.store.store import Store
from tests.cli.shell import Shell


def fill(store: Store, bucket: str, *keys: str) -> None:
    """Store objects that hold their own key."""
    for key in keys:
        store.put(bucket, key, key.encode(), CancelToken())


def saved(shell: Shell, folder: str = "") -> dict[str, bytes]:
    """Return the files below the shell's folder, without its credentials and kept names."""
    root = shell.folder / folder
    files = (path for path in root.rglob("*") if path.is_file() and ".keys" not in path.parts)
    files = (path for path in files if path.name != NAMES_FILE)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
