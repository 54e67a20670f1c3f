"""What waits for a slow client is bounded, and the last word counts."""

from __future__ import annotations

import threading

from jos_tui.core.entry import Entry, Kind
from jos_tui.jobs.model import Change, Part
from jos_tui.jobs.worker.messages import Done, Tell
from jos_tui.jobs.worker.outbox import MOST_CHANGES, Outbox, Parcel


def _begun() -> Outbox:
    outbox = Outbox()
    outbox.answer(Tell(1, Done()))
    _take(outbox)
    return outbox


def _take(outbox: Outbox) -> Parcel:
    parcel = outbox.take()
    assert parcel is not None
    return parcel


def test_an_answer_goes_out_at_once_with_all_that_came_before_it() -> None:
    outbox = _begun()
    outbox.changed([Change("b", deleted="k")])
    assert _take(outbox).answers == ()
    outbox.changed([Change("b", deleted="l")])
    outbox.answer(Tell(1, Done()))
    assert _take(outbox) == Parcel((Change("b", deleted="l"),), (Tell(1, Done()),))


def test_the_last_change_of_a_key_counts() -> None:
    outbox = _begun()
    first, last = Entry("k", Kind.OBJECT, 1), Entry("k", Kind.OBJECT, 2)
    outbox.changed([Change("b", written=first), Change("b", deleted="other")])
    outbox.changed([Change("b", deleted="k"), Change("b", written=last)])
    assert _take(outbox).changes == (Change("b", deleted="other"), Change("b", written=last))


def test_what_no_listing_shows_takes_no_place_of_what_one_does() -> None:
    outbox = _begun()
    outbox.changed([Change("b", deleted="k")])
    outbox.changed(
        [
            Change("b", deleted="k", part=part, part_id=str(number))
            for number in range(MOST_CHANGES)
            for part in (Part.VERSION, Part.MARKER, Part.UPLOAD)
        ]
    )
    assert _take(outbox).changes == (Change("b", deleted="k"),)


def test_changes_that_nobody_takes_are_bounded() -> None:
    outbox = _begun()
    for number in range(MOST_CHANGES + 5):
        outbox.changed([Change("b", deleted=str(number))])
    changes = _take(outbox).changes
    assert len(changes) == MOST_CHANGES
    assert changes[-1].deleted == str(MOST_CHANGES + 4)


def test_news_in_a_row_are_one_parcel() -> None:
    outbox = _begun()
    outbox.moved()
    assert _take(outbox) == Parcel((), ())
    for _ in range(100):
        outbox.moved()
    assert _take(outbox) == Parcel((), ())
    outbox.answer(Tell(1, Done()))
    assert _take(outbox).answers  # nothing was left of the hundred


def test_the_end_wakes_whoever_waits() -> None:
    outbox = _begun()
    taken: list[Parcel | None] = []
    waiting = threading.Thread(target=lambda: taken.append(outbox.take()))
    waiting.start()
    outbox.close()
    waiting.join()
    assert taken == [None]
    for number in range(100):
        outbox.answer(Tell(number, Done()))  # does not block, though nobody takes them


def test_nothing_is_told_before_the_first_answer() -> None:
    outbox = Outbox()
    outbox.moved()
    outbox.changed([Change("b", deleted="k")])
    taken: list[Parcel] = []
    waiting = threading.Thread(target=lambda: taken.append(_take(outbox)))
    waiting.start()
    outbox.answer(Tell(1, Done()))
    waiting.join()
    assert taken == [Parcel((Change("b", deleted="k"),), (Tell(1, Done()),))]
