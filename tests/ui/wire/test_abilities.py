"""Nothing is asked of a terminal that it may not be able to do."""

from __future__ import annotations

import pytest

from jos_tui.ui.wire.abilities import Abilities, abilities, hears_escape_beside_mouse

ALL = Abilities(scrolls=True, erases=True, erases_in_colour=True)
SCROLLS = Abilities(scrolls=True)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-256color"}, ALL),
        ({"TERM": "xterm"}, ALL),
        ({"TERM": "linux"}, ALL),
        ({"TERM": "tmux-256color"}, SCROLLS),
        ({"TERM": "screen"}, SCROLLS),
        ({"TERM": "screen-256color"}, SCROLLS),
        ({"TERM": "xterm-256color", "TMUX": "/tmp/tmux,1,0"}, SCROLLS),
        ({"TERM": "xterm-256color", "STY": "1.pts-0.host"}, SCROLLS),
        ({"TERM": "vt100"}, Abilities()),
        ({"TERM": "dumb"}, Abilities()),
        ({}, Abilities()),
    ],
)
def test_what_is_known_of_terminals(environment: dict[str, str], expected: Abilities) -> None:
    assert abilities(environment) == expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux,1,0"}, True),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux,1,0"}, True),
        ({"TERM": "screen-256color"}, False),  # maybe screen, on the machine one came from
        ({"TERM": "screen", "STY": "1.pts-0.host"}, False),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux,1,0", "STY": "1.pts-0.host"}, False),
        ({}, True),
    ],
)
def test_clicks_are_not_asked_for_where_that_keeps_escape_back(
    environment: dict[str, str], *, expected: bool
) -> None:
    assert hears_escape_beside_mouse(environment) is expected
