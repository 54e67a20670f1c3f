"""What the screen of connections shows of each: two lines, fitted to the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len

from jos_tui.core import formats
from jos_tui.core.errors import BadCredentials, ClockSkew, NotAStore, ServerTrouble, Unreachable
from jos_tui.core.text import printable
from jos_tui.profiles.access_keys import shortened
from jos_tui.profiles.expiry import Urgency, expiry_of
from jos_tui.profiles.profile import Profile
from jos_tui.ui.widgets.line_list import Row, RowTone
from jos_tui.ui.widgets.object_table_layout import fit

if TYPE_CHECKING:
    from jos_tui.store.trying import Tried

_MOST_OF_NAME = 24
_LEAST_OF_ADDRESS = 10
_GAP = "  "
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class State:
    """How a connection is, in a few printable words."""

    words: str
    tone: RowTone = RowTone.PLAIN


ASKING = State("asking…")
NO_ADDRESS = State("no address yet")
NOT_ASKED = State("")


@dataclass(frozen=True, slots=True)
class Connection:
    """One row: ``used_ms`` is when it was used last, in milliseconds since 1970, 0 if never."""

    profile: Profile
    state: State
    used_ms: int = 0


def state_of(tried: Tried) -> State:
    """Return what came of trying a connection."""
    error = tried.error
    if error is None:
        return State(f"answers, {formats.plural(tried.buckets, 'bucket')}")
    if tried.is_only_unlisted:
        return State("answers, lists no buckets")
    for kind, words in (
        (Unreachable, "no answer"),
        (BadCredentials, "keys refused"),
        (ClockSkew, "clock is wrong"),
        (NotAStore, "not an object store"),
        (ServerTrouble, "store has trouble"),
    ):
        if isinstance(error, kind):
            return State(words, RowTone.WARNING)
    return State(printable(error.title), RowTone.WARNING)


def rows_of(
    connections: Sequence[Connection],
    remarks: Sequence[str],
    width: int,
    now_ms: int,
    today: date,
) -> list[Row]:
    """Return a row for each connection and, behind them, for each remark. Keys are places."""
    heads = _heads(connections, width)
    rows = [
        Row(place, (head, _facts(connection, now_ms, today)), _tone(connection, today))
        for place, (connection, head) in enumerate(zip(connections, heads, strict=True))
    ]
    return rows + [
        Row(len(rows) + place, _in_two_lines(printable(remark), width), RowTone.WARNING)
        for place, remark in enumerate(remarks)
    ]


def _heads(connections: Sequence[Connection], width: int) -> list[str]:
    """Return name, address and state, each in its column; the address gives way."""
    names = [printable(connection.profile.name) for connection in connections]
    addresses = [printable(connection.profile.address) for connection in connections]
    states = [connection.state.words for connection in connections]
    for_name = min(_MOST_OF_NAME, max(map(cell_len, names), default=0))
    for_state = max(map(cell_len, states), default=0)
    left = width - 2 - for_name - for_state - 2 * len(_GAP)
    for_address = max(_LEAST_OF_ADDRESS, min(left, max(map(cell_len, addresses), default=0)))
    return [
        _GAP.join((fit(name, for_name), fit(address, for_address), state))
        for name, address, state in zip(names, addresses, states, strict=True)
    ]


def _facts(connection: Connection, now_ms: int, today: date) -> str:
    profile = connection.profile
    source = f"from {profile.source}" if profile.source else ""
    if profile.also_in:
        source += f" and {formats.plural(len(profile.also_in), 'other')}"
    expiry = expiry_of(profile, today)
    facts = [
        source,
        "no keys" if profile.anonymous else f"key {shortened(profile.access_key)}",
        expiry.words if expiry is not None else "",
        "address guessed" if profile.assumed else "",
        f"used {formats.age(connection.used_ms, now_ms)}" if connection.used_ms else "",
    ]
    return _INDENT + ", ".join(printable(fact) for fact in facts if fact)


def _tone(connection: Connection, today: date) -> RowTone:
    expiry = expiry_of(connection.profile, today)
    if expiry is not None and expiry.urgency is not Urgency.FAR:
        return RowTone.WARNING
    return connection.state.tone


def _in_two_lines(text: str, width: int) -> tuple[str, str]:
    """Break a text at a word; what does not fit is read in full with Enter."""
    if len(text) <= width - 2:
        return text, ""
    cut = text.rfind(" ", 0, width - 2)
    cut = cut if cut > 0 else width - 2
    rest = text[cut:].strip()
    room = width - 2 - len(_INDENT)
    return text[:cut], _INDENT + (rest if len(rest) <= room else f"{rest[: room - 1]}…")
