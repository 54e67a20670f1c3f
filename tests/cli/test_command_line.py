"""What can be typed, and how mistakes in it are answered."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from jos_tui import __version__
from jos_tui.cli.group import looks_like_location
from jos_tui.cli.jobs.group import jobs
from jos_tui.cli.main import cli
from tests.cli.shell import run_plain

COMMANDS = [
    "completion",
    "config",
    "cp",
    "doctor",
    "du",
    "find",
    "get",
    "jobs",
    "leftovers",
    "log",
    "ls",
    "mb",
    "mv",
    "profiles",
    "put",
    "rb",
    "rm",
    "sync",
    "url",
    "worker",
]
OFFLINE = {"completion", "config", "jobs", "log", "worker"}
KEYS = {"MINIO_ACCESS_KEY": "key", "MINIO_SECRET_KEY": "secret"}
MODULES_AFTER = """
import sys
from jos_tui.cli.main import run
code = run(sys.argv[1:])
print("\\n" + " ".join(sys.modules))
sys.exit(code)
"""


def modules_after(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", MODULES_AFTER, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("arguments", "commands"),
    [
        (["--version"], set()),
        (["ls", "--help"], {"ls"}),
        (["mb", "--help"], {"buckets"}),
        (["put", "--help"], {"put"}),
    ],
)
def test_no_command_waits_for_the_others(arguments: list[str], commands: set[str]) -> None:
    modules = {"buckets", "du", "find", "get", "jobs", "ls", "put", "profiles", "rm", "sync"}
    loaded = modules_after(*arguments)
    assert {name for name in modules if f"jos_tui.cli.{name}" in loaded} == commands


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["ls", "--help"],
        ["profiles"],
        ["config"],
        ["log"],
        ["jobs"],
        ["jobs", "--json"],
    ],
)
def test_what_needs_no_store_and_no_screen_loads_neither(arguments: list[str]) -> None:
    loaded = modules_after(*arguments)
    assert "jos_tui.cli.main" in loaded
    assert not loaded & {"textual", "minio", "urllib3"}


def test_the_version_is_shown() -> None:
    done = run_plain("--version")
    assert (done.code, done.out) == (0, f"jos-tui {__version__}\n")


def test_help_names_every_command() -> None:
    listed = [line.split()[0] for line in run_plain("--help").lines[-len(COMMANDS) :]]
    assert listed == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_explains_itself(command: str, flag: str) -> None:
    done = run_plain(command, flag)
    assert done.code == 0
    assert done.out.startswith(f"Usage: jos-tui {command}")
    assert ("--credentials" in done.out) == (command not in OFFLINE)


@pytest.mark.parametrize(
    "word", ["s3://b", "s3://b/k", "https://host/b", "bucket/prefix", "/bucket/prefix", "../b"]
)
def test_what_only_a_place_can_be_called_is_opened(word: str) -> None:
    assert looks_like_location(word)
    done = run_plain(word)
    assert done.code == 2
    assert "needs a terminal" in done.err


@pytest.mark.parametrize("word", ["ls", "lss", "bucket", "--demo", "-x/y", "file.nc"])
def test_what_may_be_a_command_is_not_opened(word: str) -> None:
    assert not looks_like_location(word)


def test_a_mistyped_command_is_corrected() -> None:
    done = run_plain("lss")
    assert done.code == 2
    assert "Did you mean 'ls'?" in done.err


def test_a_bare_bucket_is_told_how_to_write_it() -> None:
    done = run_plain("cmip6-archive")
    assert done.code == 2
    assert "write s3://cmip6-archive" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["s3://bucket", "s3://another"],
        ["ls", "s3://bucket", "s3://another"],
        ["ls", "--recursive"],
        ["ls", "s3:///key"],
        ["ls", "http://[broken/b"],
        ["ls", "--no-such-option"],
        ["get"],
        ["get", "local.txt"],
        ["get", "local.txt", "s3://bucket/key"],
        ["get", "s3://"],
        ["get", "http://host-a/b/k", "http://host-b/b/k"],
        ["get", "s3://bucket/key", "--conflict", "perhaps"],
        ["put"],
        ["put", "s3://bucket/"],
        ["put", "file", "other-file"],
        ["put", "s3://bucket/key", "s3://bucket/"],
        ["rm"],
        ["rm", "local.txt", "--yes"],
        ["rm", "s3://", "--yes"],
        ["rm", "s3://bucket/prefix/", "--yes"],
        ["rm", "s3://bucket", "--yes"],
        ["rm", "s3://one/a", "s3://two/b", "--yes"],
        ["rm", "s3://bucket/key"],
        ["rm", "--recursive", "s3://bucket/prefix/"],
        ["mb"],
        ["mb", "bucket/key"],
        ["rb", "s3://bucket/key"],
        ["rb", "bucket", "--force"],
        ["put", "file", "s3://bucket/", "--part-size", "1M"],
        ["put", "file", "s3://bucket/", "--limit-rate", "fast"],
        ["put", "file", "s3://bucket/", "--in-flight", "0"],
        ["sync", "folder", "other"],
        ["sync", "s3://bucket/a", "s3://bucket/b", "--yes"],
        ["sync", "folder", "s3://bucket/"],
        ["jobs", "show", "17"],
        ["jobs", "watch", "17"],
        ["jobs", "pause", "17"],
        ["jobs", "resume", "seventeen"],
        ["jobs", "cancel"],
        ["url"],
        ["url", "s3://"],
        ["url", "s3://bucket/key", "--presign", "8d"],
        ["url", "s3://bucket/key", "--presign", "soon"],
        ["url", "s3://bucket", "--presign", "1d"],
        ["url", "s3://bucket/key", "--inside", "--outside"],
        ["--demo", "ls"],
        ["--demo"],
        [],
    ],
)
def test_a_mistake_in_the_command_is_code_2_and_changes_nothing(arguments: list[str]) -> None:
    # Nobody answers there: what got as far as connecting would end with code 3.
    done = run_plain(*arguments, env={"MINIO_ENDPOINT": "127.0.0.1:1", **KEYS})
    assert done.code == 2, done.err
    assert done.out == ""
    assert done.err.startswith("Usage: jos-tui")


def test_the_reference_names_every_command_and_option_and_no_other() -> None:
    text = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    context = click.Context(cli)
    names = cli.list_commands(context)
    commands = [command for name in names if (command := cli.get_command(context, name))]
    assert [command.name for command in commands] == names
    options = {
        option
        for command in (cli, *commands, *jobs.commands.values())
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert set(re.findall(r"(?<![\w-])--[a-z-]*[a-z]", text)) == options - {"--version"}
    assert {command for command in COMMANDS if f"jos-tui {command}" in text} == set(names)


def test_a_hostile_argument_cannot_steer_the_terminal() -> None:
    done = run_plain("get", "a\x1b[2Jb")
    assert done.code == 2
    assert "\x1b" not in done.err
    assert "a␛[2Jb" in done.err


def test_options_after_the_command_win_over_those_before_it() -> None:
    assert "named after" in run_plain("--profile", "before", "ls", "--profile", "after").err
    assert "named before" in run_plain("--profile", "before", "ls").err
    assert "named after" in run_plain("ls", "--profile", "after").err
