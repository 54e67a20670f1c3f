"""The list of buckets, and making and removing them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Conflict
from jos_tui.store.request import Pace, Repeat, Request, bucket_request
from jos_tui.store.xml import children, location_xml, ms_of, parse, text_of

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_DEFAULT_REGION = "us-east-1"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_AWKWARD = re.compile(r"\.\.|\.-|-\.|(?:[0-9]{1,3}\.){3}[0-9]{1,3}$|^xn--|-s3alias$|--ol-s3$")


def buckets(client: Client, cancel: CancelToken) -> list[Entry]:
    """Return the buckets by name."""
    request = Request("GET", root="ListAllMyBucketsResult", pace=Pace.SLOW)
    root = parse(client.execute(request, cancel).body)
    found = [
        Entry(text_of(row, "Name"), Kind.BUCKET, modified_ms=ms_of(text_of(row, "CreationDate")))
        for group in children(root, "Buckets")
        for row in children(group, "Bucket")
    ]
    return sorted(found, key=lambda entry: entry.key)


def make_bucket(client: Client, bucket: str, region: str, cancel: CancelToken) -> None:
    """Make a bucket. Conflict if the name is taken, or against the rules."""
    check_new_name(bucket)
    body = None if region in {"", _DEFAULT_REGION} else location_xml(region)
    request = bucket_request("PUT", bucket, body=body, repeat=Repeat.IF_REFUSED)
    client.execute(request, cancel)


def remove_bucket(client: Client, bucket: str, cancel: CancelToken) -> None:
    """Remove an empty bucket."""
    client.execute(bucket_request("DELETE", bucket, repeat=Repeat.IF_REFUSED), cancel)


def check_new_name(bucket: str) -> None:
    """Raise Conflict if S3 has no room for a bucket of this name, saying the rule it breaks."""
    if not _NAME.fullmatch(bucket):
        reason = (
            "A bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens, "
            "and begins and ends with a letter or digit"
        )
    elif _AWKWARD.search(bucket):
        reason = (
            "A bucket's name has no dots in a row or beside a hyphen, "
            "is no IP address, and does not look like an internal name"
        )
    else:
        return
    raise Conflict("This cannot be a bucket's name", reason, "Choose another name.")
