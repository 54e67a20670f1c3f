"""The actions about which rows are shown and meant: marks, filter, find, sort."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

MARK: tuple[Action, ...] = (
    Action("mark.toggle", ("space",), "mark", "Mark or unmark this row and step", Group.MARK, 5),
    Action("mark.range", ("v",), "mark range", "Begin or end marking a range", Group.MARK),
    Action("mark.all", ("a",), "mark all", "Mark every row shown", Group.MARK),
    Action(
        "mark.invert", ("*",), "invert marks", "Marked rows become unmarked and back", Group.MARK
    ),
    Action("mark.add_glob", ("+",), "mark by glob", "Mark the names that match a glob", Group.MARK),
    Action(
        "mark.remove_glob",
        ("-",),
        "unmark by glob",
        "Unmark the names that match a glob",
        Group.MARK,
    ),
)

FILTER: tuple[Action, ...] = (
    Action("filter.edit", ("/",), "filter", "Show only names with this text", Group.FILTER, 6),
    Action(
        "level.find",
        ("f",),
        "find",
        "Find objects below this prefix by name, size and age",
        Group.FILTER,
        6,
    ),
    Action(
        "filter.beginning",
        ("F",),
        "names beginning with…",
        "Ask the server for the names that begin with a text",
        Group.FILTER,
    ),
)

SORT: tuple[Action, ...] = (
    Action("sort.name", (", n",), "name", "Sort by name", Group.SORT),
    Action("sort.size", (", s",), "size", "Sort by size", Group.SORT),
    Action("sort.modified", (", m",), "modified", "Sort by time of modification", Group.SORT),
    Action("sort.extension", (", e",), "extension", "Sort by extension", Group.SORT),
    Action("sort.name_reversed", (", N",), "name, reversed", "Sort by name, backwards", Group.SORT),
    Action(
        "sort.size_reversed",
        (", S",),
        "size, largest first",
        "Sort by size, largest first",
        Group.SORT,
    ),
    Action(
        "sort.modified_reversed", (", M",), "newest first", "Sort by time, newest first", Group.SORT
    ),
    Action(
        "sort.extension_reversed",
        (", E",),
        "extension, reversed",
        "Sort by extension, backwards",
        Group.SORT,
    ),
)
