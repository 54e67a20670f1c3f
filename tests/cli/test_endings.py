"""However a command ends: the right code, a sentence that helps, no traceback, no secret."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.profiles.profile import Endpoint
from tests.cli.shell import Shell, run_plain
from tests.support.faultproxy import FaultProxy
from tests.support.faults import expired_token, login_page
from tests.support.process import free_port
from tests.support.servers import S3Server

COMMANDS = [
    ["ls"],
    ["ls", "s3://bucket/prefix/"],
    ["find", "s3://bucket/prefix/", "*.nc"],
    ["du", "s3://bucket/prefix/"],
    ["get", "s3://bucket/key"],
    ["put", "credentials.json", "s3://bucket/"],
    ["rm", "s3://bucket/key", "--yes"],
    ["mb", "bucket"],
    ["rb", "bucket"],
    ["rb", "bucket", "--force", "--yes"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_port_where_nobody_listens_is_code_3(
    tmp_path: Path, server: S3Server, command: list[str]
) -> None:
    nobody = replace(server, endpoint=Endpoint(f"127.0.0.1:{free_port()}", secure=False))
    shell = Shell(tmp_path, nobody)
    shell.file("credentials.json")
    done = shell.run(*command)
    assert (done.code, done.out) == (3, "")
    assert nobody.endpoint.host in done.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_wrong_secret_is_code_3(
    tmp_path: Path, rclone_server: S3Server, command: list[str]
) -> None:
    shell = Shell(tmp_path, replace(rclone_server, secret_key="not-the-right-secret"))
    shell.file("credentials.json")
    done = shell.run(*command)
    assert (done.code, done.out) == (3, "")
    assert done.err.count("\n") <= 6


def test_an_unknown_host_is_code_3(shell: Shell) -> None:
    done = shell.run("ls", "--endpoint", "http://no-such-host.invalid")
    assert done.code == 3
    assert "no-such-host.invalid" in done.err


def test_a_web_page_instead_of_a_store_is_code_3(shaky_shell: Shell, proxy: FaultProxy) -> None:
    proxy.inject(login_page(times=None))
    assert shaky_shell.run("ls").code == 3


def test_an_expired_token_is_code_3_and_says_what_to_do(
    shaky_shell: Shell, proxy: FaultProxy
) -> None:
    proxy.inject(expired_token(times=None))
    done = shaky_shell.run("ls")
    assert done.code == 3
    assert "expired" in done.err


def test_no_credentials_is_code_3_and_says_how_to_name_some() -> None:
    done = run_plain("ls")
    assert done.code == 3
    assert "--credentials" in done.err


def test_an_unreadable_credentials_file_is_code_3() -> None:
    done = run_plain("ls", "--credentials", "/no/such/file.json")
    assert done.code == 3
    assert "/no/such/file.json" in done.err


def test_of_several_connections_one_must_be_named(server: S3Server, tmp_path: Path) -> None:
    home = tmp_path / "home"
    other = replace(server, access_key="another-key", endpoint=Endpoint("other.host", secure=True))
    server.credentials_json(home / ".credentials" / "one.json")
    other.credentials_json(home / ".credentials" / "two.json")
    done = run_plain("ls", env={"HOME": str(home)})
    assert done.code == 3
    assert "--profile" in done.err
    name = server.endpoint.host
    assert run_plain("ls", "--profile", name, env={"HOME": str(home)}).code == 0


def test_the_region_is_signed_for(shaky_shell: Shell, proxy: FaultProxy) -> None:
    assert shaky_shell.run("ls", "--region", "eu-west-7").code == 0
    assert "/eu-west-7/s3/aws4_request" in proxy.requests[-1].headers["authorization"]


def test_anonymous_sends_no_keys(shaky_shell: Shell, proxy: FaultProxy) -> None:
    shaky_shell.run("ls", "--anonymous")
    assert proxy.requests
    assert all("authorization" not in request.headers for request in proxy.requests)


def test_a_full_disk_behind_the_output_is_said(shell: Shell) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("wb") as nowhere:
        done = subprocess.run(
            shell.argv("ls"), stdout=nowhere, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"The output cannot be written.")
    assert done.stderr.count(b"\n") == 1


EARLY = """
import sys
class Interrupted:
    def find_spec(self, name, *_):
        if name == "click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from jos_tui.__main__ import main
main()
"""


def test_an_interrupt_while_it_starts_is_no_traceback() -> None:
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


CRASH = """
import sys
import click
from jos_tui.cli.asked import find_profiles
from jos_tui.cli.main import cli, run
from jos_tui.cli.options import connection_of

@cli.command()
@click.pass_context
def crash(context):
    profile = find_profiles(connection_of(context)).profiles[0]
    local_secret = profile.secret_key.reveal()
    raise RuntimeError(f"with {local_secret} and \\x1b[31m in it")

sys.exit(run(["crash"]))
"""


def crashed(env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CRASH],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_fault_of_the_program_is_one_line_and_a_private_log(
    tmp_path: Path, server: S3Server
) -> None:
    home = tmp_path / "home"
    server.credentials_json(home / ".credentials" / "jos-credentials.json")
    done = crashed({"HOME": str(home), "XDG_STATE_HOME": str(tmp_path / "state")})
    (log,) = (tmp_path / "state" / "jos-tui").iterdir()
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert str(log) in done.stderr
    assert "RuntimeError" in done.stderr
    text = log.read_text()
    assert "in crash" in text
    assert "with [redacted] and" in text
    assert server.secret_key not in text + done.stderr
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_a_log_that_cannot_be_written_is_said(tmp_path: Path, server: S3Server) -> None:
    home = tmp_path / "home"
    server.credentials_json(home / ".credentials" / "jos-credentials.json")
    (tmp_path / "file").touch()
    done = crashed({"HOME": str(home), "XDG_STATE_HOME": str(tmp_path / "file")})
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert server.secret_key not in done.stderr
