"""``e`` on the screen: one object is edited, what is protected by its name; see also end_to_end."""

from __future__ import annotations

from dataclasses import replace

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.prompt import Prompt
from tests.support.servers import S3Server
from tests.ui.driving import press, running, shown

NOW = CancelToken()


async def test_what_is_protected_is_edited_by_its_typed_name_alone(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "kept.nc", b"1", NOW)
    profile = replace(server.profile(), protected=(f"{bucket}/*.nc",))
    async with running(profile, f"s3://{bucket}/") as pilot:
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, Prompt)
        assert "What you write takes its place. Type  kept.nc  to confirm" in shown(pilot)
        await press(pilot, *"no", "enter")
        assert "That is not the name" in shown(pilot)


async def test_one_object_is_edited_and_nothing_else(
    server: S3Server, store: Store, bucket: str
) -> None:
    for key in ("a/x", "b.txt", "c.txt"):
        store.put(bucket, key, b"1", NOW)
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "space", "e")
        assert "Only an object can be edited" in shown(pilot)
        await press(pilot, "escape", "escape", "v", "down", "e")
        assert "Several rows are marked: edit one at a time" in shown(pilot)
