"""What Tab completes, in a real shell and by the protocol of its script."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Shell, run_plain
from tests.support.servers import S3Server
from tests.support.terminal import Terminal

BIN = Path(sys.executable).parent


def completed(*words: str) -> list[str]:
    """Return what may follow, as the program tells bash: type and text, the last word half done."""
    asked = {"_JOS_TUI_COMPLETE": "bash_complete", "COMP_CWORD": str(len(words))}
    done = run_plain(env={**asked, "COMP_WORDS": "\n".join(("jos-tui", *words))})
    assert (done.code, done.err) == (0, "")
    return done.out.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["docto"], ["plain,doctor"]),
        (["jobs", "pa"], ["plain,pause"]),
        (["doctor", "--js"], ["plain,--json"]),
        (["completion", "b"], ["plain,bash"]),
        (["put", "da"], ["file,da"]),
        (["get", "s3://bucket/key", "da"], ["file,da"]),
        (["sync", "da"], ["file,da"]),
        (["--credentials", "da"], ["file,da"]),
        (["ls", "s3://bu"], []),
        (["s3://bu"], []),
    ],
)
def test_commands_options_and_files(words: list[str], expected: list[str]) -> None:
    assert completed(*words) == expected


def test_connections_by_name(server: S3Server) -> None:
    sections = "".join(
        f"[{name}]\naws_access_key_id = key-{name}\naws_secret_access_key = hidden\n"
        for name in ("alpha-o", "alpine-o", "beta-o")
    )
    aws = Path.home() / ".aws" / "credentials"
    aws.parent.mkdir()
    aws.write_text(sections)
    assert completed("ls", "--profile", "al") == ["plain,alpha-o", "plain,alpine-o"]
    assert completed("--profile", "b") == ["plain,beta-o"]
    file = server.credentials_json(Path.home() / "keys.json")
    assert completed("--credentials", str(file), "--profile", "b") == []


def test_what_cannot_be_read_completes_to_nothing() -> None:
    assert completed("--credentials", "/no/such/file", "--profile", "") == []
    assert completed("--endpoint", "a://b", "--profile", "") == []


def test_numbers_of_jobs_without_a_store(shell: Shell) -> None:
    assert completed("jobs", "show", "") == []
    file = shell.file("data.bin")
    assert shell.run("mb", "completed").code == 0
    for _ in range(2):
        shell.run("put", str(file), "s3://completed/")
    assert completed("jobs", "show", "") == ["plain,1", "plain,2"]
    assert completed("jobs", "forget", "1", "") == ["plain,2"]
    assert completed("jobs", "watch", "2") == ["plain,2"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(shell: str) -> None:
    done = run_plain("completion", shell)
    assert done.code == 0
    assert "_JOS_TUI_COMPLETE" in done.out
    if path := shutil.which(shell):
        checked = subprocess.run([path, "-n"], input=done.raw, capture_output=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, b"")


def test_an_unknown_shell_is_a_mistake() -> None:
    assert run_plain("completion", "csh").code == 2
    assert run_plain("completion").code == 2


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_tab_in_bash(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    env = {"PATH": f"{BIN}:{os.environ['PATH']}", "PS1": "ready> ", "TERM": "dumb"}
    argv = ["bash", "--norc", "--noprofile", "-i"]
    with Terminal(argv, env=env) as terminal:
        terminal.wait_for("ready>")
        terminal.send(f"cd {tmp_path}; clear\r")
        terminal.send('eval "$(jos-tui completion bash)"; echo is"" set\r')
        terminal.wait_for("is set")
        terminal.send("jos-tui docto\t")
        terminal.wait_for("jos-tui doctor")
        terminal.send("\x15jos-tui put figu\t")
        terminal.wait_for("jos-tui put figures/")
