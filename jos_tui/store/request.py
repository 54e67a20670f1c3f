"""The values of one exchange with a store: what is asked, how patiently, what is answered."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from jos_tui.core.errors import NoSuchBucket, StoreError

Body = bytes | memoryview

_NOTHING: Mapping[str, str] = MappingProxyType({})
_BUCKET = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._:-]+")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds, and how often to try.

    ``read`` is the longest silence of the store, ``slow_read`` the same for what a store may have
    to think about: listings, bulk deletes, assembling an upload. ``tries`` counts the first one.
    Between tries it waits ``first_wait``, then twice that and so on, never more than
    ``longest_wait``, whatever the store asks for.
    """

    connect: float = 5.0
    read: float = 60.0
    slow_read: float = 180.0
    tries: int = 4
    first_wait: float = 0.5
    longest_wait: float = 30.0

    def pause(self, failures: int, asked_for: float = 0.0) -> float:
        """Return how long to wait after so many failures; ``asked_for`` is a Retry-After."""
        backoff = self.first_wait * float(2 ** (failures - 1))
        backoff *= random.uniform(0.5, 1.0)  # noqa: S311
        return min(max(backoff, asked_for), self.longest_wait)


class Repeat(Enum):
    """When a request may be sent again."""

    SAFE = "safe"  # doing it twice is the same as doing it once
    IF_REFUSED = "if refused"  # only when the store cannot have done it
    NEVER = "never"  # what comes of the first try is what was asked for


class Pace(Enum):
    """How long the store may be silent."""

    PROMPT = "prompt"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Make it with one of the functions below, which check the names.

    ``root`` is the XML element the answer must consist of, "" if its body does not matter.
    ``damaged`` goes out instead of ``body``, which is what is signed; it is as long.
    """

    method: str
    bucket: str = ""
    key: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = field(default=None, repr=False)
    root: str = ""
    repeat: Repeat = Repeat.SAFE
    pace: Pace = Pace.PROMPT
    damaged: Body | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer, read to its end. ``headers`` ignore case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def bucket_request(
    method: str,
    bucket: str,
    *,
    query: Mapping[str, str] = _NOTHING,
    headers: Mapping[str, str] = _NOTHING,
    body: Body | None = None,
    root: str = "",
    repeat: Repeat = Repeat.SAFE,
    pace: Pace = Pace.PROMPT,
) -> Request:
    """Return a request about a bucket. Raises NoSuchBucket for what cannot be a bucket's name.

    The name becomes part of a path as it is: a ``/`` in it would turn the bucket into an object.
    """
    _check_bucket(bucket)
    return Request(method, bucket, "", query, headers, body, root, repeat, pace)


def object_request(
    method: str,
    bucket: str,
    key: str,
    *,
    query: Mapping[str, str] = _NOTHING,
    headers: Mapping[str, str] = _NOTHING,
    body: Body | None = None,
    root: str = "",
    repeat: Repeat = Repeat.SAFE,
    pace: Pace = Pace.PROMPT,
) -> Request:
    """Return a request about an object. Raises StoreError for an empty key.

    Without a key it would be a request about the bucket: deleting "" would delete the bucket.
    """
    _check_bucket(bucket)
    if not key:
        raise StoreError("An object has a name", f"No key was given in bucket {bucket}")
    return Request(method, bucket, key, query, headers, body, root, repeat, pace)


def _check_bucket(bucket: str) -> None:
    if not _BUCKET.fullmatch(bucket):
        raise NoSuchBucket(
            f"There can be no bucket named {bucket!r}",
            "The name of a bucket holds letters, digits, dots, hyphens and underscores",
            "Check the name; what follows a / belongs to the key.",
        )
