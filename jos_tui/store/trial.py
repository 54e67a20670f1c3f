"""Finding out whether a store compares what arrives with the SHA-256 that was signed.

Stores that do (AWS, MinIO, Ceph) need no MD5 of each part beside it; some do not, and keep what was
damaged on the way. So they get a part that is damaged on purpose, once.

It belongs to an upload of its own, which is dropped at once, and not to the one it is about: some
servers (rclone) drop an upload that had a damaged part, and whether a part that is not listed at
the end stays out of the object would be up to a store that is only just being got to know. The key
is the one that is about to be written: these keys may write it, no other name is touched, and what
is left of a trial that was killed is found where uploads of that key are looked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import StoreError
from jos_tui.profiles.profile import Profile, Rights
from jos_tui.store.request import Repeat, object_request
from jos_tui.store.writing import Writer, abort_upload

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_SIZE = 1 << 20
"""More than any store is known to treat in another way than a whole part."""

_MISMATCH = {"XAmzContentSHA256Mismatch", "BadDigest"}
_BAD_REQUEST = 400


def signs_bodies(profile: Profile) -> bool:
    """Whether a connection signs the SHA-256 of what it sends: over http, with keys."""
    writes = profile.rights is not Rights.READ
    return writes and not profile.endpoint.secure and not profile.anonymous


def refuses_damage(
    client: Client, writer: Writer, bucket: str, key: str, cancel: CancelToken
) -> bool:
    """Return whether a damaged part was refused for being damaged; nothing of it stays.

    Any other answer, and none, is False. Raises StoreError where the upload of the trial may have
    been left behind.
    """
    upload_id = writer.start_upload(bucket, key, CancelToken(), {})
    try:
        return _is_refused(client, bucket, key, upload_id, cancel)
    finally:
        abort_upload(client, bucket, key, upload_id)


def _is_refused(client: Client, bucket: str, key: str, upload_id: str, cancel: CancelToken) -> bool:
    body = bytes(_SIZE)
    query = {"partNumber": "1", "uploadId": upload_id}
    part = object_request("PUT", bucket, key, query=query, body=body, repeat=Repeat.NEVER)
    try:
        client.execute(replace(part, damaged=body[:-1] + b"\1"), cancel)
    except StoreError as error:
        return error.status == _BAD_REQUEST and error.code in _MISMATCH
    return False
