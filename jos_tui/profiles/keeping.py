"""Where keys are kept, as far as other programs can be told to read them there."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Keeper(Enum):
    """Whose way of keeping keys it is."""

    ENVIRONMENT = "AWS_… variables"
    JSON = "JSON"
    S3CMD = "s3cmd"
    RCLONE = "rclone"
    AWS = "AWS"


class Keeping(NamedTuple):
    """One place where keys are kept. It says where, never what.

    ``source`` is the path of the file for people, with ``~`` for home; ``entry`` what the keys
    are called in it, "" where it holds only one pair. In a JSON file ``inside`` are the names of
    the objects around the keys, ``access_key``, ``secret_key`` and ``session_token`` their own.
    """

    keeper: Keeper
    source: str
    entry: str = ""
    inside: tuple[str, ...] = ()
    access_key: str = ""
    secret_key: str = ""
    session_token: str = ""
