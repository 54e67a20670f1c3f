"""Run as a program: opens the browser headless and prints what went on before the first frame.

That is, as JSON, whether the S3 libraries were loaded behind it, how many frames were drawn before
that, and how many for nothing, and what had been made by then: modules and data classes of ours,
widgets, screens, style rules.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import is_dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from textual.screen import Screen

from jos_tui.core.location import Target
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.ui.app import JosApp
from jos_tui.ui.browser.screen import BrowserScreen

_LIBRARIES = {"jos_tui.store.store", "jos_tui.store.client", "minio", "urllib3"}


class PaintedApp(JosApp):
    """Knows what had been made when the browser was painted first, and how often it was in vain."""

    made: dict[str, object] | None = None
    in_vain = 0
    drawn = 0

    def _display(self, screen: Screen[object], renderable: object) -> None:
        super()._display(screen, renderable)  # type: ignore[arg-type]
        if renderable is not None and isinstance(screen, BrowserScreen):
            self.in_vain += bool(self._batch_count)
            self.drawn += not self._batch_count
            if self.made is None and not self._batch_count:
                self.made = made(self)


class Lookout(MetaPathFinder):
    """Sees the first of the libraries being looked for, and finds nothing itself."""

    def __init__(self, app: PaintedApp) -> None:
        self._app = app
        self.asked = asyncio.Event()
        self.behind_first_frame: bool | None = None
        self._loop = asyncio.get_running_loop()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in _LIBRARIES and self.behind_first_frame is None:
            self.behind_first_frame = self._app.made is not None
            self._loop.call_soon_threadsafe(self.asked.set)
        return None


def made(app: JosApp) -> dict[str, object]:
    """Return what there is by now."""
    modules = {
        name: module for name, module in list(sys.modules.items()) if name.startswith("jos_tui")
    }
    return {
        "modules": sorted(modules),
        "data classes": sorted(
            f"{name}.{each.__qualname__}"
            for name, module in modules.items()
            for each in list(vars(module).values())
            if isinstance(each, type) and each.__module__ == name and is_dataclass(each)
        ),
        "widgets": [repr(widget) for widget in app.screen.walk_children()],
        "screens": [repr(screen) for stack in app._screen_stacks.values() for screen in stack],
        "rules": len(app.stylesheet.rules),
    }


async def main(folder: str, place: str) -> None:
    nobody = Profile("nobody", parse_endpoint("http://127.0.0.1:1"))
    bucket, _, key = place.partition("/")
    app = PaintedApp(Found((nobody,)), nobody, Target(bucket, key), StateHome(Path(folder)))
    lookout = Lookout(app)
    sys.meta_path.insert(0, lookout)
    async with app.run_test():
        await asyncio.wait_for(lookout.asked.wait(), 60)
        seen = {"behind": lookout.behind_first_frame, "in vain": app.in_vain, "drawn": app.drawn}
        app.exit()
    print(json.dumps({**seen, **(app.made or {})}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
