"""Whatever bytes a store sends: commands write only what belongs on a terminal to one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.fuzz import assert_only_ours, fuzzed, listing

XML = {"Content-Type": "application/xml"}
LISTING = "list-type=2"


def answers(proxy: FaultProxy, match: str, body: bytes, status: int = 200) -> None:
    proxy.inject(Fault(FaultKind.CANNED, match, None, status=status, headers=XML, body=body))


def error_of(words: str) -> bytes:
    raw = words.encode(errors="surrogateescape")
    return b"<Error><Code>" + raw[:30] + b"</Code><Message>" + raw + b"</Message></Error>"


def assert_safe(shell: Shell, *arguments: str, code: int = 0) -> None:
    with shell.terminal(*arguments) as terminal:
        assert terminal.wait_exit() == code, terminal.screen_text()
        assert_only_ours(terminal.raw.decode())


@pytest.mark.parametrize(
    "command",
    [
        ("ls", "-r", "s3://bucket"),
        ("ls", "--json", "-r", "s3://bucket"),
        ("find", "s3://bucket", ">=0"),
        ("du", "s3://bucket", "--depth", "2"),
        ("rm", "-r", "--yes", "s3://bucket"),
    ],
    ids=lambda command: command[0],
)
def test_names(shaky_shell: Shell, proxy: FaultProxy, command: tuple[str, ...]) -> None:
    names = fuzzed(2000, 21)
    answers(proxy, LISTING, listing([f"{name}/{name}" for name in names]))
    answers(proxy, "DELETE", b"", 204)
    answers(proxy, "POST", b"<DeleteResult></DeleteResult>")
    # What is no Unicode cannot be deleted, which is said of each.
    assert_safe(shaky_shell, *command, code=int(command[0] == "rm"))


def test_failures(shaky_shell: Shell, proxy: FaultProxy, tmp_path: Path) -> None:
    answers(proxy, LISTING, listing(fuzzed(300, 22)))
    answers(proxy, "GET /bucket/", error_of("".join(fuzzed(40, 23, without="<"))), 409)
    assert_safe(shaky_shell, "get", "s3://bucket", f"{tmp_path}/here/", code=1)
    assert_safe(shaky_shell, "jobs")
    assert_safe(shaky_shell, "jobs", "show", "1", "--items")


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_errors(shaky_shell: Shell, proxy: FaultProxy, status: int) -> None:
    answers(proxy, LISTING, error_of("".join(fuzzed(60, 24, without="<"))), status)
    with shaky_shell.terminal("ls", "s3://bucket") as terminal:
        assert terminal.wait_exit() in {1, 3}
        assert_only_ours(terminal.raw.decode())
