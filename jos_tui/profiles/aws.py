"""``~/.aws/credentials`` and ``~/.aws/config``, read together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jos_tui.profiles.amazon import assumed_address
from jos_tui.profiles.document import NO_DOCUMENT, Document
from jos_tui.profiles.endpoint import looks_like_tenancy
from jos_tui.profiles.found import Claim, Found, found_in, joined
from jos_tui.profiles.ini import sections
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.secret import Secret

# What says that keys have to be fetched from somewhere first, by AWS's own tools.
_INDIRECT = ("role_arn", "sso_session", "sso_start_url", "credential_process", "login_session")


@dataclass(slots=True)
class _Entry:
    """One profile, put together from both files. ``source`` is the file that holds its keys."""

    name: str
    source: str
    values: dict[str, str] = field(default_factory=dict, repr=False)


def read(
    credentials: Document = NO_DOCUMENT, config: Document = NO_DOCUMENT, endpoint_url: str = ""
) -> Found:
    """Return the profiles that hold keys, from both files together.

    The address is the profile's own ``endpoint_url`` or that of its ``services`` section; else,
    if its name ends in ``-o`` or ``_o``, the JASMIN tenancy of that name; else ``endpoint_url``,
    the one of the environment; else AWS itself. Profiles that only name a role, single sign-on or
    a program are skipped with a note.
    """
    configured = sections(config.text)
    entries: dict[str, _Entry] = {}
    for header, values in configured.items():
        name = _profile_name(header)
        if name:
            entries[name] = _Entry(name, config.source, dict(values))
    for header, values in sections(credentials.text).items():
        name = _profile_name(header) or header
        entry = entries.setdefault(name, _Entry(name, credentials.source))
        entry.source = credentials.source
        entry.values.update(values)
    return joined(_profile(entry, configured, endpoint_url) for entry in entries.values())


def _profile(
    entry: _Entry, configured: Mapping[str, Mapping[str, str]], endpoint_url: str
) -> Found:
    values = entry.values
    access_key = values.get("aws_access_key_id", "")
    secret_key = values.get("aws_secret_access_key", "")
    if not access_key and not secret_key:
        return _without_keys(entry)
    region = values.get("region", "")
    tenancy = looks_like_tenancy(entry.name)
    services = configured.get(f"services {values.get('services', '')}", {})
    return found_in(
        Claim(
            source=entry.source,
            access_key=access_key,
            secret_key=Secret(secret_key),
            session_token=Secret(values.get("aws_session_token", "")),
            address=services.get("s3.endpoint_url", "")
            or values.get("s3.endpoint_url", "")
            or values.get("endpoint_url", "")
            or ("" if tenancy else endpoint_url),
            assumed_address=tenancy or assumed_address(access_key, region),
            region=region,
            name=entry.name,
            kept=Keeping(Keeper.AWS, entry.source, entry.name),
        )
    )


def _without_keys(entry: _Entry) -> Found:
    indirect = next((key for key in _INDIRECT if entry.values.get(key)), "")
    if not indirect:
        return Found()
    note = f"{entry.source} [{entry.name}] is skipped: it has no keys of its own, only {indirect}"
    return Found(notes=(note,))


def _profile_name(header: str) -> str:
    """Return ``x`` for ``profile x`` and ``default`` for itself, "" for any other section."""
    kind, _, name = header.partition(" ")
    if kind == "profile":
        return name.strip().strip("\"'")
    return "default" if header == "default" else ""
