from __future__ import annotations

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import NotSupported
from jos_tui.core.location import Location
from jos_tui.jobs.chosen_rows import parts_of
from jos_tui.jobs.model import Selection
from jos_tui.jobs.planning.listed import Listed
from jos_tui.jobs.planning.outbox import Outbox
from tests.jobs.planning.desk import NOW, Kept


def objects(*keys: str) -> list[Entry]:
    return [Entry(key, Kind.OBJECT, 0) for key in keys]


def test_keys_are_found_beside_a_listing() -> None:
    listed = Listed(iter(objects("a", "b/c", "d")))
    found = {key: listed.find(key) is not None for key in ("", "a", "b", "b/c", "c", "d", "e")}
    assert [key for key, there in found.items() if there] == ["a", "b/c", "d"]


def test_a_listing_out_of_order_is_not_compared_with() -> None:
    listed = Listed(iter(objects("a", "c", "b")))
    with pytest.raises(NotSupported):
        listed.find("z")


def test_there_is_no_going_on_in_a_listing_out_of_order() -> None:
    kept = Kept()
    outbox = Outbox(kept, "", NOW, batch=1)
    outbox.reached("b")
    outbox.reached("a")
    outbox.flush()
    with pytest.raises(NotSupported):
        Outbox(kept, kept.cursor, NOW)


def test_what_was_chosen_comes_in_the_order_of_the_keys() -> None:
    entries = (
        Entry("a/", Kind.PREFIX),
        *objects("b", "a.nc", "a0", "a/x", "b", "b2"),
        Entry("a-/", Kind.PREFIX),
    )
    parts = parts_of(Selection(Location("bucket"), entries))
    assert [part.key for part in parts] == ["a-/", "a.nc", "a/", "a0", "b", "b2"]


def test_a_level_itself_covers_what_is_in_it() -> None:
    entries = (*objects("a/", "a/x"), Entry("a/", Kind.PREFIX))
    [part] = parts_of(Selection(Location("bucket", "a/"), entries))
    assert part.kind is Kind.PREFIX
