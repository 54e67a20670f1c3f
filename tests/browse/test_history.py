from __future__ import annotations

from jos_tui.browse.history import History, Place
from jos_tui.browse.query_parser import parse_query
from jos_tui.core.location import Location

ROOT = Location("b")
A = Location("b", "a/")
AB = Location("b", "a/b/")
NC = parse_query("*.nc")
TXT = parse_query("*.txt")


def test_there_is_nowhere_to_go_at_first() -> None:
    history = History(ROOT)

    assert history.here == ROOT
    assert not history.can_go_back
    assert not history.can_go_forward
    assert history.back() is None
    assert history.forward() is None


def test_back_and_forward_lead_through_the_visits() -> None:
    history = History(ROOT)
    history.visit(A)
    history.visit(AB)

    assert [history.back(), history.back(), history.back()] == [Place(A), Place(ROOT), None]
    assert [history.forward(), history.forward(), history.forward()] == [
        Place(A),
        Place(AB),
        None,
    ]


def test_it_tells_where_back_and_forward_lead_without_going_there() -> None:
    history = History(ROOT)
    assert (history.before, history.after) == (None, None)
    history.visit(A)
    history.visit(AB)
    history.back()

    assert (history.before, history.after) == (ROOT, AB)
    assert history.here == A


def test_a_new_visit_forgets_what_was_forward() -> None:
    history = History(ROOT)
    history.visit(A)
    history.back()

    history.visit(AB)

    assert not history.can_go_forward
    assert history.back() == Place(ROOT)


def test_visiting_where_one_is_adds_no_step() -> None:
    history = History(ROOT)

    history.visit(ROOT)

    assert not history.can_go_back


def test_a_place_is_found_again_as_it_was_left() -> None:
    history = History(ROOT)
    history.remember("a/", 7)
    history.visit(A)
    history.remember("a/x", 3)

    assert history.back() == Place(ROOT, "a/", 7)
    assert history.forward() == Place(A, "a/x", 3)
    history.back()
    assert history.visit(A) == Place(A, "a/x", 3)


def test_a_wanted_key_wins_over_the_one_remembered() -> None:
    history = History(A)
    history.remember("a/x", 3)
    history.visit(ROOT)

    assert history.visit(A, "a/y") == Place(A, "a/y")


def test_the_parent_is_entered_at_the_row_one_came_from() -> None:
    history = History(AB)

    assert history.parent() == Place(A, "a/b/")
    assert history.parent() == Place(ROOT, "a/")
    assert history.parent() == Place(Location(), "b")
    assert history.parent() is None
    assert history.back() == Place(ROOT)


def test_the_parent_keeps_its_scroll_if_the_cursor_was_left_on_the_child() -> None:
    history = History(A)
    history.remember("a/b/", 12)
    history.visit(AB)

    assert history.parent() == Place(A, "a/b/", 12)


def test_what_was_found_below_a_level_is_a_place_of_its_own() -> None:
    history = History(A)
    history.remember("a/x", 3)
    history.visit(A, query=NC)
    history.remember("a/b/y.nc", 4)
    history.visit(A, query=TXT)

    assert (history.here, history.query) == (A, TXT)
    assert history.back() == Place(A, "a/b/y.nc", 4, NC)
    assert history.visit(A, query=NC) == Place(A, "a/b/y.nc", 4, NC)
    assert history.can_go_forward
    assert history.back() == Place(A, "a/x", 3)
    assert history.query is None


def test_the_parent_of_what_was_found_is_the_level_as_it_was_left() -> None:
    history = History(A)
    history.remember("a/x", 3)
    history.visit(A, query=NC)

    assert history.parent() == Place(A, "a/x", 3)
    assert history.forward() == Place(A, query=NC)
    history.visit(A, query=TXT)
    assert history.parent() == Place(A, "a/x", 3)
    assert history.back() == Place(A, query=TXT)
