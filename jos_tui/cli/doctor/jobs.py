"""The worker and its list of jobs."""

from __future__ import annotations

from jos_tui import __version__
from jos_tui.cli.doctor.finding import Finding, Level, Section
from jos_tui.cli.jobs.book import JournalBook, shown
from jos_tui.core import formats
from jos_tui.core.errors import JosError
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.worker.link import connect
from jos_tui.jobs.worker.paths import MeetingPoint, StateHome


def worker_finding(point: MeetingPoint) -> Finding:
    """Say whether a worker runs, and which; starts none. Blocks for up to 10 seconds."""
    try:
        met = connect(point)
    except JosError as error:
        return _of_error(error)
    if met is None:
        words = "No worker runs; one is started when there is work"
        return Finding(Section.JOBS, Level.OK, words)
    wire, greeting = met
    wire.close()
    words = f"A worker runs: process {greeting.pid}, version {greeting.version}"
    if greeting.version == __version__:
        return Finding(Section.JOBS, Level.OK, words)
    words += f", while this is {__version__}"
    advice = "Nothing to do: it hands its jobs over to a new one when you transfer something."
    return Finding(Section.JOBS, Level.WARNING, words, advice)


def journal_finding(home: StateHome) -> Finding:
    """Say how many jobs are written down. Blocks; changes nothing."""
    try:
        journal = Journal(home.journal, Access.READ)
        try:
            jobs = shown(JournalBook(journal).snapshots())
        finally:
            journal.close()
    except JosError as error:
        return _of_error(error)
    waiting = sum(job.problem is not None and not job.state.is_end for job in jobs)
    words = f"{formats.plural(len(jobs), 'job')} written down"
    if not waiting:
        return Finding(Section.JOBS, Level.OK, words)
    words += f", {formats.count(waiting)} of them held up by a problem"
    return Finding(Section.JOBS, Level.WARNING, words, "jos-tui jobs says by which.")


def _of_error(error: JosError) -> Finding:
    words = f"{error.title}. {error.reason}".rstrip(". ")
    return Finding(Section.JOBS, Level.PROBLEM, words, error.next_step)
