"""A fault in any room shows the secret nowhere: not on the screen, nor in a file of ours."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.cli.shell import PROGRAM
from tests.jobs.worker.handling import end_worker, wait_until, worker_pid
from tests.support.patience import LONG_ENOUGH
from tests.support.servers import S3Server
from tests.support.terminal import Terminal

ACCESS = "ACCESS0123"
SECRET = "S3cr3t+/that=no<body>\"may' see%&"
FAILING = Path(__file__).parent / "failing"
ROOT = Path(__file__).parents[2]

FORMS = {
    SECRET.encode(),
    quote(SECRET, safe="").encode(),
    quote_plus(SECRET).encode(),
    json.dumps(SECRET)[1:-1].encode(),
    repr(SECRET)[1:-1].encode(),
    SECRET.encode().hex().encode(),
    *(
        base64.b64encode(before + SECRET.encode())[4 * ((len(before) + 2) // 3) : -4]
        for before in (b"", ACCESS.encode() + b":", b"x", b"xx")
    ),
}
"""The secret as it is, and as it might be written: base64 without the ends that others share."""


@pytest.fixture(autouse=True)
def home(_clean_environment: None) -> Iterator[StateHome]:
    """The state folder below the test's own home; its worker is gone afterwards."""
    home = StateHome.of_user()
    yield home
    end_worker(home)


@pytest.fixture
def keys(server: S3Server, tmp_path: Path) -> Path:
    """A file with the secret; the server takes any."""
    path = tmp_path / "keys" / "keys.json"
    path.parent.mkdir()
    content = {"token": ACCESS, "secret": SECRET, "endpoint_url": server.endpoint.url}
    path.write_text(json.dumps(content))
    path.chmod(0o600)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where commands run."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_bytes(b"content")
    return folder


