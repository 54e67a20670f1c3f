"""A bucket with levels of more than one page, made once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store, connect
from tests.support.servers import S3Server

LARGE = [f"large/{number:05d}" for number in range(1_300)]
"""Two pages of objects, with three prefixes between them."""

INNER = ["large/00000a/x", "large/00500/x", "large/01250/y/z"]
MANY = [f"many/{number:04d}/x" for number in range(620)]
"""One page of prefixes."""

SMALL = ["small/a", "small/a/b", "small/folder/", "small/folder/c", "small/é", "top"]


@dataclass(frozen=True, slots=True)
class Filled:
    """A store and a bucket of it that holds LARGE, INNER, MANY and SMALL."""

    server: S3Server
    store: Store
    bucket: str


@pytest.fixture(scope="session")
def filled(server: S3Server) -> Iterator[Filled]:
    cancel = CancelToken()
    bucket = f"jos-test-{secrets.token_hex(6)}"
    keys = [*LARGE, *INNER, *MANY, *SMALL]
    with closing(connect(server.profile())) as store, ThreadPoolExecutor(8) as threads:
        store.make_bucket(bucket, cancel)
        list(threads.map(lambda key: store.put(bucket, key, b"x", cancel), keys))
        yield Filled(server, store, bucket)
        list(threads.map(lambda key: store.delete(bucket, key, cancel), keys))
        store.remove_bucket(bucket, cancel)
