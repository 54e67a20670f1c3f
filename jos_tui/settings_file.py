"""A ``config.toml`` with everything in it, explained: what ``jos-tui config --write`` writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jos_tui.settings import KEYS, SETTINGS, SPECS, Spec

_HEAD = """\
# Settings of jos-tui. What stands here behind a # is as it is anyway: take the # away to change it.
# jos-tui config shows what is in force. All of it is explained in docs/configuration.md.
"""
_TAIL = f"""
# [{KEYS}]
# By the names that jos-tui config --keys lists. "g x" is g followed by x; [] takes all keys away.
# "transfer.put" = "U"
# "go.root" = ["g x", "F12"]

# [profiles.NAME]
# By the names that jos-tui profiles lists.
# read_only = true
# protected = ["prod-*", "scratch/run7/final/*"]
# trash = true
"""


def file_with_all() -> str:
    """Return the text: valid TOML that changes nothing."""
    return "\n".join([_HEAD, f"[{SETTINGS}]", *_settings(), _TAIL])


def written(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, Sequence):
        return f"[{', '.join(map(written, value))}]"
    raise TypeError(f"There is no setting of this kind: {type(value).__name__}")


def _settings() -> Iterator[str]:
    for spec in SPECS:
        yield from ("", f"# {spec.about}.", *_choices(spec))
        yield f"# {spec.name} = {written(spec.default)}"


def _choices(spec: Spec) -> Iterator[str]:
    line = "# One of:"
    for choice in spec.choices:
        if len(line) + len(choice) > 98:
            yield line
            line = "#  "
        line += f" {choice}"
    if spec.choices:
        yield line
