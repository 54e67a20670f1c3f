"""Storing objects: whole ones in one request, large ones in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    IntegrityError,
    NotAllowed,
    NotFound,
    ServerTrouble,
    StoreError,
    Unreachable,
)
from jos_tui.store import headers
from jos_tui.store.capabilities import Capabilities
from jos_tui.store.checksums import is_md5, md5_header, md5_of, multipart_etag
from jos_tui.store.reading import ObjectStat, read, stat
from jos_tui.store.request import Body, Pace, Repeat, Request, object_request
from jos_tui.store.xml import complete_xml, parse, text_of

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_BAD_REQUEST = 400
_NOT_FOR_WANT_OF_MD5 = (ServerTrouble, NotAllowed)  # damaged on the way, or the keys have expired
_ANY_TYPE = "application/octet-stream"


class Writer:
    """Writes through one client, and learns whether its ETags are MD5 sums. Any thread."""

    def __init__(self, client: Client, capabilities: Capabilities) -> None:
        self._client = client
        self._comparing = capabilities.comparing
        self._etags_are_md5 = True

    def put(
        self,
        bucket: str,
        key: str,
        body: Body,
        cancel: CancelToken,
        said: Mapping[str, str],
        md5: bytes = b"",
    ) -> str:
        """Store a whole object, with what is said of it, and return its ETag.

        The server has compared the bytes with the Content-MD5, over http also with the signed
        SHA-256, of which some take no notice (ministack). An ETag that looks like an MD5 sum is
        compared too; on a difference the object is read back, once for each connection, since an
        ETag need not be an MD5 sum.
        """
        md5 = md5 or md5_of(body)
        said = _typed(said) | md5_header(md5)
        request = object_request("PUT", bucket, key, headers=said, body=body)
        etag = headers.etag(self._client.execute(request, cancel).headers)
        if not etag:  # a store confirms by an ETag; a proxy on the way may answer anything
            etag = self._found(bucket, key, len(body), cancel)
        if self._etags_are_md5 and is_md5(etag) and etag != md5.hex():
            self._compare(bucket, key, body, cancel)
            self._etags_are_md5 = False
        return etag

    def _found(self, bucket: str, key: str, size: int, cancel: CancelToken) -> str:
        found = stat(self._client, bucket, key, cancel)
        if found.size != size:
            raise _not_what_was_sent(size, found.size)
        return found.etag

    def _compare(self, bucket: str, key: str, body: Body, cancel: CancelToken) -> None:
        kept = read(self._client, bucket, key, cancel)
        if b"".join(kept) != body:
            raise IntegrityError(
                "The store did not keep what was sent",
                f"s3://{bucket}/{key} was read back and differs",
                "Upload it again.",
            )

    def start_upload(
        self, bucket: str, key: str, cancel: CancelToken, said: Mapping[str, str]
    ) -> str:
        """Begin a multipart upload and return its id."""
        request = object_request(
            "POST",
            bucket,
            key,
            query={"uploads": ""},
            headers=_typed(said),
            root="InitiateMultipartUploadResult",
            repeat=Repeat.IF_REFUSED,  # another one beside one whose id never came would stay
        )
        upload_id = text_of(parse(self._client.execute(request, cancel).body), "UploadId")
        if not upload_id:
            raise ServerTrouble("The store began an upload but did not name it")
        return upload_id

    def put_part(
        self, bucket: str, key: str, upload_id: str, number: int, body: Body, cancel: CancelToken
    ) -> str:
        """Send a part and return its ETag; the server has compared its bytes as in ``put``.

        Where it has shown that it compares the signed SHA-256 that is all it gets: an MD5 takes
        more than twice as long to compute.
        """
        query = {"partNumber": str(number), "uploadId": upload_id}
        part = object_request("PUT", bucket, key, query=query, body=body)
        if self._comparing.is_certain(bucket):
            try:
                return self._taken(part, cancel)
            except StoreError as error:
                if error.status != _BAD_REQUEST or isinstance(error, _NOT_FOR_WANT_OF_MD5):
                    raise
            self._comparing.doubted(bucket)  # it may want the MD5 by now, as a locked bucket does
        return self._taken(replace(part, headers=md5_header(md5_of(body))), cancel)

    def _taken(self, part: Request, cancel: CancelToken) -> str:
        etag = headers.etag(self._client.execute(part, cancel).headers)
        if not etag:
            raise ServerTrouble("The store took a part but did not confirm it")
        return etag

    def complete_upload(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        etags: Sequence[str],
        size: int,
        cancel: CancelToken,
    ) -> ObjectStat:
        """Assemble the parts. What counts is the object that is there then, not the answer.

        The answer may be lost although all is done, and may say 200 with an error inside.
        """
        upload = _Upload(self._client, bucket, key, upload_id, tuple(etags), size)
        timeouts = self._client.timeouts
        for failures in range(1, timeouts.tries + 1):
            try:
                return upload.complete(cancel)
            except StoreError as error:
                if failures == timeouts.tries or not upload.worth_repeating(error):
                    raise
            self._client.rest(timeouts.pause(failures), cancel)
        raise AssertionError  # the last try returns or raises


@dataclass(slots=True)
class _Upload:
    """A multipart upload that is being assembled.

    ``answered`` is whether the store has said that it is; ``maybe_done`` whether an earlier try
    may have done it without saying so.
    """

    client: Client
    bucket: str
    key: str
    upload_id: str
    etags: tuple[str, ...]
    size: int
    answered: bool = False
    maybe_done: bool = False

    def complete(self, cancel: CancelToken) -> ObjectStat:
        problem: StoreError
        try:
            if not self.answered:
                self._ask(cancel)
            return self._confirmed(cancel)
        except StoreError as error:
            problem = error
        self.maybe_done |= isinstance(problem, (ServerTrouble, Unreachable))
        found = None if self.answered else self._found(cancel)
        if found is None:
            raise problem
        return found

    def worth_repeating(self, error: StoreError) -> bool:
        """Whether trying again can help; an object may also be visible a little later."""
        if isinstance(error, NotFound):
            return self.answered
        return isinstance(error, (ServerTrouble, Unreachable))

    def _ask(self, cancel: CancelToken) -> None:
        request = object_request(
            "POST",
            self.bucket,
            self.key,
            query={"uploadId": self.upload_id},
            headers={"Content-Type": "application/xml"},
            body=complete_xml(self.etags),
            root="CompleteMultipartUploadResult",
            repeat=Repeat.IF_REFUSED,
            pace=Pace.SLOW,
        )
        self.client.execute(request, cancel)
        self.answered = True

    def _confirmed(self, cancel: CancelToken) -> ObjectStat:
        found = stat(self.client, self.bucket, self.key, cancel)
        if found.size != self.size:
            raise _not_what_was_sent(self.size, found.size)
        return found

    def _found(self, cancel: CancelToken) -> ObjectStat | None:
        """Return the object if it is this upload's: by its ETag, or because the upload is gone.

        That the upload is gone says nothing unless a try of ours may have used it up.
        """
        try:
            found = self._confirmed(cancel)
        except StoreError:
            return None
        if found.etag == multipart_etag(self.etags) or (self.maybe_done and self._is_gone(cancel)):
            return found
        return None

    def _is_gone(self, cancel: CancelToken) -> bool:
        query = {"uploadId": self.upload_id, "max-parts": "1"}
        request = object_request("GET", self.bucket, self.key, query=query, root="ListPartsResult")
        try:
            self.client.execute(request, cancel)
        except StoreError as error:
            return isinstance(error, NotFound)
        return False


def _typed(said: Mapping[str, str]) -> dict[str, str]:
    return {"content-type": _ANY_TYPE} | {name.lower(): value for name, value in said.items()}


def _not_what_was_sent(sent: int, found: int) -> ServerTrouble:
    return ServerTrouble(
        "The store does not have what was sent",
        f"{sent:,} bytes were sent, the object has {found:,}",
        "Upload it again.",
    )


def abort_upload(client: Client, bucket: str, key: str, upload_id: str) -> None:
    """Drop a multipart upload and its parts; an upload that is gone is fine."""
    request = object_request("DELETE", bucket, key, query={"uploadId": upload_id})
    with suppress(NotFound):
        client.execute(request, CancelToken())
