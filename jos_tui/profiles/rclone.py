"""``rclone.conf``: its remotes of type ``s3``."""

from __future__ import annotations

from collections.abc import Mapping

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.amazon import amazon_address
from jos_tui.profiles.document import Document
from jos_tui.profiles.found import Claim, Found, found_in, joined
from jos_tui.profiles.ini import sections
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.secret import Secret

_ENCRYPTED = "RCLONE_ENCRYPT_V"


def read(document: Document, environ: Mapping[str, str]) -> Found:
    """Return the S3 remotes of an rclone configuration; a file of another purpose holds none.

    An endpoint without a scheme is https, as in rclone; blank keys are anonymous access, or with
    ``env_auth`` those of the AWS variables in ``environ``. Raises ProfileError if it is encrypted.
    """
    lines = (line.strip() for line in document.text.split("\n"))
    first = next((line for line in lines if line and line[0] not in "#;"), "")
    if first.startswith(_ENCRYPTED):
        raise ProfileError(
            f"{document.source} is encrypted",
            "Only rclone can open it, with its password",
            "Type `rclone config show` to see the keys and name a file that holds them.",
        )
    return joined(
        _remote(document.source, name, values, environ)
        for name, values in sections(document.text).items()
        if name and values.get("type") == "s3"
    )


def _remote(source: str, name: str, values: Mapping[str, str], environ: Mapping[str, str]) -> Found:
    values = {key: _unquoted(value) for key, value in values.items()}
    access_key = values.get("access_key_id", "")
    secret_key = values.get("secret_access_key", "")
    session_token = values.get("session_token", "")
    if not access_key and not secret_key and values.get("env_auth", "").lower() in ("true", "1"):
        access_key = environ.get("AWS_ACCESS_KEY_ID", "")
        secret_key = environ.get("AWS_SECRET_ACCESS_KEY", "")
        session_token = environ.get("AWS_SESSION_TOKEN", "")
        if not access_key:
            note = (
                f"{source} [{name}] is skipped: it takes its keys from the environment (env_auth), "
                "and AWS_ACCESS_KEY_ID is not set"
            )
            return Found(notes=(note,))
    region = values.get("region", "")
    if region == "other-v2-signature":  # rclone's word for an old signature, not a region
        region = ""
    return found_in(
        Claim(
            source=source,
            access_key=access_key,
            secret_key=Secret(secret_key),
            session_token=Secret(session_token),
            address=_address(values.get("endpoint", "")),
            assumed_address=amazon_address(region) if values.get("provider") == "AWS" else "",
            region=region,
            name=name,
            kept=Keeping(Keeper.RCLONE, source, name),
        )
    )


def _address(endpoint: str) -> str:
    return endpoint if not endpoint or "://" in endpoint else f"https://{endpoint}"


def _unquoted(value: str) -> str:
    """Take off the quotation rclone's own reader takes off: backticks, or three double quotes."""
    for quote in ("`", '"""'):
        end = value.rfind(quote)
        if value.startswith(quote) and end >= len(quote):
            return value[len(quote) : end]
    return value
