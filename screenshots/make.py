"""Makes the pictures of the README from the running demo: ``python -m screenshots.make``."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Target, parse_target
from jos_tui.demo import sample
from jos_tui.demo.server import DemoServer
from jos_tui.jobs.worker.paths import Lifetime, StateHome
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret
from jos_tui.store.store import connect
from jos_tui.ui.app import JosApp

HERE = Path(__file__).resolve().parent
WIDE = (110, 30)
Scene = Callable[[Pilot[None]], Awaitable[None]]


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the program is at rest."""
    app = pilot.app
    assert isinstance(app, JosApp)
    for _ in range(2):
        await pilot.pause()
        while not app.idle():
            await pilot.pause()
    await pilot.pause()


async def take(
    name: str,
    found: Found,
    profile: Profile | None,
    target: str,
    scene: Scene,
    home: StateHome,
    size: tuple[int, int] = WIDE,
) -> None:
    """Run the program to a scene and save its picture."""
    start = parse_target(target) if target else Target("", "")
    app = JosApp(found, profile, start, home)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await scene(pilot)
        await settle(pilot)
        app.save_screenshot(f"{name}.svg", path=str(HERE))
        app.exit()


async def browse(pilot: Pilot[None]) -> None:
    """Mark two rows."""
    await pilot.press("down", "space", "down", "space")


async def get(pilot: Pilot[None]) -> None:
    """Open the dialog that saves."""
    await pilot.press("down", "s")


async def put(pilot: Pilot[None]) -> None:
    """Open the dialog that uploads and mark a folder."""
    await pilot.press("u")
    await settle(pilot)
    await pilot.press("space", "space")


async def delete(pilot: Pilot[None]) -> None:
    """Open the dialog that deletes, on a bucket."""
    await pilot.press("G", "d")


async def transfers(pilot: Pilot[None]) -> None:
    """Upload all that is here, save a prefix, and show the list of both."""
    await pilot.press("u")
    await settle(pilot)
    await pilot.press("a", "u")
    await settle(pilot)
    await pilot.press("down", "down", "down", "s")
    await settle(pilot)
    await pilot.press(*"saved", "enter")
    await settle(pilot)
    await pilot.press("w")


async def panes(pilot: Pilot[None]) -> None:
    """Show the folder beside the objects and mark two files in it."""
    await pilot.press("|")
    await settle(pilot)
    await pilot.press("down", "down", "space", "space")


async def stand(_: Pilot[None]) -> None:
    """Do nothing."""


def _several(demo: Profile) -> Found:
    """Profiles that differ in how they are, for the picture of the connections."""
    gone = Endpoint("127.0.0.1:1", secure=False)
    mine = replace(demo, name="climate", source="~/.s3cfg", also_in=("~/.mc/config.json",))
    old = replace(demo, name="climate-old", secret_key=Secret("other"), source="~/.aws/credentials")
    encrypted = ProfileError(
        "~/.config/rclone/rclone.conf is encrypted", "Only rclone can open it, with its password"
    )
    return Found(
        (
            replace(mine, expires=date.today() + timedelta(days=12)),
            old,
            Profile("field-store", demo.endpoints, source="~/.config/jos-tui/config.toml"),
            Profile("laptop", (gone,), "minioadmin", Secret("other"), source="~/.mc/config.json"),
        ),
        problems=(encrypted,),
    )


def _local_data(folder: Path) -> None:
    for name in ("pr_Amon_2015-2100.nc", "tas_Amon_2015-2100.nc", "run-17.log"):
        (folder / name).write_bytes(b"x" * 4_200_000)
    (folder / "plots").mkdir()
    (folder / "tas_Amon.zarr").mkdir()


async def main() -> None:
    """Make all pictures."""
    with DemoServer() as server, tempfile.TemporaryDirectory(prefix="jos-tui-") as scratch:
        store = connect(server.profile)
        sample.quick(store, CancelToken())
        store.close()
        folder = Path(scratch) / "scratch"
        folder.mkdir()
        _local_data(folder)
        os.environ["HOME"] = scratch  # so that the folder one is in is shown as ~/scratch
        os.chdir(folder)
        found, profile = Found((server.profile,)), server.profile
        home = StateHome(Path(scratch) / "state", Lifetime.TIED)
        await take("browser", found, profile, "s3://climate-data/", browse, home)
        await take("small", found, profile, "s3://climate-data/", browse, home, size=(80, 24))
        await take("get", found, profile, "s3://climate-data/", get, home)
        await take("put", found, profile, "s3://climate-data/", put, home)
        await take("delete", found, profile, "", delete, home)
        await take("panes", found, profile, "s3://climate-data/", panes, home)
        await take("chooser", _several(server.profile), None, "", stand, home)
        await take("transfers", found, profile, "s3://climate-data/", transfers, home)


if __name__ == "__main__":
    asyncio.run(main())
