"""Where something is in a store: a bucket and a prefix, exactly."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from jos_tui.core.errors import ProfileError
from jos_tui.core.values import dataclass

SEPARATOR = "/"


def base_name(key: str) -> str:
    """Return the last segment of a key or prefix, with the trailing ``/`` of a prefix.

    ``a/b.nc`` → ``b.nc``; ``a/b/`` → ``b/``; ``a//`` → ``/`` (the segment is empty).
    """
    cut = key.rfind(SEPARATOR, 0, len(key) - 1)
    return key[cut + 1 :]


def parent_prefix(key: str) -> str:
    """Return the prefix that holds a key or prefix: ``a/b.nc`` and ``a/b/`` → ``a/``."""
    return key[: len(key) - len(base_name(key))]


@dataclass(frozen=True, slots=True)
class Location:
    """One level of a store.

    ``bucket`` "" is the list of buckets. ``prefix`` is raw: "" is the bucket's root, anything else
    ends with ``/``, may begin with ``/`` and may hold empty, ``.`` and ``..`` segments, which are
    ordinary names in S3.
    """

    bucket: str = ""
    prefix: str = ""

    @property
    def is_bucket_list(self) -> bool:
        """Whether this is the list of all buckets."""
        return not self.bucket

    @property
    def uri(self) -> str:
        """The ``s3://`` URI; ``s3://`` alone for the list of buckets."""
        return f"s3://{self.bucket}/{self.prefix}" if self.bucket else "s3://"

    @property
    def parent(self) -> Location:
        """The level above; the list of buckets is its own parent."""
        if not self.prefix:
            return Location()
        return Location(self.bucket, parent_prefix(self.prefix))

    @property
    def name_in_parent(self) -> str:
        """The full key this level has as a row of its parent: the prefix, or the bucket's name."""
        return self.prefix or self.bucket

    def child(self, key: str) -> Location:
        """Return the level a row leads to: a bucket of the list, or a full prefix."""
        return Location(self.bucket, key) if self.bucket else Location(key)


@dataclass(frozen=True, slots=True)
class Target:
    """What a typed path names: a bucket and a key that may be an object or a prefix.

    ``host`` is the ``host[:port]`` of an http(s) URL, otherwise "".
    """

    bucket: str
    key: str
    host: str = ""


def parse_target(text: str, current: Location | None = None) -> Target:
    """Read a path as people type or paste it.

    ``s3://bucket/key`` and ``http(s)://host/bucket/key`` are absolute (percent escapes of the
    latter are decoded); ``/bucket/key`` is absolute too; anything else is a bucket name in the
    list of buckets and a name below the current prefix elsewhere; ``..`` alone or leading ``../``
    step up from the current level.

    Raises ProfileError if no bucket can be made out.
    """
    if text.startswith("s3://"):
        bucket, _, key = text.removeprefix("s3://").partition(SEPARATOR)
        return Target(bucket, key)
    if text.startswith(("http://", "https://")):
        return _parse_url(text)
    here = current or Location()
    if text.startswith(SEPARATOR):
        bucket, _, key = text[1:].partition(SEPARATOR)
        return Target(bucket, key)
    while text == ".." or text.startswith("../"):
        here, text = here.parent, text[3:]
    if here.is_bucket_list:
        bucket, _, key = text.partition(SEPARATOR)
        return Target(bucket, key)
    return Target(here.bucket, here.prefix + text)


def _parse_url(text: str) -> Target:
    try:
        parts = urlsplit(text)
        host = parts.netloc.rpartition("@")[2]
    except ValueError as exc:
        raise ProfileError("This is not a usable URL", str(exc)) from None
    bucket, _, key = unquote(parts.path.removeprefix(SEPARATOR)).partition(SEPARATOR)
    return Target(bucket, key, host)
