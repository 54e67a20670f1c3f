"""MinIO's ``mc``: its ``config.json`` and the variables ``MC_HOST_<alias>``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jos_tui.profiles.document import Document
from jos_tui.profiles.found import Claim, Found, found_in, joined
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.secret import Secret

_VARIABLE = "MC_HOST_"
# mc itself writes these into every new configuration.
_PRESET = {"play", "gcs", "s3", "local"}
_PLACEHOLDER = "YOUR-ACCESS-KEY-HERE"
_PLAYGROUND = r"https?://play\.min(io)?\.io(:9000)?/?"

_THREE_AT = r"(https?://)([^:@/]*):([^:]*):(.*)@([^@]*)"
_TWO_AT = r"(https?://)([^:@/]*):(.*)@([^@]*)"


def read(document: Document) -> Found:
    """Return the aliases of an mc configuration, version 10 (``aliases``) or 9 (``hosts``).

    The aliases that mc presets are skipped while nobody has filled them in. Raises ProfileError
    if the text is not JSON.
    """
    content = document.json_object()
    parts: list[Found] = []
    for kind in ("aliases", "hosts"):
        collection = content.get(kind)
        for name, entry in collection.items() if isinstance(collection, dict) else ():
            if isinstance(entry, dict) and "credentials" not in entry:
                parts.append(_alias(document.source, kind, name, entry))
    return joined(parts)


def read_environment(environ: Mapping[str, str]) -> Found:
    """Return the aliases given as ``MC_HOST_<alias>=https://KEY:SECRET[:TOKEN]@host``.

    As in mc, a secret with a colon needs a token behind it. Without keys an alias is anonymous.
    """
    return joined(
        _variable(variable, value)
        for variable, value in sorted(environ.items())
        if variable.startswith(_VARIABLE) and variable != _VARIABLE
    )


def _alias(source: str, kind: str, name: str, entry: dict[str, object]) -> Found:
    kept = Keeping(
        Keeper.JSON, source, name, (kind, name), "accessKey", "secretKey", "sessionToken"
    )
    claim = Claim(
        source=source,
        access_key=_text(entry, "accessKey"),
        secret_key=Secret(_text(entry, "secretKey")),
        session_token=Secret(_text(entry, "sessionToken")),
        address=_text(entry, "url"),
        name=name,
        kept=kept,
    )
    empty = not claim.access_key or claim.access_key == _PLACEHOLDER
    if name in _PRESET and (empty or re.fullmatch(_PLAYGROUND, claim.address)):
        return Found()
    return found_in(claim)


def _variable(variable: str, value: str) -> Found:
    name = variable.removeprefix(_VARIABLE)
    access_key, secret_key, token, address = "", "", "", value
    if match := re.fullmatch(_THREE_AT, value, re.DOTALL):
        scheme, access_key, secret_key, token, host = match.groups()
        address = scheme + host
    elif match := re.fullmatch(_TWO_AT, value, re.DOTALL):
        scheme, access_key, secret_key, host = match.groups()
        address = scheme + host
    return found_in(
        Claim(
            source=variable,
            access_key=access_key,
            secret_key=Secret(secret_key),
            session_token=Secret(token),
            address=address,
            name=name,
        )
    )


def _text(entry: dict[str, object], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""
