"""What is known of a job besides its items."""

from __future__ import annotations

import os

from jos_tui.core import formats
from jos_tui.core.text import printable
from jos_tui.jobs.deletion_words import gone_text, hidden_parts
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.model import Check, JobSnapshot, Report
from jos_tui.jobs.planning.asked import title_of, versions_text
from jos_tui.jobs.request import (
    CopyRequest,
    DeleteRequest,
    DropRequest,
    GetRequest,
    PutRequest,
    Request,
)
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.ui.job_words import job_facts, job_state, percent
from jos_tui.ui.widgets.object_table_layout import fit
from jos_tui.ui.words import described

_MOST_NAMES = 3
_MOST_NOTES = 6


def request_of(home: StateHome, job_id: int) -> Request | None:
    """Return what was asked for, None if it is not known. Blocks. Raises LocalError."""
    journal = Journal(home.journal, Access.READ)
    try:
        return journal.job(job_id).request
    except KeyError:
        return None
    finally:
        journal.close()


def base_of(request: Request | None) -> str:
    """Return what the names of all items begin with, as far as the request tells."""
    match request:
        case None | DropRequest():
            return ""
        case PutRequest():
            folders = [os.path.dirname(source.rstrip("/")) for source in request.sources]  # noqa: PTH120
            return os.path.join(os.path.commonpath(folders), "")  # noqa: PTH118 - surrogates
        case _:
            return request.selection.location.prefix


def facts_text(job: JobSnapshot, request: Request | None, report: Report | None, width: int) -> str:
    """Return the facts as printable lines; only what explains may be wider than ``width``."""
    share = percent([job])
    lines = [
        "  ".join([job_state(job), *([share] if share else []), *job_facts(job)]),
        *(_way(request) if request is not None else []),
        f"store    {printable(job.endpoint)}",
        _times(job),
        *(_checked(report) if report is not None else []),
        *(_deleted(report) if report is not None else []),
    ]
    lines = [fit(line, width).rstrip() for line in lines]
    if job.problem is not None:
        lines.append(f"problem  {printable(str(job.problem))}")
    if report is not None:
        lines += _notes(report)
    return "\n".join(lines)


def _way(request: Request) -> list[str]:
    match request:
        case GetRequest():
            return [
                f"from     {_chosen(request)}",
                f"to       {printable(request.folder)}",
                f"rule     {request.conflict.value} where a name is taken",
            ]
        case PutRequest():
            return [
                f"from     {_some(request.sources)}",
                f"to       {printable(request.location.uri)}",
                f"rule     {request.conflict.value} where a name is taken",
            ]
        case CopyRequest():
            return [
                f"from     {_copied(request)}",
                f"to       {_to(request)}",
                f"rule     {request.conflict.value} where a name is taken",
            ]
        case DeleteRequest():
            return [f"what     {_chosen(request)}"]
        case DropRequest():
            return [f"what     {title_of(request)}"]


def _copied(request: CopyRequest) -> str:
    if not request.versions:
        return _chosen(request)
    names = tuple(version.key for version in request.versions)
    return f"{formats.plural(len(names), 'version')}: {_some(names)}"


def _to(request: CopyRequest) -> str:
    if request.new_names:
        return _some(request.new_names)
    return printable(request.location.uri + request.name)


def _chosen(request: GetRequest | CopyRequest | DeleteRequest) -> str:
    if isinstance(request, GetRequest) and request.versions:
        return versions_text(request.versions, request.selection)
    where = printable(request.selection.location.uri)
    return (
        f"{described(request.selection)} of {where}"
        if _is_one(request)
        else described(request.selection)
    )


def _is_one(request: GetRequest | CopyRequest | DeleteRequest) -> bool:
    return request.selection.count == 1


def _some(paths: tuple[str, ...]) -> str:
    shown = "  ".join(printable(path) for path in paths[:_MOST_NAMES])
    more = len(paths) - _MOST_NAMES
    return f"{shown}  and {formats.count(more)} more" if more > 0 else shown


def _times(job: JobSnapshot) -> str:
    begun = f"begun    {formats.date(job.created_ms)} UTC"
    return f"{begun}, ended {formats.date(job.ended_ms)} UTC" if job.ended_ms else begun


def _checked(report: Report) -> list[str]:
    counts = [
        f"{formats.count(report.checks[check])} by {check.value}"
        for check in Check
        if report.checks.get(check)
    ]
    return [f"checked  {', '.join(counts)}"] if counts else []


def _deleted(report: Report) -> list[str]:
    return [f"deleted  {gone_text(report.gone)}"] if hidden_parts(report.gone) else []


def _notes(report: Report) -> list[str]:
    notes = [f"note     {printable(note)}" for note in report.notes[:_MOST_NOTES]]
    more = len(report.notes) - _MOST_NOTES
    return [*notes, f"         and {formats.plural(more, 'more note')}"] if more > 0 else notes
