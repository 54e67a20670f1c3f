"""The tags of an object. A store copies them with a whole object, but not with parts of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotAStore, NotFound, NotSupported
from jos_tui.store.checksums import xml_headers
from jos_tui.store.copying import Original
from jos_tui.store.request import object_request
from jos_tui.store.xml import children, parse, tagging_xml, text_of

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_ROOT = "Tagging"
_BEGINNING, _END = b"<Tagging", b"Tagging>"
_ENOUGH = {"Range": "bytes=0-65535"}
"""What is more than ten tags comes of a store that sends the object instead."""
_IS_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")


def tags(client: Client, original: Original, cancel: CancelToken) -> Mapping[str, str]:
    """Return the tags of an object that is there, {} if it has none. Changes nothing.

    NotSupported where the store knows no tags: it says so, or knows no such object (rclone), or
    sends the object itself.
    """
    query = _query(original)
    request = object_request("GET", original.bucket, original.key, query=query, headers=_ENOUGH)
    unknown = NotSupported("The store knows no tags")
    try:
        body = client.execute(request, cancel).body
        if _BEGINNING in body and _END not in body:
            body = client.execute(replace(request, root=_ROOT), cancel).body  # tried again if cut
    except NotFound as error:
        if error.code == "NoSuchBucket":
            raise
        raise unknown from None
    if body and not _IS_XML.match(body):
        raise unknown
    root = parse(body)
    if root.tag.rpartition("}")[2] != _ROOT:
        raise NotAStore(
            "The store does not say which tags an object has",
            f"It answered with {root.tag.rpartition('}')[2]} where {_ROOT} was to come",
            "Try again; if it stays like this, tell those who run the store.",
        )
    return {
        text_of(tag, "Key"): text_of(tag, "Value")
        for tag_set in children(root, "TagSet")
        for tag in children(tag_set, "Tag")
    }


def set_tags(
    client: Client, original: Original, wanted: Mapping[str, str], cancel: CancelToken
) -> None:
    """Give an object tags, after a look whether the store knows them. See Store.set_tags."""
    tags(client, original, cancel)
    body = tagging_xml(wanted)
    client.execute(
        object_request(
            "PUT",
            original.bucket,
            original.key,
            query=_query(original),
            headers=xml_headers(body),
            body=body,
        ),
        cancel,
    )


def _query(original: Original) -> dict[str, str]:
    return {"tagging": ""} | ({"versionId": original.version_id} if original.version_id else {})


def header_of(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the header that gives a new object these tags; none at all where there are none.

    A store that knows no tags may refuse the header.
    """
    return {"x-amz-tagging": urlencode(tags)} if tags else {}
