"""From the command line to a connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from jos_tui.cli import output
from jos_tui.cli.asked import find_profiles
from jos_tui.cli.options import connection_of
from jos_tui.cli.places import Place, common_endpoint

if TYPE_CHECKING:
    from jos_tui.jobs.worker.client import JobsClient
    from jos_tui.profiles.profile import Profile
    from jos_tui.store.store import Store


def chosen_profile(context: click.Context, places: Sequence[Place] = ()) -> Profile:
    """Return the profile that the command line names, at the endpoint that answers.

    Blocks; does I/O. Raises ProfileError when it is not exactly one.
    """
    from jos_tui.core.background import CancelToken
    from jos_tui.profiles.endpoint import choose_endpoint
    from jos_tui.profiles.wanted import only_profile

    options = connection_of(context)
    found = find_profiles(options, common_endpoint(places))
    profile = only_profile(found)
    for problem in found.brakes.config.problems:
        output.say_error(problem)
    if profile.anonymous and not options.anonymous:
        for note in found.notes:
            output.say(note)
    chosen = choose_endpoint(profile, CancelToken())
    if chosen.is_unverified:
        output.say(f"The certificate of {chosen.endpoint.host} is not checked: verify = false.")
    return chosen


@contextmanager
def store_of(profile: Profile) -> Iterator[Store]:
    """Open the store of a profile and close it at the end."""
    from jos_tui.store.store import connect

    store = connect(profile)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def connected(context: click.Context, places: Sequence[Place] = ()) -> Iterator[Store]:
    """Open the store that the command line names and close it at the end. Blocks; does I/O.

    Raises ProfileError when that is not exactly one.
    """
    with store_of(chosen_profile(context, places)) as store:
        yield store


@contextmanager
def jobs_of(profile: Profile | None) -> Iterator[JobsClient]:
    """Get ready to talk to the worker, for jobs on the store of a profile; hang up at the end."""
    from jos_tui.jobs.worker.client import JobsClient

    client = JobsClient(profile)
    try:
        yield client
    finally:
        client.close()


@contextmanager
def store_and_jobs(profile: Profile) -> Iterator[tuple[Store, JobsClient]]:
    """Open a store and get ready for jobs on it: a worker starts while the store is asked."""
    with jobs_of(profile) as client:
        client.warm_up()
        with store_of(profile) as store:
            yield store, client
