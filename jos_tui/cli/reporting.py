"""What came of jobs: one line for people and a line per failure, or one JSON object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jos_tui.cli import exits, output
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.local_paths import as_typed
from jos_tui.cli.watching import Outcome, failures_of
from jos_tui.core import formats
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable_name
from jos_tui.jobs.deletion_words import gone_text, hidden_parts
from jos_tui.jobs.model import Check, ItemFailure, JobKind, JobState, Report
from jos_tui.jobs.skip_words import skipped_text

if TYPE_CHECKING:
    from jos_tui.cli.jobs.book import Book

_DONE_WORD = {
    JobKind.GET: "Downloaded",
    JobKind.PUT: "Uploaded",
    JobKind.DELETE: "Deleted",
    JobKind.COPY: "Copied",
    JobKind.MOVE: "Moved",
    JobKind.MOVE_UP: "Moved",
    JobKind.MOVE_DOWN: "Moved",
}
_STATES = (
    JobState.CANCELLED,
    JobState.CANCELLING,
    JobState.PAUSED,
    JobState.RUNNING,
    JobState.WAITING,
    JobState.DRAFT,
    JobState.SOME_FAILED,
    JobState.DONE,
)
"""Of several jobs that ran as one, the state that comes first here is the one to tell."""

_MOST_FAILURES = 100
"""How many failures are written out for people; --json holds all of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """How the outcome of a command is told.

    ``done_word`` is "" for the usual one of the job; ``said`` are the notes of a plan that was
    shown before.
    """

    as_json: bool
    done_word: str = ""
    conflict_hint: bool = False
    said: frozenset[str] = frozenset()


def finish(book: Book, outcomes: Sequence[Outcome], told: Told) -> ExitCode:
    """Tell what came of jobs; return the exit code."""
    if told.as_json:
        failures = [failure for one in outcomes for failure in failures_of(book, one)]
        try:
            output.write_lines([output.as_json(record_of(outcomes, failures))])
        except BrokenPipeError:  # nobody reads it, but the code still says what came of it
            output.discard_stdout()
    else:
        _say(outcomes, told)
    for outcome in outcomes:
        _say_what_it_waits_for(outcome)
    return exits.of_outcomes(outcomes)


def record_of(outcomes: Sequence[Outcome], failures: Sequence[ItemFailure]) -> dict[str, object]:
    """Return what came of jobs as a JSON object."""
    reports = [outcome.report for outcome in outcomes]
    renamed = {name: path for report in reports for name, path in report.renamed.items()}
    problems = [one.job.problem for one in outcomes if one.job.problem is not None]
    return {
        "state": _state(outcomes).value,
        "jobs": [outcome.job.id for outcome in outcomes],
        "done": sum(report.done for report in reports),
        "skipped": sum(report.skipped for report in reports),
        "failed": sum(outcome.job.items_failed for outcome in outcomes),
        "not_done": sum(report.not_done for report in reports),
        "bytes": sum(report.bytes for report in reports),
        "checked": {check.value: number for check, number in _checks(outcomes).items()},
        "failures": [
            {"name": as_typed(failure.name), **error_record(failure.error)} for failure in failures
        ],
        "renamed": {name: as_typed(str(path)) for name, path in renamed.items()},
        "deleted": _deleted(reports),
        "notes": _notes(outcomes),
        "problem": error_record(problems[0]) if problems else None,
    }


def _deleted(reports: Sequence[Report]) -> dict[str, int]:
    return {
        "objects": sum(report.gone.objects for report in reports),
        "versions": sum(report.gone.versions for report in reports),
        "delete_markers": sum(report.gone.markers for report in reports),
        "uploads": sum(report.gone.uploads for report in reports),
        "buckets": sum(report.gone.buckets for report in reports),
    }


def error_record(error: JosError) -> dict[str, object]:
    """Return an error as a JSON object."""
    return {"title": error.title, "reason": error.reason, "next_step": error.next_step}


