"""Local files that no object has, where a folder is to become like a prefix."""

from __future__ import annotations

from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.local_names import PART_SUFFIX, LocalNames
from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.planning.globs import Globs
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage
from jos_tui.jobs.planning.walk import Found, Node, walk
from jos_tui.jobs.request import GetRequest, Symlinks

NOTHING_FOUND = "Nothing was found in the store, so nothing is removed here."
UNREADABLE = "Folders that cannot be read, with what may be too much in them,"


def leftover_files(
    request: GetRequest, outbox: Outbox, parts: int, folded: LocalNames | None, cancel: CancelToken
) -> None:
    """Plan to remove the files in the folders of the chosen prefixes that no object has.

    Only ordinary files that the filters do not exclude; no link is followed. All objects must
    have been planned. ``folded`` are their paths where the disk does not tell ``A`` from ``a``.
    """
    if not outbox.tally.found:
        outbox.say([NOTHING_FOUND])
        return
    leftovers = _Leftovers(request, outbox, folded, cancel)
    outbox.flush_items()
    for part in outbox.parts(Stage.EXTRAS, parts):
        root = outbox.position.roots.get(part)
        if root is not None:
            leftovers.look_below(root)


class _Leftovers:
    def __init__(
        self, request: GetRequest, outbox: Outbox, folded: LocalNames | None, cancel: CancelToken
    ) -> None:
        self._folder = Path(request.folder)
        self._outbox = outbox
        self._globs = Globs(request.filters)
        self._folded = folded
        self._cancel = cancel

    def look_below(self, root: str) -> None:
        if not self._is_plain_folder(root):
            return
        after = self._outbox.position.after
        top = str(self._folder / root) if root else str(self._folder)
        for node in walk(top, Symlinks.SKIP, self._globs, self._cancel, after or ""):
            if after is None or node.key > after:
                self._look_at(node, f"{root}/{node.key}" if root else node.key)
                self._outbox.reached(node.key)

    def _is_plain_folder(self, root: str) -> bool:
        """Whether a folder is there, and below the job's without a link on the way."""
        steps = [self._folder / root, *(self._folder / root).parents] if root else []
        below = [step for step in steps if step != self._folder and self._folder in step.parents]
        return (self._folder / root).is_dir() and not any(step.is_symlink() for step in below)

    def _look_at(self, node: Node, path: str) -> None:
        if node.found is Found.BROKEN:
            self._outbox.tally.leave_out(UNREADABLE, node.path)
        elif node.found is Found.FILE and self._is_left_over(node, path):
            self._outbox.tally.extra += 1
            self._outbox.add(
                PlannedItem(
                    Action.REMOVE_FILE, "", "", path, node.size, node.modified_ns, node.inode
                )
            )

    def _is_left_over(self, node: Node, path: str) -> bool:
        name = path.rpartition("/")[2]
        if name.startswith(".") and name.endswith(PART_SUFFIX):
            return False  # a download under way
        if not self._globs.takes(node.key) or self._outbox.has_file(path):
            return False
        return self._folded is None or not self._folded.has_given(path)
