"""A transfer that stays at work: its object stops coming in the middle."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server
from tests.ui.driving import running, until


@asynccontextmanager
async def saving(
    server: S3Server,
    proxy: FaultProxy,
    store: Store,
    bucket: str,
    *,
    size: tuple[int, int] = (120, 40),
    home: StateHome | None = None,
) -> AsyncIterator[Pilot[None]]:
    """The program while it saves an object of which no more than a part arrives."""
    store.put(bucket, "stuck.bin", b"x" * 100_000, CancelToken())
    match = f"GET /{bucket}/stuck.bin"
    stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, match, None, after_bytes=50_000))
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{bucket}/", size=size, home=home) as pilot:
        await pilot.press("s", "enter")
        await until(pilot, lambda: proxy.struck(stall) > 0, "the object is asked for")
        yield pilot