def failing(place: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{FAILING}:{ROOT}", "JOS_TEST_FAILS": place}


def written(*folders: Path) -> dict[Path, bytes]:
    """Return all files that the program has written."""
    found = {}
    for folder in (*folders, Path.home(), StateHome.of_user().meeting_point.folder):
        for path in folder.rglob("*"):
            with suppress(OSError):  # sockets
                if path.is_file():
                    found[path] = path.read_bytes()
    return found


def check(output: bytes, files: dict[Path, bytes]) -> None:
    """Find the secret nowhere, and nothing that others may read."""
    for form in FORMS:
        assert form not in output
        for path, content in files.items():
            assert form not in content, path
    assert b"Signature=" not in output + b"".join(files.values())
    for path in files:
        if path.is_relative_to(Path.home()):
            assert path.stat().st_mode & 0o077 == 0, path


def test_the_forms_are_those_in_which_it_might_be_written() -> None:
    """A search that finds nothing must be able to find something."""
    for text in (SECRET, f"{ACCESS}:{SECRET}", f"x{SECRET}", f"xx{SECRET}", f"xxx{SECRET}yy"):
        assert any(form in base64.b64encode(text.encode()) for form in FORMS)
    assert all(len(form) > 20 for form in FORMS)


COMMANDS = [
    ("jos_tui.core.background:CancelToken.raise_if_cancelled", "ls"),
    ("jos_tui.profiles.found:found_in", "ls"),
    ("jos_tui.profiles.json_file:_entry", "ls"),
    ("jos_tui.profiles.json_file:_first", "ls"),
    ("jos_tui.profiles.document:_decoded", "ls"),
    ("jos_tui.profiles.merge:_without_repeats", "ls"),
    ("jos_tui.profiles.wanted:only_profile", "ls"),
    ("jos_tui.store.client:_signer", "ls"),
    ("jos_tui.store.client:Client._open", "ls"),
    ("jos_tui.store.listing:pages", "ls"),
    ("jos_tui.browse.usage_tree:UsageTree.add", "du"),
    ("jos_tui.jobs.worker.store_ref:ref_of", "put"),
    ("jos_tui.jobs.worker.messages:Keys.of", "put"),
    ("jos_tui.jobs.worker.wire:Wire.send", "put"),
    ("jos_tui.jobs.worker.client:JobsClient._begin", "put"),
    ("jos_tui.cli.connect:store_of", "ls"),
    ("jos_tui.cli.asked:as_asked", "ls"),
]


@pytest.mark.parametrize(("place", "command"), COMMANDS)
def test_a_command_that_fails(
    place: str, command: str, keys: Path, folder: Path, store: Store, bucket: str
) -> None:
    store.put(bucket, "a", b"x", CancelToken())
    local = ["file"] if command == "put" else []
    argv = [*PROGRAM, "--credentials", str(keys), command, *local, f"s3://{bucket}/"]
    done = subprocess.run(
        argv, capture_output=True, cwd=folder, env=failing(place), timeout=LONG_ENOUGH, check=False
    )
    files = written(folder)
    assert done.returncode == 1, done.stderr
    assert b"jos-tui has a fault and stopped (RuntimeError)" in done.stderr
    assert b"Traceback" not in done.stderr
    said = b"what it says is left out" if ".profiles." in place else b"wrong on purpose"
    assert any(said in content for content in files.values())
    check(done.stdout + done.stderr, files)


READERS = {
    "rclone.conf": (
        "jos_tui.profiles.rclone:_unquoted",
        f"[x]\ntype = s3\naccess_key_id = {ACCESS}\nsecret_access_key = {SECRET}\n",
    ),
    "s3cfg": (
        "jos_tui.profiles.ini:sections",
        f"[default]\naccess_key = {ACCESS}\nsecret_key = {SECRET}\n",
    ),
    "config.json": (
        "jos_tui.profiles.mc:_alias",
        json.dumps(
            {"aliases": {"x": {"accessKey": ACCESS, "secretKey": SECRET, "url": "http://x"}}}
        ),
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_that_fails(name: str, folder: Path, tmp_path: Path) -> None:
    """The keys are plain text there, and what fails might quote them."""
    place, content = READERS[name]
    path = tmp_path / "keys" / name
    path.parent.mkdir()
    path.write_text(content)
    path.chmod(0o600)
    argv = [*PROGRAM, "--credentials", str(path), "ls"]
    done = subprocess.run(
        argv, capture_output=True, cwd=folder, env=failing(place), timeout=LONG_ENOUGH, check=False
    )
    files = written(folder)
    assert any(b"what it says is left out" in content for content in files.values()), done.stderr
    check(done.stdout + done.stderr, files)


WORKER = [
    "jos_tui.jobs.worker.service:ClientSession._hello",
    "jos_tui.jobs.worker.credentials:Credentials.learn",
    "jos_tui.jobs.worker.credentials:Credentials.store_for",
    "jos_tui.jobs.worker.service:ClientSession._begin",
    "jos_tui.jobs.planning.put:plan_put",
    "jos_tui.jobs.engine.work_put:PutWork.first_unit",
    "jos_tui.jobs.journal.journal:Journal.add_items",
    "jos_tui.jobs.change_log:ChangeLog.add",
]


@pytest.mark.parametrize("place", WORKER)
def test_a_worker_that_fails(place: str, keys: Path, folder: Path, bucket: str) -> None:
    argv = [*PROGRAM, "--credentials", str(keys), "put", "file", f"s3://{bucket}/"]
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=failing(place)
    ) as process:
        log = StateHome.of_user().log
        wait_until(
            lambda: log.exists() and b"wrong on purpose" in log.read_bytes(), "it does not fail"
        )
        process.kill()
        out, err = process.communicate(timeout=LONG_ENOUGH)
    check(out + err, written(folder))


SCREEN = [
    ("jos_tui.browse.listing_model:ListingModel.apply", ""),
    ("jos_tui.browse.opener:Opener.open", ""),
    ("jos_tui.preview.zarr_reader:read_dataset", "\r"),
    ("jos_tui.ui.session:Session.__init__", ""),
    ("jos_tui.ui.browser.screen:BrowserScreen.on_mount", ""),
    ("jos_tui.ui.words:connection_label", ""),
    ("jos_tui.ui.widgets.path_bar:PathBar.render", ""),
    ("jos_tui.ui.tabs:Tabs.begin", ""),
    ("jos_tui.ui.connections.rows:rows_of", "gh"),
    ("jos_tui.ui.connections.checking:Checker._try", "gh"),
    ("jos_tui.ui.dialogs.settings:SettingsDialog._line", "gs"),
    ("jos_tui.ui.local.folder_listing:FolderListing.show", "|"),
    ("jos_tui.ui.usage.screen:UsageScreen.on_mount", "U"),
    ("jos_tui.browse.places.notes:_as_text", ""),
    ("jos_tui.browse.shell_environment:shell_environment", "!"),
    ("jos_tui.keymap.keymap:Keymap.applied", ""),
]


@pytest.mark.parametrize(("place", "typed"), SCREEN)
def test_a_screen_that_fails(
    place: str, typed: str, keys: Path, folder: Path, store: Store, bucket: str
) -> None:
    store.put(bucket, "x.zarr/.zgroup", b'{"zarr_format": 2}', CancelToken())
    argv = [*PROGRAM, "--credentials", str(keys), f"s3://{bucket}/"]
    with Terminal(argv, env=failing(place)) as terminal:
        if typed:
            terminal.wait_for("x.zarr")
            terminal.send(typed)
        assert terminal.wait_exit() == 1
        output = terminal.raw
    files = written(folder)
    assert b"has a fault and stopped (RuntimeError)" in b" ".join(output.split())
    assert any(b"wrong on purpose" in content for content in files.values())
    check(output, files)


def test_a_demo_that_fails_beside_keys_in_the_environment(folder: Path) -> None:
    """Its own keys open nothing; those of its user are there all the same."""
    env = failing("jos_tui.demo.sample:quick")
    env |= {"AWS_ACCESS_KEY_ID": ACCESS, "AWS_SECRET_ACCESS_KEY": SECRET}
    with Terminal([*PROGRAM, "--demo"], env=env) as terminal:
        assert terminal.wait_exit() == 1
        output = terminal.raw
    files = written(folder)
    assert b"has a fault and stopped (RuntimeError)" in b" ".join(output.split())
    assert any(b"wrong on purpose" in content for content in files.values())
    check(output, files)


def test_a_secret_that_is_typed_in_when_something_fails(folder: Path, server: S3Server) -> None:
    """It is plain text in the field, and in what is made of it."""
    with Terminal(PROGRAM, env=failing("jos_tui.profiles.typed:typed_profile")) as terminal:
        terminal.wait_for("Secret key")
        for typed in (server.endpoint.url, ACCESS, SECRET):
            terminal.send(f"{typed}\r")
        assert terminal.wait_exit() == 1
        output = terminal.raw
    files = written(folder)
    assert any(b"what it says is left out" in content for content in files.values())
    check(output, files)


def test_what_goes_well_leaves_it_nowhere_either(
    keys: Path, folder: Path, store: Store, bucket: str
) -> None:
    """The journal, the log of changes, what was measured, the line of the worker."""
    target = f"s3://{bucket}/"
    output = b""
    for command in (("put", "file", target), ("du", target), ("get", f"{target}file", "saved"),
                    ("rm", f"{target}file", "--yes"), ("jobs", "show", "1", "--items"),
                    ("profiles",), ("log",)):  # fmt: skip
        argv = [*PROGRAM, "--credentials", str(keys), *command]
        done = subprocess.run(
            argv, capture_output=True, cwd=folder, timeout=LONG_ENOUGH, check=False
        )
        assert done.returncode == 0, done.stderr
        output += done.stdout + done.stderr
    pid = worker_pid(StateHome.of_user())
    output += Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
    files = written(folder)
    assert any(path.name.endswith(".sqlite3") for path in files)
    check(output, files)


# -- core files ------------------------------------------------------------------------------------

_UNLIMITED = ["/bin/sh", "-c", 'ulimit -c unlimited; exec "$@"', "sh"]


def core_limit(pid: int) -> str:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line for line in lines if line.startswith("Max core file size")).split()[4]


def test_no_process_of_ours_leaves_a_core_file(keys: Path, folder: Path, bucket: str) -> None:
    argv = [*_UNLIMITED, *PROGRAM, "--credentials", str(keys), f"s3://{bucket}/"]
    with Terminal(argv) as terminal:
        terminal.wait_for("Nothing here")
        screen = terminal._process.pid
        assert core_limit(screen) == "0"
    put = [*_UNLIMITED, *PROGRAM, "--credentials", str(keys), "put", "file", f"s3://{bucket}/"]
    assert subprocess.run(put, cwd=folder, capture_output=True, check=False).returncode == 0
    assert core_limit(worker_pid(StateHome.of_user())) == "0"


def test_a_process_that_is_aborted_leaves_none(folder: Path) -> None:
    argv = [*_UNLIMITED, *PROGRAM, "worker", "--foreground"]
    with subprocess.Popen(argv, cwd=folder, stderr=subprocess.PIPE) as process:
        wait_until(lambda: worker_pid(StateHome.of_user()) == process.pid, "no worker")
        process.send_signal(signal.SIGABRT)
        assert process.wait(LONG_ENOUGH) == -signal.SIGABRT
    assert sorted(path.name for path in folder.iterdir()) == ["file"]
