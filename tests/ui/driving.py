"""Driving the program through Pilot: connect, wait for rest, read what is on screen."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import events
from textual._queue import Queue
from textual.keys import (
    REPLACED_KEYS,
    _character_to_key,
    _get_unicode_name_from_key,
)
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen

from jos_tui.core.location import Target, parse_target
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.ui.app import JosApp
from jos_tui.ui.browser.screen import BrowserScreen
from jos_tui.ui.look import Look
from jos_tui.ui.widgets.status_line import StatusLine
from tests.support.patience import LONG_ENOUGH

_LOOK_SECONDS = 0.002
_LASTING_TASKS = frozenset(
    {"App.run_test.<locals>.run_app", "MessagePump._process_messages", "Timer._run_timer"}
)
WIDE = (120, 40)
SMALL = (80, 24)

UNASKED = Look(rest_seconds=None)
"""The store hears of nothing but keys: what a test counts and breaks is what it has asked for."""

CURIOUS = Look(rest_seconds=0.001)
"""Rows are looked into as soon as they are drawn; the program rests when that is done."""


@asynccontextmanager
async def running(
    profile: Profile | None,
    target: str = "",
    *,
    size: tuple[int, int] = WIDE,
    found: Found | None = None,
    home: StateHome | None = None,
    look: Look = UNASKED,
    find: Callable[[], Found] | None = None,
) -> AsyncIterator[Pilot[None]]:
    """Run the program headless and hand out its pilot once it is at rest."""
    start = parse_target(target) if target else Target("", "")
    profiles = (profile,) if profile is not None else ()
    app = JosApp(found or Found(profiles), profile, start, home, look, find)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            await settle(pilot)
            yield pilot
            app.exit()
    finally:
        for tab in app.tabs:
            tab.session.close()


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing goes on in the background, all messages are handled and all is drawn."""
    app = pilot.app
    assert isinstance(app, JosApp)
    deadline = time.monotonic() + LONG_ENOUGH
    while time.monotonic() < deadline:
        await _until_at_rest(app, deadline)
        await _drawn(pilot)
        if not app.is_running or await _stays_at_rest(app):
            return
    raise AssertionError(f"the program does not come to rest:\n{shown(pilot)}")


async def _until_at_rest(app: JosApp, deadline: float) -> None:
    while app.is_running and not await _stays_at_rest(app):
        assert time.monotonic() < deadline, f"no rest: {_busy_tasks()}, {_busy_nodes(app)}"
        # Not sleep(0): a thread that has something to say needs the interpreter, too.
        await asyncio.sleep(_LOOK_SECONDS)


async def _stays_at_rest(app: JosApp) -> bool:
    if not _at_rest(app):
        return False
    await asyncio.sleep(0)  # what a thread has just handed over is in no queue yet
    return _at_rest(app)


def _at_rest(app: JosApp) -> bool:
    """Whether nobody works, and nothing that was said waits to be heard.

    Seen by what there is and not by the clock: on a busy machine nothing may happen for long.
    """
    return app.idle() and not _busy_nodes(app) and not _busy_tasks()


def _busy_nodes(app: JosApp) -> list[MessagePump]:
    """Return who has a message that is not handled to its end."""
    return [node for node in (app, *app._registry) if node.is_running and not _waits(node)]


def _waits(node: MessagePump) -> bool:
    queue: Queue[Message | None] = node._message_queue
    is_waiting = bool(getattr(queue.ready_event, "_waiters", ()))
    return queue.empty() and is_waiting and not node._next_callbacks


def _busy_tasks() -> list[str]:
    """Return what else is under way on the loop, such as a screen that goes."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    names = (getattr(task.get_coro(), "__qualname__", "") for task in others)
    return [name for name in names if name not in _LASTING_TASKS]


async def until(pilot: Pilot[None], holds: Callable[[], bool], what: str) -> None:
    """Wait for something while jobs are at work, so that the program does not come to rest."""
    deadline = time.monotonic() + LONG_ENOUGH
    while not holds():
        assert time.monotonic() < deadline, f"{what}; on the screen:\n{shown(pilot)}"
        await pilot.pause(_LOOK_SECONDS)
    await _drawn(pilot)


async def until_shown(pilot: Pilot[None], words: str) -> None:
    """Wait for words on the screen in front."""
    await until(pilot, lambda: words in shown(pilot), f"waited for {words!r}")


async def _drawn(pilot: Pilot[None]) -> None:
    await pilot.pause()  # by the clock: what is laid out anew is drawn with its next tick
    drawn = asyncio.Event()
    if pilot.app.is_running and pilot.app.screen.call_after_refresh(drawn.set):
        await asyncio.wait_for(drawn.wait(), LONG_ENOUGH)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other, each when all is done that came of the one before it.

    Pilot's own ``press`` waits by the clock, twice for each key.
    """
    app = pilot.app
    assert isinstance(app, JosApp)
    for key in keys:
        app.post_message(_typed(key))
        taken = asyncio.Event()
        app.call_later(taken.set)
        await asyncio.wait_for(taken.wait(), LONG_ENOUGH)
        await _until_at_rest(app, time.monotonic() + LONG_ENOUGH)
    await settle(pilot)


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Press keys faster than the program can follow: all arrive before it handles the first."""
    for key in keys:
        pilot.app.post_message(_typed(key))
    await settle(pilot)


def _typed(key: str) -> events.Key:
    """Return what comes of a key, given by its name or its character, as Pilot makes it."""
    name = _character_to_key(key) if len(key) == 1 else key
    character: str | None
    try:
        character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        character = key if len(key) == 1 else {"enter": "\r"}.get(key)
    return events.Key(name, character)


def browser(pilot: Pilot[None]) -> BrowserScreen:
    """Return the main screen."""
    screens = [screen for screen in pilot.app.screen_stack if isinstance(screen, BrowserScreen)]
    assert screens, f"no browser: {pilot.app.screen_stack}"
    return screens[-1]


def screen_lines(screen: Screen[object]) -> list[str]:
    """Return what the whole screen shows, as plain text lines."""
    width, height = screen.size
    return [
        "".join(segment.text for segment in strip).rstrip()
        for strip in screen._compositor.render_strips(screen.size)
    ][:height] or [" " * width]


def shown(pilot: Pilot[None]) -> str:
    """Return the text of the screen in front."""
    return "\n".join(screen_lines(pilot.app.screen))


def said(pilot: Pilot[None]) -> str:
    """Return what the status line says."""
    return browser(pilot).query_one(StatusLine).text
