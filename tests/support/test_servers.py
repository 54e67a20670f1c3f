"""The servers the other tests stand on are up, check what they should, and end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from minio import Minio
from minio.error import InvalidResponseError

from jos_tui.profiles.secret import Secret
from tests.support.process import free_port, guarded
from tests.support.servers import S3Server, run_ministack, run_rclone


def client(server: S3Server, secret_key: str = "") -> Minio:
    return Minio(
        server.endpoint.host,
        access_key=server.access_key,
        secret_key=secret_key or server.secret_key,
        secure=server.endpoint.secure,
        region="us-east-1",
    )


def test_each_server_makes_and_lists_a_bucket(any_server: S3Server) -> None:
    client(any_server).make_bucket("made-by-hand")
    assert "made-by-hand" in [bucket.name for bucket in client(any_server).list_buckets()]


def test_rclone_refuses_a_wrong_secret(rclone_server: S3Server) -> None:
    with pytest.raises(InvalidResponseError, match="SignatureDoesNotMatch"):
        client(rclone_server, "a-wrong-secret").list_buckets()


def test_profile_carries_the_keys_and_takes_overrides(ministack: S3Server) -> None:
    profile = ministack.profile("mine", region="eu-west-2")
    assert (profile.name, profile.region) == ("mine", "eu-west-2")
    assert profile.endpoint == ministack.endpoint
    assert profile.secret_key == Secret(ministack.secret_key)


def test_credentials_file_is_the_jasmin_shape_and_private(
    ministack: S3Server, tmp_path: Path
) -> None:
    path = ministack.credentials_json(tmp_path / ".credentials" / "jos-credentials.json")
    assert json.loads(path.read_text()) == {
        "token": ministack.access_key,
        "secret": ministack.secret_key,
        "endpoint_url": ministack.endpoint.url,
    }
    assert path.stat().st_mode & 0o077 == 0


def test_repr_keeps_the_secret(ministack: S3Server) -> None:
    assert ministack.secret_key not in repr(ministack)


def test_servers_are_gone_after_the_block(tmp_path: Path) -> None:
    with run_ministack() as first, run_rclone(tmp_path) as second:
        hosts = [first.endpoint.host, second.endpoint.host]
    deadline = time.monotonic() + 60  # a server asked to end may take a moment on a busy machine
    while any(_listens(host) for host in hosts):
        assert time.monotonic() < deadline


def test_a_guarded_command_ends_when_its_tests_are_killed(tmp_path: Path) -> None:
    script = (
        "import os, signal, pathlib\n"
        "from tests.support.process import guarded\n"
        "with guarded(['sleep', '600'], dict(os.environ), pathlib.Path('/dev/stdout')):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(  # returns when nobody holds the pipe any more, the command included
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        check=False,
        cwd=Path(__file__).parents[2],
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL


def test_a_worker_in_a_folder_ends_when_its_tests_are_killed(tmp_path: Path) -> None:
    inside, beside = tmp_path / "inside", tmp_path / "inside-not"
    script = (
        "import os, signal, pathlib, subprocess, sys\n"
        "from tests.support.process import swept\n"
        "with swept(pathlib.Path(sys.argv[1])):\n"
        "    work = [sys.executable, '-c', 'import time; time.sleep(600)', 'jos-tui-worker']\n"
        "    subprocess.Popen([*work, sys.argv[1] + '/home'], start_new_session=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    other = [sys.executable, "-c", "input()", "jos-tui-worker", str(beside)]
    with subprocess.Popen(other, stdin=subprocess.PIPE) as spared:
        done = subprocess.run(  # returns when nobody holds the pipe any more
            [sys.executable, "-c", script, str(inside)],
            stdout=subprocess.PIPE,
            check=False,
            cwd=Path(__file__).parents[2],
            timeout=60,
        )
        assert done.returncode == -signal.SIGKILL
        assert spared.poll() is None
        spared.kill()


def test_a_guard_ends_with_its_command(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with guarded(["echo", "said"], dict(os.environ), log) as guard:
        guard.wait(60)
    assert log.read_text() == "said\n"


def test_the_environment_knows_nothing_of_the_user() -> None:
    assert not [name for name in os.environ if name.startswith(("AWS_", "MINIO_", "XDG_"))]
    assert list(Path.home().iterdir()) == []
    assert time.tzname[0] == "UTC"


@given(st.integers())
def test_the_clean_environment_is_fine_with_hypothesis(number: int) -> None:
    assert isinstance(number, int)


def _listens(host: str) -> bool:
    name, _, port = host.partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((name, int(port))) == 0


def test_free_ports_can_be_bound() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))
