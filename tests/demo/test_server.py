"""The demo's server is there for its owner, for nobody else, and for no longer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotAllowed
from jos_tui.demo.server import DemoServer
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret
from jos_tui.store.store import Store, connect

ROOT = Path(__file__).parents[2]

RUN = """
import sys
from jos_tui.demo.server import DemoServer
with DemoServer() as demo:
    print(demo.profile.endpoint.host, demo._process.pid, flush=True)
    sys.stdin.read()
"""


def test_it_listens_on_this_machine_only(demo: DemoServer) -> None:
    assert demo.profile.endpoint.host.startswith("127.0.0.1:")
    assert (demo.profile.name, demo.profile.endpoint.secure) == ("demo", False)


def test_its_own_keys_open_it(demo_store: Store) -> None:
    assert "climate-data" in [entry.key for entry in demo_store.buckets(CancelToken())]


@pytest.mark.parametrize(
    "stranger",
    [
        {"secret_key": Secret("guessed")},
        {"access_key": "guessed", "secret_key": Secret("guessed")},
        {"access_key": "", "secret_key": None},
    ],
)
def test_no_other_keys_open_it(demo: DemoServer, stranger: Mapping[str, object]) -> None:
    profile: Profile = replace(demo.profile, **stranger)  # type: ignore[arg-type]
    store = connect(profile)
    with pytest.raises(NotAllowed):
        store.buckets(CancelToken())
    with pytest.raises(NotAllowed):
        store.put("climate-data", "planted", b"x" * 300_000, CancelToken())
    store.close()


@pytest.mark.parametrize("path", ["", "climate-data", "_ministack/health", "_ministack/reset"])
def test_a_browser_is_refused(demo: DemoServer, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{demo.profile.endpoint.url}/{path}", timeout=60)
    with caught.value as answer:
        assert (answer.code, b"AccessDenied" in answer.read()) == (403, True)


def test_keys_are_new_each_time_and_not_in_the_arguments(demo: DemoServer) -> None:
    with DemoServer() as other:
        assert other.profile.access_key != demo.profile.access_key
        assert other.profile.secret_key != demo.profile.secret_key
        arguments = run_ps("args=", other._process.pid)
        assert "jos_tui.demo.child" in arguments
        assert other.profile.secret_key is not None
        assert other.profile.secret_key.reveal() not in arguments


def test_nothing_is_left_when_it_ends(tmp_path: Path) -> None:
    with started(tmp_path) as program:
        host, pid = first_line(program)
        program.communicate(timeout=60)
        assert program.returncode == 0
    assert not listens(host)
    assert run_ps("stat=", pid) == ""
    assert left_behind(tmp_path) == []


def test_nothing_is_left_when_its_owner_is_killed(tmp_path: Path) -> None:
    with started(tmp_path) as program:
        host, pid = first_line(program)
        assert listens(host)
        program.kill()
        program.communicate()
        assert program.returncode == -signal.SIGKILL
    wait_until_gone(pid)
    assert not listens(host)
    assert left_behind(tmp_path) == []


def test_modules_in_the_current_folder_are_not_taken_for_pythons_own(tmp_path: Path) -> None:
    for name in ("random", "ssl", "jos_tui", "ministack"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('shadowed')")
    with started(tmp_path / "home", cwd=tmp_path) as program:
        host, _ = first_line(program)
        assert listens(host)


def test_without_ministack_it_says_what_to_install(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from jos_tui.core.errors import ProfileError\n"
        "from jos_tui.demo.server import DemoServer\n"
        "try:\n"
        "    DemoServer().__enter__()\n"
        "except ProfileError as error:\n"
        "    print(error)\n"
    )
    # Without site-packages there is only Python itself.
    argv = [sys.executable, "-I", "-S", "-c", script, str(ROOT)]
    told = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60).stdout
    assert f"{sys.executable} -m pip install ministack" in told


def started(home: Path, cwd: Path = ROOT) -> subprocess.Popen[bytes]:
    (home / "tmp").mkdir(parents=True)
    env = {**os.environ, "HOME": str(home), "TMPDIR": str(home / "tmp")}
    script = f"import sys; sys.path.append({str(ROOT)!r})\n{RUN}"
    argv = [sys.executable, "-P", "-c", script]
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, stdin=pipe, stdout=pipe, env=env, cwd=cwd)


def first_line(program: subprocess.Popen[bytes]) -> tuple[str, int]:
    assert program.stdout is not None
    host, pid = program.stdout.readline().decode().split()
    return host, int(pid)


def left_behind(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path != home / "tmp"]


def listens(host: str) -> bool:
    name, _, port = host.partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((name, int(port))) == 0


def run_ps(what: str, pid: int) -> str:
    argv = ["ps", "-ww", "-o", what, "-p", str(pid)]
    shown = subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()
    return "" if shown.startswith("Z") else shown  # dead, if nobody has asked for its exit code


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 60
    while run_ps("stat=", pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
