"""``jos-tui jobs pause``, ``resume``, ``cancel``, ``retry`` and ``forget``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from jos_tui.cli import output
from jos_tui.cli.completing import job_numbers
from jos_tui.cli.exits import ExitCode, of_error
from jos_tui.cli.options import connection_options
from jos_tui.core import formats
from jos_tui.core.errors import JosError, LocalError, ProfileError
from jos_tui.jobs.model import JobSnapshot, JobState

if TYPE_CHECKING:
    from jos_tui.jobs.worker.client import JobsClient
    from jos_tui.jobs.worker.messages import UnderWay
    from jos_tui.profiles.profile import Profile

_SETTLE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Order:
    """Something to do with jobs.

    ``fits`` says which jobs it can be done with, ``meant`` which of them ``all`` means. It
    ``takes_effect`` once nothing more happens to the job by itself, or ``ends`` it for good.
    ``method`` is what the worker's client calls it, "" like its ``name``.
    """

    name: str
    fits: Callable[[JobSnapshot], bool]
    meant: Callable[[JobSnapshot], bool]
    takes_effect: bool = False
    ends: bool = False
    method: str = ""


def _in(*states: JobState) -> Callable[[JobSnapshot], bool]:
    return lambda job: job.state in states


def _waits(job: JobSnapshot) -> bool:
    """Whether a job is paused, or waits for keys."""
    return job.state is JobState.PAUSED or (
        job.state is JobState.WAITING and job.problem is not None
    )


_AT_WORK = _in(JobState.WAITING, JobState.RUNNING)
_MAY_END = _in(JobState.WAITING, JobState.RUNNING, JobState.PAUSED, JobState.CANCELLING)
_MAY_FAIL = _in(JobState.SOME_FAILED, JobState.CANCELLED, JobState.PAUSED)
_ENDED = _in(JobState.DONE, JobState.SOME_FAILED, JobState.CANCELLED)

_PAUSE = _Order("pause", _AT_WORK, _AT_WORK, takes_effect=True)
_RESUME = _Order("resume", _waits, _waits)
_CANCEL = _Order("cancel", _MAY_END, _MAY_END, takes_effect=True)
_RETRY = _Order("retry", _MAY_FAIL, _in(JobState.SOME_FAILED))
_FORGET = _Order("forget", _ENDED, _ENDED, ends=True)
_FORGET_ANYWAY = replace(_FORGET, method="forget_anyway")


def _command(order: _Order, help_text: str) -> click.Command:
    @click.command(order.name, help=help_text)
    @click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=job_numbers)
    @connection_options
    @click.pass_context
    def command(context: click.Context, ids: tuple[str, ...]) -> int:
        return _give(context, order, ids)

    return command


def _starting(order: _Order, help_text: str) -> click.Command:
    @click.command(order.name, help=help_text)
    @click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=job_numbers)
    @click.option(
        "--confirm",
        "typed",
        metavar="NAME",
        default="",
        help="The name that confirms what has become protected since the job was begun.",
    )
    @connection_options
    @click.pass_context
    def command(context: click.Context, ids: tuple[str, ...], typed: str) -> int:
        return _give(context, order, ids, typed)

    return command


pause = _command(_PAUSE, "Stop jobs until they are resumed. 'all' are those under way.")
cancel = _command(
    _CANCEL, "Give jobs up and remove what is half-written. 'all' are those not ended."
)
resume = _starting(_RESUME, "Go on with jobs that are paused. 'all' are those that wait.")
retry = _starting(
    _RETRY, "Try again what failed in jobs. 'all' are those that ended with failures."
)


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=job_numbers)
@click.option("--anyway", is_flag=True, help="Also those of which something cannot be removed.")
@connection_options
@click.pass_context
def forget(context: click.Context, ids: tuple[str, ...], anyway: bool) -> int:
    """Take jobs off the list, and remove what they have left half-done. 'all' are those ended.

    Ctrl-C ends the waiting, not the removing: the worker goes on with that.
    """
    return _give(context, _FORGET_ANYWAY if anyway else _FORGET, ids)


def _give(context: click.Context, order: _Order, ids: Sequence[str], typed: str = "") -> int:
    from jos_tui.cli.jobs.book import opened_book
    from jos_tui.cli.jobs.picking import picked

    with opened_book() as book:
        jobs = picked(book, ids, order.meant)
    if not jobs:
        output.say(f"There is no job to {order.name}.")
    code = ExitCode.DONE
    for job in jobs:
        try:
            _do(context, order, job, typed)
        except JosError as error:
            output.say(f"Job {job.id}: {error}")
            code = max(code, of_error(error))
    return code


def _do(context: click.Context, order: _Order, job: JobSnapshot, typed: str) -> None:
    from jos_tui.cli.connect import jobs_of

    if not order.fits(job):
        raise JosError(f"It is {job.state.value}, so there is nothing to {order.name}")
    with jobs_of(_profile_for(context, job.id)) as client:
        act: Callable[..., Any] = getattr(client, order.method or order.name)
        if order.ends:
            left = _ended(act, job.id)
            output.say(f"Job {job.id} is forgotten." + (f" {left}" if left else ""))
            return
        if typed:
            act(job.id, typed)
        else:
            act(job.id)
        if order.takes_effect:
            client.wait(job.id, _SETTLE_SECONDS)
        _say_state(client, order, job.id)


def _ended(act: Callable[..., str | None], job_id: int) -> str | None:
    """Show how far it is; who is tired of that need not wait for the end."""
    from jos_tui.cli.progress import drawn_or_written

    line = drawn_or_written()

    def show(far: UnderWay) -> None:
        done, total = formats.count(far.done), formats.count(far.total)
        line.show(f"Job {job_id}: {done} of {total} half-done things removed")

    try:
        return act(job_id, show)
    except KeyboardInterrupt:
        line.clear()
        output.say(f"The worker goes on removing what job {job_id} has left, and then forgets it.")
        raise
    finally:
        line.clear()


def _say_state(client: JobsClient, order: _Order, job_id: int) -> None:
    from jos_tui.cli.watching import snapshot_of

    job = snapshot_of(client, job_id)
    if job.active and not order.takes_effect:
        output.say(f"Job {job_id} goes on.")
    else:
        why = f" {job.problem}" if job.active and job.problem is not None else ""
        output.say(f"Job {job_id} is {job.state.value}.{why}")


def _profile_for(context: click.Context, job_id: int) -> Profile | None:
    """Return the keys of a job that the worker cannot find by itself; None if it can."""
    from jos_tui.cli.asked import find_profiles
    from jos_tui.cli.jobs.book import store_of_job
    from jos_tui.cli.options import connection_of
    from jos_tui.jobs.worker.store_ref import ref_of

    try:
        wanted = store_of_job(job_id)
    except (KeyError, LocalError):
        return None  # the worker will say what is wrong
    try:
        profiles = find_profiles(connection_of(context)).profiles
    except ProfileError:
        return None
    for profile in profiles:
        for endpoint in profile.endpoints:
            moved = replace(profile, endpoints=(endpoint,))
            if ref_of(moved) == wanted:
                return moved
    return None
