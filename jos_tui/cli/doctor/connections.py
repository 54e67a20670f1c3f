"""The connections: does each address answer, are the keys accepted, may buckets be listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jos_tui.cli.doctor.clock import clock_finding
from jos_tui.cli.doctor.finding import Finding, Level, Section
from jos_tui.cli.doctor.side_by_side import LONGEST_SECONDS
from jos_tui.core import formats
from jos_tui.core.errors import JosError
from jos_tui.core.errors import Unreachable as NoAnswer
from jos_tui.profiles.access_keys import shortened
from jos_tui.profiles.endpoint import tenancy_of
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.store.trying import Tried

_IN_TIME = f"in {LONGEST_SECONDS:.0f} seconds"


def candidates(found: Found) -> list[Profile]:
    """Return a profile for each address of each profile."""
    return [
        replace(profile, endpoints=(endpoint,))
        for profile in found.profiles
        for endpoint in profile.endpoints
    ]


def not_in_time(profile: Profile) -> Tried:
    """Return what stands for an address that was still being tried at the end."""
    error = NoAnswer(
        f"{profile.endpoint.host} has not answered {_IN_TIME}",
        "A firewall may drop what is sent there, or the store is very slow",
        "Check the address, the network and whether a VPN is needed.",
    )
    return Tried(profile, None, error)


def connection_findings(found: Found, tried: Sequence[Tried]) -> list[Finding]:
    """Return a line for each profile and address, and for what is wrong with credentials."""
    findings = [_of_error(problem, Level.PROBLEM) for problem in found.problems]
    if not found.profiles:
        advice = "Name a file with --credentials, or a public store with --endpoint and --anonymous"
        none = "No credentials for an object store were found"
        findings.append(Finding(Section.CONNECTIONS, Level.PROBLEM, none, f"{advice}."))
    for profile in found.profiles:
        if not profile.complete:
            words = f"{_name(profile)}: there are keys, but no store address"
            advice = "Add --endpoint with a JASMIN tenancy name such as cedadev-o, or with a URL."
            findings.append(Finding(Section.CONNECTIONS, Level.WARNING, words, advice))
        own = [one for one in tried if one.profile == _at(profile, one.endpoint)]
        works = any(one.error is None for one in own)
        findings += [_of_tried(one, elsewhere=works and one.error is not None) for one in own]
    return findings


def clock_findings(tried: Sequence[Tried]) -> list[Finding]:
    """Return a line for each address that answered."""
    answers = {one.endpoint.url: one.knock for one in tried if one.knock is not None}
    return [clock_finding(url, answer.ahead_seconds) for url, answer in answers.items()]


def _at(profile: Profile, endpoint: Endpoint) -> Profile:
    return replace(profile, endpoints=(endpoint,))


def _of_tried(one: Tried, *, elsewhere: bool) -> Finding:
    start = f"{_name(one.profile)}: {one.endpoint.url}"
    if one.knock is not None:
        start += f" answers in {one.knock.seconds:.2f} s"
    if one.error is None:
        accepted = "no keys are sent" if one.profile.anonymous else "the keys are accepted"
        words = f"{start}, {accepted}, {formats.plural(one.buckets, 'bucket')}"
        return Finding(Section.CONNECTIONS, Level.OK, words)
    if elsewhere and isinstance(one.error, NoAnswer):
        return _not_needed(one, start)
    if one.is_only_unlisted:
        return _unlisted(one, start)
    return _of_error(one.error, Level.PROBLEM, f"{start}: " if one.knock else f"{start} fails: ")


def _not_needed(one: Tried, start: str) -> Finding:
    """Say that an address does not answer where another of the same store does."""
    words = f"{start} is not reached from here; the other address is used"
    level = Level.OK if tenancy_of(one.endpoint) else Level.WARNING
    return Finding(Section.CONNECTIONS, level, words)


def _unlisted(one: Tried, start: str) -> Finding:
    """Say that buckets are not listed: some keys are made so, some stores, and expired keys."""
    if one.profile.anonymous:
        return Finding(Section.CONNECTIONS, Level.OK, f"{start}; without keys no buckets are shown")
    words = f"{start}, but does not let these keys list the buckets: {one.error}"
    advice = "If you know a bucket's name, open it by that: jos-tui s3://NAME."
    return Finding(Section.CONNECTIONS, Level.WARNING, words, advice)


def _of_error(error: JosError, level: Level, start: str = "") -> Finding:
    words = f"{start}{error.title}. {error.reason}".rstrip(". ")
    return Finding(Section.CONNECTIONS, level, words, error.next_step)


def _name(profile: Profile) -> str:
    who = "no keys" if profile.anonymous else f"key {shortened(profile.access_key)}"
    where = f", {profile.source}" if profile.source else ""
    return f"{profile.name} ({who}{where})"
