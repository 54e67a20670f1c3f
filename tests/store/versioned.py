"""A bucket that keeps versions."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.store.request import bucket_request
from jos_tui.store.store import Store

_ENABLED = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"


def keep_versions(store: Store, bucket: str) -> None:
    """Let a bucket keep versions from now on."""
    store.keep_versions(bucket, CancelToken())


def suspend_versions(store: Store, bucket: str) -> None:
    """Let a bucket keep no versions from now on, but those it has."""
    body = _ENABLED.replace(b"Enabled", b"Suspended")
    request = bucket_request("PUT", bucket, query={"versioning": ""}, body=body)
    store._use().client.execute(request, CancelToken())
