"""Lines of ``key = value`` under ``[sections]``, read so that a secret survives exactly.

Values are taken as they stand: nothing is interpolated, unescaped or cut at ``=``, ``#``, ``;``
or a quotation mark, because each of them occurs in real secret keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from jos_tui.core.values import dataclass

_BLANK = " \t\r\f\v"


@dataclass(frozen=True, slots=True)
class Setting:
    """One ``key = value``. ``section`` is "" above the first header; keys are in lower case."""

    section: str
    key: str
    value: str = field(repr=False)
    indented: bool


def settings(text: str) -> Iterator[Setting]:
    """Yield every setting in order; comments, blank lines and anything else are passed over."""
    section = ""
    for line in text.split("\n"):
        content = line.strip(_BLANK)
        if not content or content[0] in "#;":
            continue
        if content[0] == "[" and "]" in content:
            section = content[1 : content.index("]")].strip(_BLANK)
            continue
        key, value = _split(content)
        if key:
            yield Setting(section, key.lower(), value, indented=line[0] in _BLANK)


def sections(text: str) -> dict[str, dict[str, str]]:
    """Return the settings by section and key; the last of several equal keys counts.

    A setting indented below one without a value belongs to it: ``s3 =`` and then
    ``  endpoint_url = …`` is the key ``s3.endpoint_url``.
    """
    found: dict[str, dict[str, str]] = {}
    parent = ""
    for setting in settings(text):
        section = found.setdefault(setting.section, {})
        if not setting.indented:
            parent = "" if setting.value else f"{setting.key}."
        section[(parent if setting.indented else "") + setting.key] = setting.value
    return found


def _split(content: str) -> tuple[str, str]:
    ends = [end for end in (content.find("="), content.find(":")) if end >= 0]
    if not ends:
        return "", ""
    end = min(ends)
    return content[:end].rstrip(_BLANK), content[end + 1 :].lstrip(_BLANK)
