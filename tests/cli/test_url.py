"""``jos-tui url``: addresses for other programs, exact, and presigned for a while."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Target, parse_target
from jos_tui.store.store import Store
from tests.cli.shell import Shell, run_plain
from tests.store.test_presigning import fetch
from tests.support.hostile_names import HOSTILE
from tests.support.servers import S3Server, with_known_keys

INSIDE = {
    "AWS_ENDPOINT_URL": "http://cedadev-o.s3.jc.rl.ac.uk:80",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "the-secret",
}


def test_each_place_has_its_url_on_a_line(shell: Shell) -> None:
    done = shell.run("url", "s3://bucket", "s3://bucket/a b/", "s3://bucket/../x?y")
    address = shell.server.endpoint.url
    assert done.code == 0
    assert done.lines == [
        f"{address}/bucket",
        f"{address}/bucket/a%20b/",
        f"{address}/bucket/%2E%2E/x%3Fy",
    ]


def test_every_hostile_key_comes_back_from_its_url(shell: Shell) -> None:
    keys = [key for keys in HOSTILE.values() for key in keys if "\0" not in key]
    done = shell.run("url", *(f"s3://bucket/{key}" for key in keys))
    host = shell.server.endpoint.host
    assert [parse_target(line) for line in done.lines] == [
        Target("bucket", key, host) for key in keys
    ]


def test_a_presigned_url_opens_without_keys(
    server: S3Server, store: Store, bucket: str, tmp_path: Path
) -> None:
    store.put(bucket, "a/../b c", b"content", CancelToken())
    known = with_known_keys(server)
    keys = {"AWS_ACCESS_KEY_ID": known.access_key, "AWS_SECRET_ACCESS_KEY": known.secret_key}
    keys["AWS_ENDPOINT_URL"] = known.endpoint.url
    done = run_plain("url", "--presign", "1d", f"s3://{bucket}/a/../b c", env=keys)
    assert done.code == 0, done.err
    (line,) = done.lines
    assert "X-Amz-Expires=86400&" in line
    assert fetch(line) == (200, b"content")


def test_json_says_when_it_ends(shell: Shell) -> None:
    done = shell.run("url", "--presign", "2h", "--json", "s3://bucket/key")
    (record,) = done.records
    ends = datetime.fromisoformat(record["expires"]).timestamp()
    assert 7100 < ends - time.time() <= 7200
    assert record["url"].startswith(f"{shell.server.endpoint.url}/bucket/key?")
    assert (record["bucket"], record["key"]) == ("bucket", "key")


def test_no_url_lasts_longer_than_seven_days(shell: Shell) -> None:
    assert shell.run("url", "--presign", "7d", "s3://bucket/key").code == 0
    done = shell.run("url", "--presign", "8d", "s3://bucket/key")
    assert done.code == 2
    assert "seven days" in done.err


def test_without_keys_nothing_is_signed(shell: Shell) -> None:
    done = shell.run("--anonymous", "url", "--presign", "1h", "s3://bucket/key")
    assert (done.code, done.out) == (3, "")
    assert "no keys to sign with" in done.err
    assert shell.run("--anonymous", "url", "s3://bucket/key").code == 0


@pytest.mark.parametrize(
    ("side", "address"),
    [
        ("--inside", "http://cedadev-o.s3.jc.rl.ac.uk"),
        ("--outside", "https://cedadev-o.s3-ext.jc.rl.ac.uk"),
    ],
)
def test_either_side_of_jasmin_from_anywhere(side: str, address: str) -> None:
    done = run_plain("url", side, "s3://bucket/key", env=INSIDE)
    assert done.lines == [f"{address}/bucket/key"]
    signed = run_plain("url", side, "--presign", "1h", "s3://bucket/key", env=INSIDE)
    assert signed.out.startswith(f"{address}/bucket/key?X-Amz-")


def test_other_stores_have_no_sides(shell: Shell) -> None:
    done = shell.run("url", "--outside", "s3://bucket/key")
    assert (done.code, done.out) == (3, "")
    assert "no inside and outside" in done.err
