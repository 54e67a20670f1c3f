"""What the worker keeps of what a client has said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jos_tui.jobs.request import StoreRef
from jos_tui.jobs.worker.credentials import Credentials
from jos_tui.jobs.worker.hub import Turns
from jos_tui.jobs.worker.messages import Done, Hello, Keys, News
from jos_tui.jobs.worker.service import ClientSession, Service
from jos_tui.store.store import Store
from tests.jobs.engine.engine_bench import EngineBench, new_bench
from tests.support.servers import S3Server


@pytest.fixture
def bench(server: S3Server, store: Store, bucket: str, tmp_path: Path) -> Iterator[EngineBench]:
    with new_bench(server, store, bucket, tmp_path) as made:
        yield made


@pytest.mark.parametrize("news", News)
def test_changes_are_only_for_who_has_asked_for_them(bench: EngineBench, news: News) -> None:
    """Each object that a job has written or deleted is a message to make and to read."""
    session = ClientSession(Service(bench.engine, bench.journal, Credentials(), Turns()))
    nothing: StoreRef | None = session.watched
    assert nothing is None
    assert session.answer(Hello(bench.ref, Keys.of(bench.profile), news)) == Done()
    assert session.watched == (bench.ref if news is News.CHANGES else None)
