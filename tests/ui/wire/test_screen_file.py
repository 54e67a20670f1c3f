"""What reaches the terminal shows what Textual's own output shows, with fewer bytes."""

from __future__ import annotations

import io
import threading
from random import Random
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.drivers._writer_thread import WriterThread

from jos_tui.ui.wire.abilities import Abilities
from jos_tui.ui.wire.screen_file import Mark, Outlet, ScreenFile
from tests.ui.wire.terminals import (
    EVERYTHING,
    LETTERS,
    NOTHING,
    START,
    STYLES,
    Picture,
    Shown,
    Wire,
    random_line,
    whole,
)

PLACES = Abilities(scrolls=True)
SOME = ["e\u0301", "🙂", *LETTERS]


def change(picture: Picture, random: Random, letters: list[str]) -> str:
    """Change a picture as programs do, and return Textual's output for it."""
    columns, lines = picture.columns, picture.lines
    cursor = (random.randrange(columns), random.randrange(lines))
    kind = random.choice(["scroll", "scroll", "lines", "spans", "spans", "styles", "nothing"])
    if kind == "scroll":
        top = random.randrange(lines)
        bottom = random.randrange(top, lines)
        by = random.randint(1, max(1, bottom - top))
        block = picture.rows[top : bottom + 1]
        new = [random_line(random, columns, letters) for _ in range(min(by, len(block)))]
        moved = block[by:] + new if random.random() < 0.5 else new + block[:-by]
        picture.rows[top : bottom + 1] = moved[: len(block)]
        return picture.draw([(y, 0, columns) for y in range(top, bottom + 1)], cursor)
    spans = []
    for y in sorted(random.sample(range(lines), random.randint(1, lines))):
        old, new_line = picture.rows[y], random_line(random, columns, letters)
        start = random.randrange(columns)
        stop = random.randint(start + 1, columns)
        if kind == "styles":
            start, stop = whole(old, start, stop)
            style = random.choice(STYLES)
            old[start:stop] = [(text, style) for text, _ in old[start:stop]]
        elif kind != "nothing":
            if kind == "lines" or whole(old, start, stop) != whole(new_line, start, stop):
                start, stop = 0, columns
            start, stop = whole(old, start, stop)
            old[start:stop] = new_line[start:stop]
        else:
            start, stop = whole(old, start, stop)
        spans.append((y, start, stop))
    return picture.draw(spans, cursor)


@settings(max_examples=150, deadline=None)
@given(
    st.randoms(use_true_random=False),
    st.integers(1, 30),
    st.integers(1, 14),
    st.sampled_from([EVERYTHING, PLACES, NOTHING]),
    st.booleans(),
    st.sampled_from([list("ab  "), list(LETTERS), SOME]),
)
def test_it_shows_what_textual_drew(
    random: Random, columns: int, lines: int, can: Abilities, marks: bool, letters: list[str]
) -> None:
    wire, direct = Wire(columns, lines, can), Shown(columns, lines)
    rows = [random_line(random, columns, letters) for _ in range(lines)]
    picture = Picture(columns, lines, rows)
    outputs = [picture.everything(), *(change(picture, random, letters) for _ in range(8))]
    direct.feed(START)
    wire.send(START)
    for output in outputs:
        direct.feed(output)
        wire.send(f"\x1b[?2026h{output}\x1b[?2026l" if marks else output)
        assert wire.shown.cells() == direct.cells()
        assert wire.shown.cursor == direct.cursor


PLAIN = Style(color="#e0e0e0", bgcolor="#121212")
CURSOR = Style(color="#ddedf9", bgcolor="#0178d4", bold=True)


def lines_of(*texts: str, columns: int = 20) -> Picture:
    rows = [[(letter, PLAIN) for letter in text.ljust(columns)] for text in texts]
    return Picture(columns, len(rows), rows)


@pytest.fixture
def wire() -> Wire:
    wire = Wire(20, 3)
    wire.send(START, lines_of("one", "two", "three").everything())
    return wire


def test_nothing_is_sent_for_what_is_shown_already(wire: Wire) -> None:
    assert wire.send(lines_of("one", "two", "three").everything()) == ""
    assert wire.send() == ""


