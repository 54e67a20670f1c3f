"""What is said of a level in words, and of the measurement it comes from."""

from __future__ import annotations

from collections.abc import Callable

from jos_tui.browse.usage import Growth, Usage
from jos_tui.browse.usage_lines import growth_of
from jos_tui.core import formats
from jos_tui.core.text import printable
from jos_tui.jobs.model import Totals
from jos_tui.ui.usage.survey import Stage, Survey
from jos_tui.ui.words import error_lines, totals

_NOTHING = (
    "Nothing is stored here that a listing shows. {left.older} and {left.uploads} in the browser "
    "look for what none shows. {usage.close} closes."
)


def usage_text(usage: Usage, now_ms: int) -> str:
    """Return ``1,204 objects, 12.3 GB, newest 3 days ago``."""
    text = totals(Totals(usage.objects, usage.size))
    return f"{text}, newest {formats.age(usage.newest_ms, now_ms)}" if usage.newest_ms else text


def stage_text(survey: Survey, prefix: str, now_ms: int, with_keys: Callable[[str], str]) -> str:
    """Return where the measurement is, in printable words; below it, what the level grew by."""
    match survey.stage:
        case Stage.LOOKING:
            return "Looking for an earlier measurement… Esc stops"
        case Stage.MEASURING:
            return f"Measuring… Esc stops{_then(survey, prefix)}"
        case Stage.STOPPED:
            return with_keys("Stopped: this is only a part. {usage.again} measures all of it")
        case Stage.FAILED:
            why = printable(survey.error.title) if survey.error is not None else ""
            return f"Not complete: {why}. {with_keys('{usage.again} tries again')}"
        case Stage.COMPLETE:
            return _measured_text(survey, prefix, now_ms)


def placeholder(survey: Survey, with_keys: Callable[[str], str]) -> str:
    """Return what is shown in the place of lines, in printable words."""
    match survey.stage:
        case Stage.LOOKING | Stage.MEASURING:
            return "Nothing is counted yet. Esc stops."
        case Stage.STOPPED:
            return with_keys(
                "Stopped before anything came. {usage.again} measures again, {usage.close} closes."
            )
        case Stage.FAILED if survey.error is not None:
            ways_on = with_keys("{usage.again} tries again   {usage.close} closes")
            return f"{error_lines(survey.error)}\n\n{ways_on}"
    return with_keys(_NOTHING)


def growth_text(growth: Growth) -> str:
    """Return ``Grew by 1.2 GB (+3 objects)``."""
    if growth == Growth(0, 0):
        return "No change"
    verb = "Shrank" if growth.size < 0 else "Grew"
    noun = "object" if abs(growth.objects) == 1 else "objects"
    return f"{verb} by {formats.size(abs(growth.size))} ({growth.objects:+,} {noun})"


def _measured_text(survey: Survey, prefix: str, now_ms: int) -> str:
    measured, before = survey.measured, survey.before
    if measured is None:
        return ""
    when = measured.measured_ms
    text = f"Measured {formats.age(when, now_ms)}, {formats.date(when)} UTC"
    growth = growth_of(survey.tree, before.tree if before is not None else None, prefix)
    if before is not None and growth is not None:
        text += f"\n{growth_text(growth)} since {formats.date(before.measured_ms)} UTC"
    return text


def _then(survey: Survey, prefix: str) -> str:
    before = survey.before
    then = before.tree.usage(prefix) if before is not None else None
    if before is None or then is None:
        return ""
    return f" (on {formats.date(before.measured_ms)}: {totals(Totals(then.objects, then.size))})"
