"""What the worker keeps of what a client has said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ReadOnly
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import Options, Originals, StoreRef
from jos_tui.jobs.worker.credentials import Credentials
from jos_tui.jobs.worker.hub import Turns
from jos_tui.jobs.worker.messages import (
    Begin,
    Beginning,
    Do,
    Done,
    Hello,
    Keys,
    News,
    Order,
    Refused,
    Told,
)
from jos_tui.jobs.worker.service import ClientSession, Service
from jos_tui.profiles.profile import Rights
from tests.jobs.engine.engine_bench import EngineBench


def session_on(bench: EngineBench) -> ClientSession:
    return ClientSession(Service(bench.engine, bench.journal, Credentials(), Turns()))


def greeted(bench: EngineBench, rights: Rights) -> ClientSession:
    session = session_on(bench)
    keys = Keys.of(replace(bench.profile, rights=rights))
    assert session.answer(Hello(bench.ref, keys)) == Done()
    return session


def refused(told: Told) -> bool:
    return isinstance(told, Refused) and isinstance(told.error, ReadOnly)


@pytest.mark.parametrize("news", News)
def test_changes_are_only_for_who_has_asked_for_them(bench: EngineBench, news: News) -> None:
    """Each object that a job has written or deleted is a message to make and to read."""
    session = session_on(bench)
    nothing: StoreRef | None = session.watched
    assert nothing is None
    assert session.answer(Hello(bench.ref, Keys.of(bench.profile), news)) == Done()
    assert session.watched == (bench.ref if news is News.CHANGES else None)


def test_who_is_here_to_read_begins_downloads_only(bench: EngineBench) -> None:
    bench.fill({"x": b"content"})
    session = greeted(bench, Rights.READ)
    source = bench.file("y", b"content")
    down = bench.get(bench.everything(), originals=Originals.GO)
    for request in (bench.put(source), bench.delete(bench.everything()), down):
        assert refused(session.answer(Begin(request, Options(), Beginning.RUN)))
        assert refused(session.answer(Begin(request, Options(), Beginning.DRAFT)))
    begun = session.answer(Begin(bench.get(bench.everything()), Options(), Beginning.RUN))
    assert isinstance(begun, Done)
    assert bench.outcome(begun.value).state is JobState.DONE
    assert [job.id for job in bench.journal.jobs()] == [begun.value]


@pytest.mark.parametrize("order", [Order.CONFIRM, Order.RESUME, Order.RETRY])
def test_who_is_here_to_read_sets_no_upload_going(bench: EngineBench, order: Order) -> None:
    job_id = bench.add(bench.put(bench.file("y", b"content")))
    assert refused(greeted(bench, Rights.READ).answer(Do(order, job_id)))


def test_jobs_of_others_go_on_with_the_keys_of_who_only_reads(bench: EngineBench) -> None:
    credentials = Credentials()
    session = ClientSession(Service(bench.engine, bench.journal, credentials, Turns()))
    session.answer(Hello(bench.ref, Keys.of(replace(bench.profile, rights=Rights.READ))))
    credentials.store_for(bench.ref).put(bench.bucket, "other", b"x", CancelToken())
    assert bench.content("other") == b"x"
    credentials.close()
