"""URLs that let whoever holds them read one object for a while, without any keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, quote

from jos_tui.core.errors import BadCredentials, StoreError
from jos_tui.core.urls import encoded_path, exact_url
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret
from jos_tui.store.request import object_request

LONGEST_SECONDS = 7 * 24 * 60 * 60
"""The limit of signatures of version 4."""


@dataclass(frozen=True, slots=True)
class PresignedUrl:
    """The URL, which is as good as a key for one object, and when it ends.

    ``expires_ms`` is in milliseconds since 1970 UTC. Keys that end earlier end it, too.
    """

    url: Secret
    expires_ms: int


def presigned_url(profile: Profile, bucket: str, key: str, seconds: int) -> PresignedUrl:
    """Return a URL that reads the latest version of an object at the preferred endpoint.

    Asks nobody: neither whether the object is there nor whether the keys may read it. Any thread;
    does not block, but loads minio. Raises StoreError for names that no object has, for more than
    seven days and less than a second, BadCredentials where there are no keys to sign with.
    """
    # Takes with it minio and urllib3, which the first frame must not wait for.
    from jos_tui.store.lean_minio import Credentials, presign_v4

    request = object_request("GET", bucket, key)
    if not 1 <= seconds <= LONGEST_SECONDS:
        raise StoreError("A presigned URL lasts from one second to seven days")
    if profile.anonymous or profile.secret_key is None:
        raise BadCredentials(
            "There are no keys to sign with",
            "A presigned URL is signed with the keys of a connection",
            "Public objects are read by their plain URL.",
        )
    began = datetime.now(UTC).replace(microsecond=0)
    token = profile.session_token.reveal() if profile.session_token else None
    signed = presign_v4(
        method=request.method,
        url=_unsigned(profile, bucket, key, token),
        region=profile.region or "us-east-1",
        credentials=Credentials(profile.access_key, profile.secret_key.reveal(), token),
        date=began,
        expires=seconds,
    )
    expires_ms = (int(began.timestamp()) + seconds) * 1000
    return PresignedUrl(Secret(exact_url(signed.geturl())), expires_ms)


def _unsigned(profile: Profile, bucket: str, key: str, token: str | None) -> SplitResult:
    scheme = "https" if profile.endpoint.secure else "http"
    query = f"X-Amz-Security-Token={quote(token, safe='')}" if token else ""
    return SplitResult(scheme, profile.endpoint.host, encoded_path(bucket, key), query, "")
