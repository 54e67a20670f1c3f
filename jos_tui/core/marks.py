"""Enumerations whose members are looked up in tables for each of many things."""

from __future__ import annotations

from enum import Enum


class Mark(Enum):
    """An enumeration that hashes by identity.

    There is one of each member, also of one that was pickled; Python 3.11 hashes its name by a
    function of its own, a tenth of what an item of a large job costs.
    """

    __hash__ = object.__hash__
