"""What the object table looks like, in variables of the theme.

Nothing is told by colour alone, and no text is dimmed: either may be lost in 16 colours.
"""

from __future__ import annotations

COMPONENTS = {
    "object-table--header",
    "object-table--cursor",
    "object-table--marked",
    "object-table--prefix",
    "object-table--match",
    "object-table--placeholder",
}
"""The line of titles, the cursor's row, marked rows and those of a range that is being chosen,
names of prefixes and buckets, what the filter found in a name, the text in place of rows."""

CSS = """
ObjectTable {
    color: $foreground;
    background: $background;
    overflow: hidden hidden;
    & > .object-table--header {
        text-style: bold;
    }
    & > .object-table--cursor {
        color: $block-cursor-blurred-foreground;
        background: $block-cursor-blurred-background;
        text-style: $block-cursor-blurred-text-style;
    }
    &:focus > .object-table--cursor {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: $block-cursor-text-style;
    }
    &:ansi > .object-table--cursor {
        text-style: underline;
    }
    &:ansi:focus > .object-table--cursor {
        text-style: bold;
    }
    & > .object-table--marked {
        color: $text-warning;
        text-style: bold;
    }
    & > .object-table--prefix {
        color: $text-primary;
        text-style: bold;
    }
    & > .object-table--match {
        text-style: underline;
    }
    & > .object-table--placeholder {
        color: $foreground;
    }
}
"""