def say_details(outcome: Outcome, most: int = _MOST_FAILURES) -> None:
    """Say on stderr what failed, what was renamed, and what else there is to know."""
    for failure in outcome.report.failures[:most]:
        output.say(f"{printable_name(as_typed(failure.name))}: {failure.error}")
    if (more := outcome.job.items_failed - most) > 0:
        output.say(f"{formats.plural(more, 'more failure')}: --json prints all.")
    for name, path in outcome.report.renamed.items():
        saved = printable_name(as_typed(str(path)))
        output.say(f"{printable_name(name)} was saved as {saved}")


def checks_text(outcomes: Sequence[Outcome]) -> str:
    """Return what was checked, such as ``12 by md5, 1 by size``; "" if nothing was."""
    checks = _checks(outcomes)
    return ", ".join(
        f"{formats.count(checks[check])} by {check.value}" for check in Check if checks[check]
    )


def _say(outcomes: Sequence[Outcome], told: Told) -> None:
    for outcome in outcomes:
        say_details(outcome)
    for note in _notes(outcomes):
        if note not in told.said:
            output.say(note)
    for kind in dict.fromkeys(outcome.job.kind for outcome in outcomes):
        output.say(_summary([one for one in outcomes if one.job.kind is kind], told))


def _say_what_it_waits_for(outcome: Outcome) -> None:
    job = outcome.job
    if job.state.is_end:
        return
    if job.problem is not None:
        output.say(f"Job {job.id} has stopped for now. {job.problem}")
    if job.state is JobState.PAUSED:
        output.say(f"Job {job.id} is paused: jos-tui jobs resume {job.id} continues it.")
    elif job.items_held:
        held = formats.plural(job.items_held, "name")
        output.say(f"Job {job.id} waits for an answer about {held}: jos-tui asks it on the screen.")
    elif job.problem is not None:
        output.say(f"jos-tui jobs resume {job.id} continues it.")


def _summary(outcomes: Sequence[Outcome], told: Told) -> str:
    reports = [outcome.report for outcome in outcomes]
    kind = outcomes[0].job.kind
    noun = "item" if kind is JobKind.DELETE or told.done_word else "object"  # a bucket is no object
    done = f"{told.done_word or _DONE_WORD[kind]} "
    gone = [report.gone for report in reports if hidden_parts(report.gone)]
    if gone and len(gone) == len(reports) == 1:
        done += gone_text(gone[0])
    else:
        done += formats.plural(sum(report.done for report in reports), noun)
    if noun == "object":
        done += f" ({formats.size(sum(report.bytes for report in reports))})"
    parts = [done, *_other_numbers(outcomes)]
    if checked := checks_text(outcomes):
        parts.append(f"checked: {checked}")
    stopped = "Stopped. " if _state(outcomes) in {JobState.CANCELLED, JobState.CANCELLING} else ""
    skipped = any(report.skipped for report in reports)
    hint = " --conflict says what to do with names that are taken."
    return f"{stopped}{'; '.join(parts)}.{hint if skipped and told.conflict_hint else ''}"


def _other_numbers(outcomes: Sequence[Outcome]) -> list[str]:
    parts = []
    if skipped := sum(outcome.report.skipped for outcome in outcomes):
        parts.append(skipped_text(outcomes[0].job.kind, skipped))
    if failed := sum(outcome.job.items_failed for outcome in outcomes):
        parts.append(f"{formats.count(failed)} failed")
    if not_done := sum(outcome.report.not_done for outcome in outcomes):
        parts.append(f"{formats.count(not_done)} not done")
    return parts


def _state(outcomes: Sequence[Outcome]) -> JobState:
    states = {outcome.job.state for outcome in outcomes}
    return next(state for state in _STATES if state in states)


def _checks(outcomes: Sequence[Outcome]) -> Counter[Check]:
    checks: Counter[Check] = Counter()
    for outcome in outcomes:
        checks.update(outcome.report.checks)
    return checks


def _notes(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(note for outcome in outcomes for note in outcome.report.notes))
