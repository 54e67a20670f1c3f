"""``.s3cfg`` of s3cmd, with and without its ``[default]`` header."""

from __future__ import annotations

from jos_tui.profiles.amazon import assumed_address
from jos_tui.profiles.document import Document
from jos_tui.profiles.found import Claim, Found, found_in
from jos_tui.profiles.ini import settings
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.secret import Secret

_NO = ("false", "no", "off", "0")
_OURS = {"access_key", "secret_key", "host_base"}


def read(document: Document) -> Found:
    """Return the one profile of an s3cmd configuration; a file of another purpose holds none.

    As s3cmd does, sections are not told apart, https is the default, and one pair of quotation
    marks around a whole value is not part of it. Without keys it is an anonymous profile if it
    names a store other than AWS.
    """
    values = {setting.key: _unquoted(setting.value) for setting in settings(document.text)}
    host = values.get("host_base", "")
    access_key = values.get("access_key", "")
    secret_key = values.get("secret_key", "")
    of_amazon = not host or host.lower().endswith("amazonaws.com")
    if not _OURS & values.keys() or (of_amazon and not access_key and not secret_key):
        return Found()
    return found_in(
        Claim(
            source=document.source,
            access_key=access_key,
            secret_key=Secret(secret_key),
            session_token=Secret(values.get("access_token", "")),
            address=_address(host, values.get("use_https", "")),
            assumed_address=assumed_address(access_key, ""),
            kept=Keeping(Keeper.S3CMD, document.source),
        )
    )


def _address(host: str, use_https: str) -> str:
    if not host or "://" in host:
        return host
    return f"{'http' if use_https.lower() in _NO else 'https'}://{host}"


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
