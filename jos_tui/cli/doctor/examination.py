"""All checks, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from jos_tui.cli.doctor.connections import (
    candidates,
    clock_findings,
    connection_findings,
    not_in_time,
)
from jos_tui.cli.doctor.credentials import credentials_findings
from jos_tui.cli.doctor.disks import mounts
from jos_tui.cli.doctor.finding import Finding, Level, Section
from jos_tui.cli.doctor.folders import Folder, folder_findings, own_folders
from jos_tui.cli.doctor.jobs import journal_finding, worker_finding
from jos_tui.cli.doctor.side_by_side import LONGEST_SECONDS, SideBySide
from jos_tui.cli.doctor.terminal import size_of_terminal, terminal_findings
from jos_tui.cli.doctor.versions import version_findings
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.found import Found
from jos_tui.store.trying import try_endpoint

_Check = Callable[[], list[Finding]]


def examine(
    found: Found, environ: Mapping[str, str], home: Path, seconds: float = LONGEST_SECONDS
) -> list[Finding]:
    """Return all findings, section by section. Blocks for no longer than ``seconds``."""
    profiles, checks = candidates(found), _local_checks(found, environ, home)
    together = SideBySide(seconds)
    tries = [together.begin(lambda cancel, one=one: try_endpoint(one, cancel)) for one in profiles]  # type: ignore[misc]
    local = [together.begin(lambda _, run=run: run()) for run in checks.values()]  # type: ignore[misc]
    tried = [
        together.value(later) or not_in_time(one)
        for later, one in zip(tries, profiles, strict=True)
    ]
    findings = [*version_findings(), *connection_findings(found, tried), *clock_findings(tried)]
    for later, what in zip(local, checks, strict=True):
        result = together.value(later)
        findings += [_hangs(what, seconds)] if result is None else result
    together.close()
    return [*findings, *terminal_findings(environ, size_of_terminal())]


def _local_checks(found: Found, environ: Mapping[str, str], home: Path) -> dict[str, _Check]:
    """Return the checks that look at disks, which may hang, by what they look at."""
    mounted, state = mounts(), StateHome.of_user(environ)

    def of_folder(folder: Folder) -> _Check:
        return lambda: folder_findings(folder, mounted, home)

    return {
        "The files with keys": lambda: credentials_findings(found, home),
        **{f"The folder {folder.path}": of_folder(folder) for folder in own_folders(environ, home)},
        "The worker": lambda: [worker_finding(state.meeting_point)],
        f"The list of jobs {state.journal}": lambda: [journal_finding(state)],
    }


def _hangs(what: str, seconds: float) -> Finding:
    section = Section.JOBS if "job" in what or "worker" in what else Section.FILES
    words = f"{what}: no answer in {seconds:.0f} seconds"
    advice = "The disk may be slow or gone: look whether ls shows the folder."
    return Finding(section, Level.PROBLEM, words, advice)
