"""``profiles``: what was found and where, without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from jos_tui.cli.asked import ConnectionOptions, find_profiles
from jos_tui.jobs.worker.store_ref import ref_of
from tests.cli.shell import Shell, run_plain
from tests.support.servers import S3Server

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE-LONG",
    "AWS_SECRET_ACCESS_KEY": "env-secret-value",
    "AWS_SESSION_TOKEN": "env-session-token",
    "AWS_ENDPOINT_URL": "https://store.example.org",
}


def test_each_connection_is_listed_with_its_source(shell: Shell) -> None:
    done = shell.run("profiles")
    assert done.code == 0
    (line,) = done.lines
    assert shell.server.endpoint.url in line
    assert "credentials.json" in line


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_secret_is_shown(form: list[str]) -> None:
    done = run_plain("profiles", *form, env=KEYS)
    assert done.code == 0
    assert "https://store.example.org" in done.out
    assert "environment" in done.out
    for hidden in ("env-secret-value", "env-session-token", "AKIDEXAMPLE-LONG"):
        assert hidden not in done.out + done.err


def test_json_is_one_object_a_line() -> None:
    (record,) = run_plain("profiles", "--json", env=KEYS).records
    assert record["endpoints"] == ["https://store.example.org"]
    assert record["source"] == "environment"


def test_nothing_found_is_said() -> None:
    done = run_plain("profiles")
    assert (done.code, done.out) == (0, "")
    assert "--credentials" in done.err
    assert run_plain("profiles", "--json").out == ""


def test_a_file_that_cannot_be_used_is_named() -> None:
    done = run_plain("profiles", env={"MC_HOST_store": "not a url"})
    assert "MC_HOST_store" in done.err


def test_a_credentials_file_is_found_again_from_any_folder(
    tmp_path: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.credentials_json(tmp_path / "keys.json")
    monkeypatch.chdir(tmp_path)
    (profile,) = find_profiles(ConnectionOptions(credentials=Path("keys.json"))).profiles
    assert ref_of(profile).source == str(tmp_path / "keys.json")
