"""How far down a listing goes."""

from __future__ import annotations

from enum import Enum


class Depth(Enum):
    """How far a listing goes down."""

    LEVEL = "level"  # the keys and prefixes of one level
    TREE = "tree"  # every key below, no prefixes