def test_only_the_cells_that_changed_are_sent(wire: Wire) -> None:
    assert wire.send(lines_of("one", "two", "threw").everything()) == "\x1b[3;5Hw\x1b[H"


def test_a_frame_is_not_shown_in_part(wire: Wire) -> None:
    frame = lines_of("1", "2", "3").everything()
    assert wire.send("\x1b[?2026h", frame) == ""
    assert wire.shown.text() == ["one", "two", "three"]
    sent = wire.send("\x1b[?2026l")
    assert sent.startswith("\x1b[?2026h")
    assert sent.endswith("\x1b[?2026l")
    assert wire.shown.text() == ["1", "2", "3"]


def test_a_mark_is_reached_when_the_whole_frame_before_it_is_sent(wire: Wire) -> None:
    reached: list[str] = []
    mark = Mark(lambda: reached.append("once"))
    wire.send("\x1b[?2026h", lines_of("1", "2", "3").everything(), mark)
    assert reached == []
    wire.file.write("\x1b[?2026l")
    assert reached == []
    wire.send()
    assert reached == ["once"]
    wire.send(lines_of("4", "5", "6").everything())
    assert reached == ["once"]


def test_frames_that_come_too_fast_are_left_out(wire: Wire) -> None:
    frames = [lines_of(f"frame {number}", "", "").everything() for number in range(50)]
    assert "frame 48" not in wire.send(*frames)
    assert wire.shown.text() == ["frame 49", "", ""]


@pytest.mark.parametrize(
    "sequence",
    [
        "\x07",
        "\x1b[?1000h",
        "\x1b[?25l",
        "\x1b[?2048$p",
        "\x1b[>9u",
        "\x1b[<u",
        "\x1b]52;c;d29yZHM=\x07",
        "\x1b]22;pointer\x1b\\",
    ],
)
def test_what_is_not_about_cells_goes_through(wire: Wire, sequence: str) -> None:
    assert wire.send(sequence) == sequence


@pytest.mark.parametrize("sequence", ["\x1b[2J", "\x1bc", "\x1b[38;9m", "\t", "\x1b[3J"])
def test_behind_something_unknown_everything_is_drawn(wire: Wire, sequence: str) -> None:
    assert sequence in wire.send(sequence)
    assert wire.shown.text() == ["one", "two", "three"]


def test_text_in_an_unknown_style_is_shown(wire: Wire) -> None:
    wire.send("\x1b[1;1H\x1b[38;9mO\x1b[0m")
    assert wire.shown.text() == ["One", "two", "three"]


@pytest.mark.parametrize("at", range(1, 8))
def test_a_sequence_that_comes_in_two_parts(wire: Wire, at: int) -> None:
    frame = "\x1b[2;1H\x1b[1mTWO\x1b[0m\x1b[1;1H"
    wire.send(frame[:at])
    wire.send(frame[at:])
    assert wire.shown.text() == ["one", "TWO", "three"]


def test_the_screen_of_before_is_not_touched() -> None:
    wire = Wire(20, 3)
    assert wire.send("\x1b[?1049h") == "\x1b[?1049h"
    wire.send(lines_of("a", "b", "c").everything())
    leaving = wire.send("\x1b[<u", "\x1b[?1049l", "\x1b[?25h")
    assert leaving == "\x1b[<u\x1b[m\x1b[?1049l\x1b[?25h"
    assert wire.send() == ""


def test_on_another_screen_everything_is_drawn(wire: Wire) -> None:
    frame = lines_of("one", "two", "three").everything()
    wire.send("\x1b[?1049l")
    wire.send("\x1b[?1049h", frame)
    assert wire.shown.text() == ["one", "two", "three"]


def test_on_demand_everything_is_drawn(wire: Wire) -> None:
    wire.shown.feed("\x1b[2JWe go down in five minutes")
    wire.file.draw_all_again()
    wire.send()
    assert wire.shown.text() == ["one", "two", "three"]


def test_a_new_size(wire: Wire) -> None:
    wire.size = (12, 4)
    wire.shown.screen.resize(4, 12)
    wire.send(lines_of("of the old", "size", "still").everything())
    wire.send(lines_of("a", "b", "c", "d", columns=12).everything())
    assert wire.shown.text() == ["a", "b", "c", "d"]
    assert wire.send(lines_of("a", "b", "c", "d", columns=12).everything()) == ""


