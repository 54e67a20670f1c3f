"""Prefixes that are one thing to their users: a Zarr store, whatever number of keys it has."""

from __future__ import annotations

from jos_tui.core.entry import Entry, Kind

ZARR = "zarr"
"""What is shown in place of the size of a Zarr store."""

_ENDINGS = (".zarr/", ".zarr3/")


def badge(entry: Entry) -> str:
    """Return what kind of dataset a row is by its name alone, "" if it does not tell."""
    named_so = entry.kind is Kind.PREFIX and entry.key.lower().endswith(_ENDINGS)
    return ZARR if named_so and not entry.name.startswith(".") else ""
