"""A large file as where the parts of an upload come from."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.parts import Part
from jos_tui.jobs.engine.source import Source, SourceChanged, content_type_of
from jos_tui.jobs.engine.upload_large import Place
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.store.store import ObjectStat


class FileOrigin:
    """An open file. Any thread; blocks on disk and store. See :class:`Origin`."""

    def __init__(self, tools: UploadTools, source: Source) -> None:
        self._tools = tools
        self._source = source
        self.name = source.path
        self.size = source.fingerprint.size
        self.identity = str(source.fingerprint)
        self.comes_here = True

    def start(self, bucket: str, key: str) -> str:
        """Begin an upload with the media type that the key suggests."""
        kind = content_type_of(key)
        return self._tools.store.start_upload(bucket, key, CancelToken(), content_type=kind)

    def send(self, part: Part, to: Place, cancel: CancelToken) -> str:
        """Read a part and send it."""
        self._tools.bandwidth.take(part.length, cancel)
        with self._tools.memory.hold(part.length, cancel):
            body = self._source.read(part.offset, part.length)
            return self._tools.store.put_part(
                to.bucket, to.key, to.upload_id, part.number, body, cancel
            )

    def md5(self, part: Part, cancel: CancelToken) -> str:
        """Read a part and return its MD5."""
        return self._source.md5(part.offset, part.length, cancel)

    def check_unchanged(self, cancel: CancelToken) -> None:  # noqa: ARG002
        """Raise SourceChanged if it is not what was opened any longer."""
        self._source.check_unchanged()

    def replaced(self) -> JosError:
        """Return what says that the file is another one than the one that was begun."""
        return SourceChanged(self._source.path)

    def is_newer_than(self, found: ObjectStat) -> bool:
        """Whether it was changed after an object was stored."""
        return self._source.is_newer_than(found)

    def is_same_as(self, found: ObjectStat, cancel: CancelToken) -> bool:
        """Whether an object is what storing it would make."""
        return self._source.is_same_as(found, cancel)