def test_what_does_not_fit_is_left_out() -> None:
    wire = Wire(5, 2)
    wire.send(START, "\x1b[1;4H日本\x1b[9;1Hx\x1b[2;5H日\x1b[1;1H")
    assert wire.shown.text()[0] == "   日"
    assert wire.shown.text()[1] == ""


def test_lines_that_moved_are_scrolled() -> None:
    random = Random(7)
    names = ["".join(random.choices("abcdefghijkl", k=60)) for _ in range(60)]
    wire = Wire(80, 30)
    wire.send(START, lines_of("top", *names[:28], "end", columns=80).everything())
    sent = wire.send(lines_of("top", *names[5:33], "end", columns=80).everything())
    assert "\x1b[2;29r\x1b[2H\x1b[5M\x1b[r" in sent
    assert len(sent) < 5 * 80 + 100
    sent = wire.send(lines_of("top", *names[3:31], "end", columns=80).everything())
    assert "\x1b[2L" in sent
    assert wire.shown.text() == ["top", *names[3:31], "end"]


def test_links_are_kept() -> None:
    wire = Wire(20, 1)
    linked = Style(link="https://example.org").render("there")
    sent = wire.send(START, f"\x1b[1;1Hgo {linked} now\x1b[1;1H")
    before, _, behind = sent.partition("there")
    assert before.endswith(";https://example.org\x1b\\")
    assert behind.startswith("\x1b]8;;\x1b\\ now")


@pytest.mark.parametrize(
    "odd", ["👨\u200d👩\u200d👧", "☁\ufe0f", "🙂", "e\u0301", "\U0001fae8", "ﷺ"]
)
def test_behind_characters_of_uncertain_width_the_place_is_set(odd: str) -> None:
    wire = Wire(20, 1)
    wire.send(START, lines_of("").everything())
    sent = wire.send(f"\x1b[1;1H{odd}x.nc\x1b[1;1H")
    assert f"{odd}\x1b[1;" in sent
    changed = wire.send(f"\x1b[1;1H{odd}y.nc\x1b[1;1H")
    assert odd in changed  # whatever it covers is drawn again
    assert "y.nc" in changed


@pytest.mark.parametrize("can", [PLACES, NOTHING])
def test_only_able_terminals_erase_in_colour(can: Abilities) -> None:
    wire = Wire(40, 2, can)
    sent = wire.send(START, lines_of("a", "b", columns=40).everything())
    assert "\x1b[K" not in sent
    assert "X" not in sent


def test_moving_a_cursor_costs_its_lines_and_little_more() -> None:
    names = [f"station-{number:05d}.csv".ljust(60) + "28 B  just now" for number in range(100)]
    for can in (EVERYTHING, PLACES, NOTHING):
        wire = Wire(120, 40, can)
        picture = lines_of(*names[:40], columns=120)
        wire.send(START, picture.everything())
        picture.rows[7] = [(text, CURSOR) for text, _ in picture.rows[7]]
        assert len(wire.send(picture.everything())) < 200
        sent = wire.send(lines_of(*names[40:80], columns=120).everything())
        assert len(sent) < 1000


class Slow(io.StringIO):
    """A terminal that takes nothing until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()

    def write(self, text: str) -> int:
        self.may.wait()
        return super().write(text)


def on_thread(terminal: Slow) -> WriterThread:
    writer = WriterThread(cast("Any", ScreenFile(terminal, NOTHING, lambda: (9, 2))))
    writer.start()
    return writer


def test_what_was_let_out_is_on_the_terminal() -> None:
    terminal = Slow()
    terminal.may.set()
    writer = on_thread(terminal)
    outlet = Outlet(writer.write)
    for word in ("one", "two", "three"):
        writer.write(f"\x1b[H{word}")
        outlet.let_out()
        assert word[-1] in terminal.getvalue()
        terminal.truncate(0)
    writer.stop()


def test_a_terminal_that_takes_nothing_is_not_waited_for() -> None:
    terminal = Slow()
    writer = on_thread(terminal)
    outlet = Outlet(writer.write)
    for _ in range(20):
        writer.write("word")
        outlet.let_out()
    assert not terminal.getvalue()

    terminal.may.set()
    writer.stop()
    assert "word" in terminal.getvalue()
