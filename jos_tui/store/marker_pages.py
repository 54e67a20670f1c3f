"""Lists that go on from a key and an id: unfinished uploads, and versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from jos_tui.core.errors import ServerTrouble
from jos_tui.store.xml import text_of

Mark = tuple[str, str]
"""A key, and the id of one of the things there are of it."""

BEGINNING: Mark = ("", "")


@dataclass(frozen=True, slots=True)
class Marked:
    """What is listed, what the id is called in the query and in the answer."""

    what: str
    in_query: str
    in_answer: str


def marker_pages(
    ask: Callable[[Mapping[str, str]], Element],
    marked: Marked,
    decoded: Callable[[str, Element], str],
    last_of: Callable[[Element], Mark],
    after: Mark = BEGINNING,
) -> Iterator[Element]:
    """Yield answer after answer to ``ask``, which gets the part of the query that says from where.

    Begins behind ``after``. Where an answer does not say how to go on, it goes on from its
    ``last_of``. ``decoded`` are the keys of an answer. Raises ServerTrouble where the store goes
    round in circles.
    """
    place, been = after, {after}
    while True:
        key, id_ = place
        root = ask(({"key-marker": key} if key else {}) | ({marked.in_query: id_} if id_ else {}))
        yield root
        if not is_truncated(root):
            return
        marker = text_of(root, "NextKeyMarker")
        place = (
            (decoded(marker, root), text_of(root, marked.in_answer)) if marker else last_of(root)
        )
        if place in been:
            raise going_in_circles(marked.what)
        been.add(place)


def is_truncated(root: Element) -> bool:
    """Whether an answer says that there is more."""
    return text_of(root, "IsTruncated").strip().lower() == "true"


def going_in_circles(what: str) -> ServerTrouble:
    """Return the error of a list that says there is more and does not go on."""
    return ServerTrouble(
        f"The list of {what} does not go on",
        "The store says that there is more, but keeps sending the same",
        "Try again; if it stays like this, tell those who run the store.",
    )
