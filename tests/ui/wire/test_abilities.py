"""Nothing is asked of a terminal that it may not be able to do."""

from __future__ import annotations

import pytest

from jos_tui.ui.wire.abilities import Abilities, abilities

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
