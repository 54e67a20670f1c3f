"""The left pane: buckets, and below them prefixes as far as they were opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.style import Style
from rich.text import Text
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from jos_tui.browse.children import child_prefixes
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import Location
from jos_tui.core.text import printable, printable_name
from jos_tui.ui.session import Session


class Row(NamedTuple):
    """What a node stands for. ``more_after`` is "" for a level itself, else the last child known
    of a level that has more of them; ``note`` marks a line that is only text."""

    location: Location
    more_after: str = ""
    note: str = ""


class BucketTree(Tree[Row]):
    """Lazy: a level is asked for when its node is opened, and only its prefixes are kept."""

    auto_links = False

    class Chosen(Message):
        """A bucket or prefix was chosen with Enter or a click."""

        def __init__(self, location: Location) -> None:
            super().__init__()
            self.location = location

    def __init__(self, session: Session) -> None:
        self._line_style: Style | None = None
        super().__init__(Text(), data=Row(Location()), id="tree")  # a str would be read as markup
        self.show_root = False
        self.show_guides = False
        self.guide_depth = 2
        self.auto_expand = False
        self._session = session
        self._asked: set[int] = set()
        self._opened_by_name: set[str] = set()

    def render_label(self, node: TreeNode[Row], base_style: Style, style: Style) -> Text:
        """Leave room for the arrow also where there is none, so that names line up."""
        label = super().render_label(node, base_style, style)
        return label if node.allow_expand else Text.assemble(("  ", base_style), label)

    @property
    def rich_style(self) -> Style:
        """The style of the tree. It is asked for with each line, and changes rarely."""
        if self._line_style is None:
            self._line_style = super().rich_style
        return self._line_style

    def notify_style_update(self) -> None:
        """Forget the style from before."""
        self._line_style = None
        super().notify_style_update()

    def on_focus(self) -> None:
        """Begin at the first bucket where there is no cursor yet."""
        if self.cursor_node is None:
            self.action_first()

    # -- filling ---------------------------------------------------------------------------------

    def load_buckets(self) -> None:
        """Ask for the list of buckets on a thread."""

        def work(token: CancelToken) -> None:
            try:
                buckets = self._session.store.buckets(token)
            except Cancelled:
                return
            except JosError as error:
                self.call_later(self.show_no_buckets, error)
            else:
                self.call_later(self.show_buckets, buckets)

        self._session.tree.submit(work)

    def show_buckets(self, buckets: Iterable[Entry]) -> None:
        """Bring the top level up to date; what is open stays open."""
        self._drop_notes(self.root)
        known = self._levels(self.root)
        wanted = {entry.key for entry in buckets}
        self._opened_by_name -= wanted
        for name, node in known.items():
            if name not in wanted and name not in self._opened_by_name:
                node.remove()
        for name in sorted(wanted - known.keys()):
            self._add_level(self.root, Location(name))

    def show_no_buckets(self, error: JosError) -> None:
        """Say why there is no list of buckets; those that are known stay."""
        self._drop_notes(self.root)
        self._note(self.root, error.title)

    def _levels(self, node: TreeNode[Row]) -> dict[str, TreeNode[Row]]:
        return {
            child.data.location.name_in_parent: child
            for child in node.children
            if child.data is not None and not child.data.note and not child.data.more_after
        }

    def _add_level(self, parent: TreeNode[Row], location: Location) -> TreeNode[Row]:
        """Add a node in the order of names; at the end, where most belong, without a search."""
        name = location.name_in_parent
        before = None
        if parent.children and _comes_after(parent.children[-1], name):
            before = next(child for child in parent.children if _comes_after(child, name))
        label = printable(location.bucket)
        if location.prefix:
            label = printable_name(location.prefix[len(location.parent.prefix) :])
        return parent.add(Text(label), Row(location), before=before)

    def _note(self, node: TreeNode[Row], text: str) -> None:
        location = node.data.location if node.data else Location()
        node.add_leaf(Text(printable(text), style="italic"), Row(location, note=text))

    def _on_tree_node_expanded(self, event: Tree.NodeExpanded[Row]) -> None:
        node = event.node
        if node.data is not None and node.data.location.bucket and node.id not in self._asked:
            self._asked.add(node.id)
            self._ask(node, "")

    def _ask(self, node: TreeNode[Row], start_after: str) -> None:
        """List the prefixes of a node on a thread; they arrive in small slices."""
        assert node.data is not None
        location = node.data.location
        self._drop_notes(node)
        self._note(node, "loading…")

        def work(token: CancelToken) -> None:
            found: list[str] = []
            more_after = ""
            try:
                for children in child_prefixes(
                    self._session.store, location, token, start_after=start_after
                ):
                    found += children.prefixes
                    more_after = children.more_after
                    self.call_later(self._take, node, children.prefixes)
            except Cancelled:
                return
            except JosError as error:
                self.call_later(self._failed, node, error)
            else:
                self.call_later(self._filled, node, start_after, frozenset(found), more_after)

        self._session.tree.submit(work)

    def _take(self, node: TreeNode[Row], prefixes: Iterable[str]) -> None:
        if node.data is None:
            return
        bucket, known = node.data.location.bucket, self._levels(node)
        for prefix in prefixes:
            if prefix not in known:
                self._add_level(node, Location(bucket, prefix))

    def _filled(
        self, node: TreeNode[Row], start_after: str, found: frozenset[str], more_after: str
    ) -> None:
        """Everything between ``start_after`` and ``more_after`` was found: the rest is gone."""
        if node.data is None:
            return
        self._drop_notes(node)
        known = self._levels(node)
        for prefix, child in known.items():
            if prefix > start_after and prefix not in found and _within(prefix, more_after):
                child.remove()
        if not more_after or not any(prefix > more_after for prefix in known):
            self._end_with(node, more_after)
        node.allow_expand = bool(node.children)

    def _end_with(self, node: TreeNode[Row], more_after: str) -> None:
        """Put "more…" at the end of a level, or take it away."""
        assert node.data is not None
        for child in list(node.children):
            if child.data is not None and child.data.more_after:
                child.remove()
        if more_after:
            more = Row(node.data.location, more_after=more_after)
            node.add_leaf(Text("more…", style="italic"), more)

    def _failed(self, node: TreeNode[Row], error: JosError) -> None:
        self._drop_notes(node)
        self._note(node, error.title)
        self._asked.discard(node.id)

    def _drop_notes(self, node: TreeNode[Row]) -> None:
        for child in list(node.children):
            if child.data is not None and child.data.note:
                child.remove()

    # -- following the table ---------------------------------------------------------------------

    def follow(self, location: Location) -> None:
        """Put the cursor on the deepest known node above a level; a new bucket gets a node."""
        if not location.bucket:
            return
        node = self._levels(self.root).get(location.bucket)
        if node is None:
            self._opened_by_name.add(location.bucket)
            node = self._add_level(self.root, Location(location.bucket))
        while True:
            deeper = next(
                (
                    child
                    for prefix, child in self._levels(node).items()
                    if prefix and location.prefix.startswith(prefix)
                ),
                None,
            )
            if deeper is None or not node.is_expanded:
                break
            node = deeper
        self.move_cursor(node, animate=False)

    def forget(self, location: Location) -> None:
        """Remove the node of a bucket or prefix that is gone."""
        self._opened_by_name.discard(location.name_in_parent)
        node = self._find(location)
        if node is not None and node is not self.root:
            node.remove()

    def renew(self, location: Location) -> None:
        """Ask again for the prefixes of a level if they are shown."""
        node = self._find(location)
        if node is not None and node.is_expanded and node.id in self._asked:
            node.allow_expand = True
            self._ask(node, "")

    def _find(self, location: Location) -> TreeNode[Row] | None:
        if location.is_bucket_list:
            return self.root
        parent = self._find(location.parent)
        return self._levels(parent).get(location.name_in_parent) if parent else None

    # -- actions ---------------------------------------------------------------------------------

    @property
    def cursor_location(self) -> Location | None:
        """The bucket or prefix under the cursor."""
        row = self.cursor_node.data if self.cursor_node else None
        return row.location if row and not row.note and not row.more_after else None

    def open_cursor(self) -> None:
        """Show the level under the cursor in the table, and open its node; load more on "more…"."""
        node = self.cursor_node
        if node is None or node.data is None or node.data.note:
            return
        if node.data.more_after:
            parent, start_after = node.parent, node.data.more_after
            node.remove()
            if parent is not None:
                self._ask(parent, start_after)
            return
        if node.is_expanded and node.id not in self._asked:
            self._asked.add(node.id)
            self._ask(node, "")
        node.expand()
        self.post_message(self.Chosen(node.data.location))

    def on_tree_node_selected(self, event: Tree.NodeSelected[Row]) -> None:
        """Open what was clicked."""
        event.stop()
        self.move_cursor(event.node, animate=False)
        self.open_cursor()

    def action_leave(self) -> None:
        """Close the node, or go to its parent."""
        node = self.cursor_node
        if node is None:
            return
        if node.is_expanded:
            node.collapse()
        elif node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent, animate=False)

    def action_first(self) -> None:
        """Go to the first node."""
        self._go_to_line(0)

    def action_last(self) -> None:
        """Go to the last node."""
        self._go_to_line(self.last_line)

    def action_half_page_down(self) -> None:
        """Half a page down."""
        self._go_to_line(self.cursor_line + max(1, self.size.height // 2))

    def action_half_page_up(self) -> None:
        """Half a page up."""
        self._go_to_line(self.cursor_line - max(1, self.size.height // 2))

    def _go_to_line(self, line: int) -> None:
        """Move the cursor and keep it on screen; its line alone would not scroll."""
        self.cursor_line = max(0, min(self.last_line, line))
        self.scroll_to_line(self.cursor_line, animate=False)


def _comes_after(child: TreeNode[Row], name: str) -> bool:
    row = child.data
    return row is not None and (bool(row.more_after) or row.location.name_in_parent > name)


def _within(prefix: str, more_after: str) -> bool:
    return not more_after or prefix < more_after
