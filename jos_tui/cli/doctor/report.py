"""The findings as text to paste, with nothing in it that is nobody else's business."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jos_tui.cli import output
from jos_tui.cli.doctor.finding import Finding, Level, Section
from jos_tui.core import formats
from jos_tui.core.text import printable
from jos_tui.profiles.access_keys import shortened
from jos_tui.profiles.profile import Profile

_HIDDEN = "[secret]"
_SHORTEST_SECRET = 4


@dataclass(frozen=True, slots=True)
class Veil:
    """What is to be seen of texts: secrets are taken out, keys shortened, the home is ``~``."""

    replaced: tuple[tuple[str, str], ...]

    @classmethod
    def over(cls, profiles: Sequence[Profile], home: Path) -> Veil:
        """Return the one over these profiles and this home."""
        replaced: dict[str, str] = {}
        for profile in profiles:
            for secret in (profile.secret_key, profile.session_token):
                if secret is not None:
                    replaced[secret.reveal()] = _HIDDEN
            replaced.setdefault(profile.access_key, shortened(profile.access_key))
        kept = [pair for pair in replaced.items() if len(pair[0]) >= _SHORTEST_SECRET]
        kept.sort(key=lambda pair: len(pair[0]), reverse=True)
        return cls((*kept, *([(f"{home}/", "~/")] if home != Path("/") else [])))

    def on(self, text: str) -> str:
        """Return the text as it may be shown, on one line."""
        for found, shown in self.replaced:
            text = text.replace(found, shown)
        return printable(text)


def veiled(findings: Sequence[Finding], veil: Veil) -> list[Finding]:
    """Return findings that can be shown to everybody."""
    return [
        replace(finding, what=veil.on(finding.what), advice=veil.on(finding.advice))
        for finding in findings
    ]


def as_text(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines of the report, section by section, and a summary."""
    for section in Section:
        of_section = [finding for finding in findings if finding.section is section]
        if of_section:
            yield section.value
        for finding in of_section:
            yield f"  {finding.level.value:<7}  {finding.what}"
            if finding.advice:
                yield f"{'':11}To do: {finding.advice}"
    yield summary(findings)


def as_records(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a JSON object for each finding."""
    for finding in findings:
        yield output.as_json(
            {
                "section": finding.section.name.lower(),
                "level": finding.level.value,
                "what": finding.what,
                "to_do": finding.advice,
            }
        )


def summary(findings: Sequence[Finding]) -> str:
    """Return how many problems and warnings there are, in words."""
    levels = [finding.level for finding in findings]
    problems, warnings = levels.count(Level.PROBLEM), levels.count(Level.WARNING)
    if not problems and not warnings:
        return "All is well."
    return f"{formats.plural(problems, 'problem')}, {formats.plural(warnings, 'warning')}."
