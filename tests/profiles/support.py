"""Writing credentials files into a home directory, and saying briefly what was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jos_tui.profiles.document import Document
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret

SWARM_KEY = "0123456789abcdef0123456789abcdef"
INSIDE = "http://cedadev-o.s3.jc.rl.ac.uk"
OUTSIDE = "https://cedadev-o.s3-ext.jc.rl.ac.uk"


def document(text: str, source: str = "~/file") -> Document:
    return Document(source, text)


def json_document(content: Any, source: str = "~/file.json") -> Document:
    return Document(source, json.dumps(content))


def write(path: Path, content: Any, mode: int = 0o600) -> Path:
    """Write text, or anything else as JSON, into a file only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    path.chmod(mode)
    return path


def only(found: Found) -> Profile:
    """Return the one profile of a finding without problems."""
    assert found.problems == ()
    (profile,) = found.profiles
    return profile


def addresses(profile: Profile) -> list[str]:
    return [endpoint.url for endpoint in profile.endpoints]


def secret_of(profile: Profile) -> str | None:
    return revealed(profile.secret_key)


def revealed(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def names(found: Found) -> list[str]:
    return [profile.name for profile in found.profiles]
