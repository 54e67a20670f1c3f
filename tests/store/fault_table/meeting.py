"""One operation meets one fault: what comes of it, in words, and what must not come of it."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from tempfile import NamedTemporaryFile

from jos_tui.core.errors import StoreError
from jos_tui.profiles.profile import Profile
from jos_tui.store.store import Store, Timeouts, connect
from tests.store.fault_table.kinds import CASES, Case, Way
from tests.store.fault_table.operations import BODY, KEYS, NOW, OPERATIONS, Operation, Place
from tests.support.certificates import authority
from tests.support.faultproxy import FaultProxy
from tests.support.leaks import no_leaks
from tests.support.servers import S3Server

PATIENCE = Timeouts(connect=5, read=20, slow_read=20, tries=2, first_wait=0.001, longest_wait=0.01)
IMPATIENT = replace(PATIENCE, read=0.5, slow_read=0.5)
LONGEST_SECONDS = 10.0
"""No combination may take longer, however busy the machine: most take milliseconds."""

DONE = "done"
UNNOTICED = "not noticed by itself"
UNNOTICEABLE = {
    ("read", "a bit flips in the answer"): "A download compares the bytes with the ETag; https "
    "lets no such bit through.",
}
"""What nobody could see from one answer, and where it is seen."""

_TRUSTED = "SSL_CERT_FILE"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a user sees, and what there is afterwards."""

    seen: str
    next_step: str
    left: str


def combinations() -> list[tuple[Operation, Case]]:
    """Return all operations with all faults that they can meet."""
    return [(one, case) for one in OPERATIONS for case in CASES if case.concerns(one)]


def outcome_of(server: S3Server, operation: Operation, case: Case) -> Outcome:
    """Let it happen. Fails for a false success, for a loss, a leak, and for what takes too long."""
    with closing(connect(server.profile())) as clean:
        place = _new_place(clean)
        operation.prepare(place)
        with no_leaks(), _line(server, case) as (proxy, profile):
            fault = case.met_by(operation)
            if fault is not None:
                proxy.inject(fault)
            begun = time.monotonic()
            with closing(connect(profile, IMPATIENT if case.is_stall else PATIENCE)) as store:
                result = _called(store, operation, place)
            assert time.monotonic() - begun < LONGEST_SECONDS
            if fault is not None:
                proxy.wait_until(lambda proxy: proxy.struck(fault) > 0)
        return _told(result, operation, case, place, profile)


def _new_place(clean: Store) -> Place:
    bucket = f"jos-test-{secrets.token_hex(6)}"
    clean.make_bucket(bucket, NOW)
    for key in KEYS:
        clean.put(bucket, key, BODY, NOW)
    return Place(clean, bucket)


def _called(store: Store, operation: Operation, place: Place) -> object:
    try:
        return operation.call(store, place)
    except StoreError as error:
        return error


def _told(
    result: object, operation: Operation, case: Case, place: Place, profile: Profile
) -> Outcome:
    assert_nothing_lost(operation, place)
    if isinstance(result, StoreError):
        assert result.title
        done = operation.is_done is not None and operation.is_done(place)
        left = "" if operation.is_done is None else "it was done" if done else "nothing was changed"
        seen = _without_names(result.title, place, profile)
        return Outcome(seen, _without_names(result.next_step, place, profile), left)
    if operation.is_right(result, place):
        return Outcome(DONE, "", "")
    assert (operation.name, case.name) in UNNOTICEABLE, "a false success"
    return Outcome(UNNOTICED, UNNOTICEABLE[operation.name, case.name], "")


def assert_nothing_lost(operation: Operation, place: Place) -> None:
    """Check that all is there that the operation is not about."""
    if operation.name == "remove_bucket":
        return
    touched = {"delete": set(KEYS[:1]), "delete_many": set(KEYS[:3])}.get(operation.name, set())
    for key in KEYS:
        found = place.content(key)
        assert found == BODY or (found is None and key in touched), key


def _without_names(text: str, place: Place, profile: Profile) -> str:
    host = profile.endpoint.host
    return text.replace(host, "HOST").replace(place.bucket, "BUCKET")


@contextmanager
def _line(server: S3Server, case: Case) -> Iterator[tuple[FaultProxy, Profile]]:
    tls = None if case.way is Way.PLAIN else authority()
    with FaultProxy(server.endpoint, tls) as proxy, _trusting(case.way):
        yield proxy, server.profile(endpoints=(proxy.endpoint,))


@contextmanager
def _trusting(way: Way) -> Iterator[None]:
    if way is not Way.TLS:
        yield
        return
    with NamedTemporaryFile(suffix=".pem") as file:
        file.write(authority().cert_pem.bytes())
        file.flush()
        os.environ[_TRUSTED] = file.name
        try:
            yield
        finally:
            del os.environ[_TRUSTED]
