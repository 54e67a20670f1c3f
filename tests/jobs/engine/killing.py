"""Engines in processes of their own that are killed, and what they are given to do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import JobState
from jos_tui.jobs.planning.plan import title_of
from jos_tui.jobs.request import Options, Request, StoreRef
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.faultproxy import FaultProxy

MIB = 1 << 20
ROOT = Path(__file__).parents[3]


def keys_of(bench: EngineBench) -> dict[str, str]:
    secret = bench.profile.secret_key
    assert secret is not None
    return {
        "JOS_ACCESS_KEY": bench.profile.access_key,
        "JOS_SECRET_KEY": secret.reveal(),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
    }


def lives_for(bench: EngineBench, proxy: FaultProxy, path: Path, requests: int | None) -> str:
    """Run the program until so many requests came, then kill it; return what it said."""
    argv = [sys.executable, "-m", "tests.jobs.engine.run_engine", str(path), proxy.endpoint.url]
    before = len(proxy.requests)
    with (
        (bench.folder / "engine.log").open("w+") as log,
        subprocess.Popen(argv, env=keys_of(bench), stdout=log, stderr=log) as process,
    ):
        try:
            while process.poll() is None:
                if requests is not None and len(proxy.requests) >= before + requests:
                    break
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.005)
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        return log.read()


def killed_until_the_end(
    bench: EngineBench,
    proxy: FaultProxy,
    path: Path,
    lives: Iterable[int],
    behind_each: Callable[[], None] = lambda: None,
) -> int:
    """Kill one process after the other, each after so many requests, and let the last one end.

    Return how many were killed.
    """
    for kills, requests in enumerate(lives):
        said = lives_for(bench, proxy, path, requests)
        behind_each()
        if "ended" in said:
            return kills
    said = lives_for(bench, proxy, path, None)
    assert "ended" in said, said
    return kills + 1


def add_jobs(path: Path, bench: EngineBench, requests: Sequence[Request]) -> list[int]:
    ref = StoreRef("test", "", bench.profile.endpoint.url, bench.profile.region, False)
    options = Options(part_size=5 * MIB)
    with closing(Journal(path)) as journal:
        return [
            journal.add_job(each, ref, options, title_of(each), JobState.WAITING)
            for each in requests
        ]
