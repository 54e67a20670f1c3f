"""Whether a bucket keeps versions."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotAStore, NotSupported
from jos_tui.store.request import bucket_request
from jos_tui.store.xml import parse, text_of

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_ROOT = "VersioningConfiguration"
_KEEP = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
_LISTING = "ListBucketResult"


class Versioning(Enum):
    """Whether a bucket keeps what is replaced or deleted."""

    NEVER = "never"
    ENABLED = "enabled"
    SUSPENDED = "suspended"  # what was kept before is still there


def versioning(client: Client, bucket: str, cancel: CancelToken) -> Versioning:
    """Return whether a bucket keeps versions. Changes nothing.

    NEVER also where the store knows no versions: it says so, or answers with the listing of the
    bucket, as those do that pass over what they do not know. Any other answer raises NotAStore.
    """
    request = bucket_request("GET", bucket, query={"versioning": ""})
    try:
        root = parse(client.execute(request, cancel).body)
    except NotSupported:
        return Versioning.NEVER
    name = root.tag.rpartition("}")[2]
    if name == _LISTING:
        return Versioning.NEVER
    if name != _ROOT:
        raise NotAStore(
            "The store does not say whether it keeps versions",
            f"It answered with {name} where {_ROOT} was to come",
            "Try again; if it stays like this, tell those who run the store.",
        )
    status = text_of(root, "Status").strip().lower()
    return next((one for one in Versioning if one.value == status), Versioning.NEVER)


def keep_versions(client: Client, bucket: str, cancel: CancelToken) -> None:
    """Let a bucket keep versions from now on.

    NotSupported or NotAStore, and nothing is changed, where the store does not know them: it might
    take what is sent for something else.
    """
    query = {"versioning": ""}
    client.execute(bucket_request("GET", bucket, query=query, root=_ROOT), cancel)
    client.execute(bucket_request("PUT", bucket, query=query, body=_KEEP), cancel)
