"""Sentences and labels that more than one screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jos_tui.core import formats
from jos_tui.core.entry import Kind
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable, printable_name
from jos_tui.profiles.endpoint import is_in_the_clear, is_inside, tenancy_of
from jos_tui.profiles.profile import Profile, Rights
from jos_tui.ui.widgets.path_bar import Badge
from jos_tui.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from jos_tui.jobs.model import Selection, Totals

_COUNTED_ONE_BY_ONE = 1000


def described(selection: Selection) -> str:
    """Return a selection in printable words: one name, or how many rows of which level.

    The name of what was found further down is its path below the level.
    """
    if selection.count == 1:
        entry = selection.entries[0]
        name = entry.key.removeprefix(selection.location.prefix) or entry.name
        return f"{entry.kind.value} {printable_name(name)}"
    where = printable(selection.location.uri)
    return f"{formats.plural(selection.count, 'row')} of {where}"


def amount(selection: Selection) -> str:
    """Return ``2 objects, 1.3 MB`` or ``object a.nc, 1.3 MB``; what is below prefixes is unknown.

    Very many rows are only counted.
    """
    if selection.count > _COUNTED_ONE_BY_ONE:
        return formats.plural(selection.count, "row")
    objects = [entry for entry in selection.entries if entry.kind is Kind.OBJECT]
    size = [formats.size(sum(entry.size for entry in objects))] if objects else []
    if selection.count == 1:
        return ", ".join([described(selection), *size])
    others = [entry.kind.value for entry in selection.entries if entry.kind is not Kind.OBJECT]
    parts = [formats.plural(len(objects), "object")] if objects else []
    if others:
        noun = "prefixes" if others[0] == "prefix" else "buckets"
        parts.append(f"1 {others[0]}" if len(others) == 1 else f"{len(others):,} {noun}")
    return ", ".join([*parts, *size])


def known_bytes(selection: Selection) -> int:
    """Return how many bytes the objects of a selection have; very many rows are not added up."""
    if selection.count > _COUNTED_ONE_BY_ONE:
        return 0
    return sum(entry.size for entry in selection.entries if entry.kind is Kind.OBJECT)


def error_lines(error: JosError) -> str:
    """Return an error as up to three lines: what happened, why, what to do."""
    return "\n".join(
        printable(line) for line in (error.title, error.reason, error.next_step) if line
    )


def connection_label(profile: Profile) -> str:
    """Return ``cedadev-o (inside, http)`` for a JASMIN tenancy, else ``name (https://host)``,
    or only the address where the name is no other.
    """
    if not profile.endpoints:
        return profile.name
    endpoint = profile.endpoint
    tenancy = tenancy_of(endpoint)
    if not tenancy and profile.name in {endpoint.host, endpoint.url}:
        return endpoint.url
    if not tenancy:
        return f"{profile.name} ({endpoint.url})"
    where = "inside" if is_inside(endpoint) else "outside"
    return f"{tenancy} ({where}, {'https' if endpoint.secure else 'http'})"


def badges_of(profile: Profile) -> tuple[Badge, ...]:
    """Return what is always to be seen of a connection, the worst first."""
    badges = []
    if profile.is_unverified:
        badges.append(Badge("TLS unchecked", Tone.ERROR))
    if is_in_the_clear(profile):
        badges.append(Badge("unencrypted", Tone.WARNING))
    if profile.rights is Rights.READ:
        badges.append(Badge("read-only"))
    return tuple(badges)


def urgent_line(remarks: Sequence[str]) -> str:
    """Return the first of some remarks in printable words, and where the others are."""
    others = len(remarks) - 1
    more = f" (and {others} more: jos-tui config, jos-tui profiles)" if others else ""
    return printable(remarks[0]) + more


def totals(counted: Totals) -> str:
    """Return ``1,204 objects, 1.2 GB``."""
    return f"{formats.plural(counted.count, 'object')}, {formats.size(counted.bytes)}"
