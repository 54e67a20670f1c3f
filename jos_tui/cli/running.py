"""Handing requests to the worker, and staying with the jobs they become, or leaving them to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jos_tui.cli import output
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.reporting import Told, finish
from jos_tui.cli.stopping import stop_request
from jos_tui.cli.watching import Watch
from jos_tui.core import formats
from jos_tui.jobs.request import Options, Request

if TYPE_CHECKING:
    from jos_tui.jobs.worker.client import JobsClient


def run_jobs(
    client: JobsClient,
    requests: Sequence[Request],
    options: Options,
    told: Told,
    detach: bool,
    typed: str = "",
) -> ExitCode:
    """Start jobs, all at once, and stay with them unless ``detach``. Blocks; main thread only.

    Ctrl-C cancels them and waits until what is half-written is removed; pressed again it raises
    KeyboardInterrupt as soon as the worker knows, which tidies up alone. When the terminal goes,
    the jobs go on. ``typed`` is the name that confirms what is protected.
    """
    with stop_request() as stop:
        job_ids: list[int] = []
        for request in requests:
            if stop.asked:
                break
            job_ids.append(client.start(request, options, typed))
        if detach and not stop.asked:
            return leave(job_ids, told)
        if not job_ids:
            raise KeyboardInterrupt
        outcomes = Watch(client, job_ids).to_the_end(stop)
    return finish(client, outcomes, told)


def run_confirmed(
    client: JobsClient, job_id: int, told: Told, detach: bool, typed: str = ""
) -> ExitCode:
    """Run a draft, and stay with it unless ``detach``. Like :func:`run_jobs`.

    ``typed`` is the name that confirms what is protected.
    """
    with stop_request() as stop:
        client.confirm(job_id, typed)
        if detach and not stop.asked:
            return leave([job_id], told)
        outcomes = Watch(client, [job_id]).to_the_end(stop)
    return finish(client, outcomes, told)


def leave(job_ids: Sequence[int], told: Told) -> ExitCode:
    """Print the numbers of jobs, and on a terminal how to see them again."""
    if told.as_json:
        output.write_lines(output.as_json({"job": job_id}) for job_id in job_ids)
    else:
        output.write_lines(str(job_id) for job_id in job_ids)
    jobs = formats.plural(len(job_ids), "job")
    output.say(f"Left {jobs} to the worker: jos-tui jobs watch shows how far it is.")
    return ExitCode.DONE
