"""Commands of other programs: they are run, on a real server, with the oddest names.

s3cmd is not among the packages of the tests; what it is told was tried with version 2.4.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.browse.snippets import shell
from jos_tui.browse.snippets.snippet import Snippet, Subject
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import CannotBeNamed
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.store.store import Store
from tests.browse.snippets.subjects import BUCKET, PLAIN, PROFILES, SUBJECTS, obj, sub
from tests.support.hostile_names import HOSTILE, is_path
from tests.support.servers import S3Server

Write = Callable[[Profile, Subject], Snippet]
ALL: dict[str, Write] = {
    "rclone": shell.rclone,
    "s3cmd": shell.s3cmd,
    "s5cmd": shell.s5cmd,
    "curl": shell.curl,
}
RUN = {name: write for name, write in ALL.items() if name != "s3cmd"}
KEYS = [key for keys in HOSTILE.values() for key in keys if "\0" not in key]
SOME = [keys[index] for keys in HOSTILE.values() for index in (0, len(keys) // 2, -1)]
WITHOUT_CURL = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")


def run(script: str, folder: Path, server: S3Server, env: Mapping[str, str] | None = None) -> str:
    """Run commands in a folder with the variables set; return what went wrong."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    keys = {"AWS_ACCESS_KEY_ID": server.access_key, "AWS_SECRET_ACCESS_KEY": server.secret_key}
    environment = {"PATH": tools, "HOME": str(folder), **(keys if env is None else env)}
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )
    return done.stderr.decode(errors="replace")


def content(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@WITHOUT_CURL
@pytest.mark.parametrize("write", RUN.values(), ids=RUN)
def test_each_saves_the_key_it_names_whatever_that_is(
    server: S3Server, store: Store, bucket: str, tmp_path: Path, write: Write
) -> None:
    """In a folder for each key; a key that a program cannot name has no command."""
    for number, key in enumerate(KEYS):
        store.put(bucket, key, f"{number}".encode(), CancelToken())
    lines, expected = [], {}
    for number, key in enumerate(KEYS):
        try:
            command = write(server.profile(), obj(key, bucket)).text
        except CannotBeNamed:
            continue
        if key in SOME:
            (tmp_path / str(number)).mkdir()
            lines.append(f"(cd {number} && {command}) || echo {number} >&2")
            expected[number] = f"{number}".encode()
    assert len(expected) > len(SOME) / 2
    wrong = run("\n".join(lines), tmp_path, server)
    saved = {int(name.partition("/")[0]): body for name, body in content(tmp_path).items()}
    assert saved == expected, wrong


REFUSED: dict[str, Callable[[str], bool]] = {
    "rclone": lambda key: bool({"", ".", ".."} & set(key.split("/")) or set(key) & set("‛／．")),
    "s5cmd": lambda key: key.endswith("/"),
    "s3cmd": lambda key: key.endswith("/") or bool(set(key) & set("*?\n")),
    "curl": lambda _: False,
}


@pytest.mark.parametrize("name", ALL)
def test_what_a_program_cannot_name_is_refused_and_nothing_else(name: str) -> None:
    refused = set()
    for key in KEYS:
        try:
            ALL[name](PLAIN, obj(key))
        except CannotBeNamed:
            refused.add(key)
    assert refused == {key for key in KEYS if REFUSED[name](key)}


@WITHOUT_CURL
@pytest.mark.parametrize("write", RUN.values(), ids=RUN)
def test_each_signs_for_a_server_that_checks(
    rclone_server: S3Server, tmp_path: Path, write: Write
) -> None:
    from jos_tui.store.store import connect

    keys = [key for key in SOME if is_path(key) and ".rclone_temp_" not in key]
    keys = [key for key in keys if not REFUSED["rclone"](key)][:12]
    store = connect(rclone_server.profile())
    bucket = f"signed-{write.__name__}"
    store.make_bucket(bucket, CancelToken())
    lines = []
    for number, key in enumerate(keys):
        store.put(bucket, f"{number}/{key}", key.encode(), CancelToken())
        (tmp_path / str(number)).mkdir()
        command = write(rclone_server.profile(), obj(f"{number}/{key}", bucket)).text
        lines.append(f"(cd {number} && {command})")
    store.close()
    wrong = run("\n".join(lines), tmp_path, rclone_server)
    saved = {int(name.partition("/")[0]): body for name, body in content(tmp_path).items()}
    assert saved == {number: key.encode() for number, key in enumerate(keys)}, wrong


@pytest.mark.parametrize("write", [shell.rclone, shell.s5cmd])
def test_a_prefix_is_saved_with_all_that_is_below_it(
    server: S3Server, store: Store, bucket: str, tmp_path: Path, write: Write
) -> None:
    for key in ("a/b c/1", "a/b c/d/2", "a/b c", "a/b cd/3", "4"):
        store.put(bucket, key, key.encode(), CancelToken())
    wrong = run(write(server.profile(), sub("a/b c/", bucket)).text, tmp_path, server)
    assert content(tmp_path) == {"b c/1": b"a/b c/1", "b c/d/2": b"a/b c/d/2"}, wrong
    store.delete(
        bucket, "a/b c", CancelToken()
    )  # no file system has a file and a folder of one name
    everything = tmp_path / "everything"
    everything.mkdir()
    whole = Subject(BUCKET.kind, bucket)
    wrong = run(write(server.profile(), whole).text, everything, server)
    assert len(content(everything)) == 4, wrong


def test_keys_in_files_of_the_programs_are_found_there(
    rclone_server: S3Server, tmp_path: Path
) -> None:
    """No variable is set: the command alone finds the keys."""
    from jos_tui.store.store import connect

    store = connect(rclone_server.profile())
    store.make_bucket("kept", CancelToken())
    store.put("kept", "key", b"content", CancelToken())
    store.close()
    pair = (rclone_server.access_key, rclone_server.secret_key)
    rclone_conf, aws = tmp_path / "my rclone.conf", tmp_path / ".aws" / "credentials"
    aws.parent.mkdir()
    rclone_conf.write_text(
        "[my remote]\ntype = s3\nprovider = Other\nendpoint = http://127.0.0.1:1\n"
        f"access_key_id = {pair[0]}\nsecret_access_key = {pair[1]}\n"
    )
    aws.write_text(f"[dev]\naws_access_key_id = {pair[0]}\naws_secret_access_key = {pair[1]}\n")
    of_rclone = Keeping(Keeper.RCLONE, "~/my rclone.conf", "my remote")
    of_aws = Keeping(Keeper.AWS, "~/.aws/credentials", "dev")
    for number, (write, kept) in enumerate(
        [(shell.rclone, of_rclone), (shell.rclone, of_aws), (shell.s5cmd, of_aws)]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        profile = replace(rclone_server.profile(), kept=(kept,))
        command = write(profile, obj("key", "kept")).text
        wrong = run(f"cd {number} && {command}", tmp_path, rclone_server, env={})
        assert content(folder) == {"key": b"content"}, wrong


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("write", ALL.values(), ids=ALL)
def test_every_command_is_one_line_for_this_store(profile: Profile, write: Write) -> None:
    for subject in SUBJECTS:
        try:
            words = shlex.split(write(profile, subject).text)
        except CannotBeNamed:
            continue
        assert any("cedadev-o.s3-ext.jc.rl.ac.uk" in word for word in words)
        assert any(subject.key in word and "bucket" in word for word in words)


def test_anonymous_access_sends_no_keys() -> None:
    anonymous = PROFILES["anonymous"]
    assert "--no-sign-request" in shell.s5cmd(anonymous, SUBJECTS[0]).text
    assert "env_auth" not in shell.rclone(anonymous, SUBJECTS[0]).text
    assert "--user" not in shell.curl(anonymous, SUBJECTS[0]).text
    with pytest.raises(CannotBeNamed, match="without keys"):
        shell.s3cmd(anonymous, SUBJECTS[0])


def test_s3cmd_is_told_the_host_in_path_style_and_the_scheme() -> None:
    words = shlex.split(shell.s3cmd(PROFILES["s3cmd"], SUBJECTS[0]).text)
    assert words == [
        "s3cmd",
        "--host=cedadev-o.s3-ext.jc.rl.ac.uk",
        "--host-bucket=cedadev-o.s3-ext.jc.rl.ac.uk",
        "--ssl",
        "get",
        "s3://bucket/a/b.nc",
        "./b.nc",
    ]
    inside = replace(PLAIN, endpoints=(Endpoint("cedadev-o.s3.jc.rl.ac.uk", secure=False),))
    text = shell.s3cmd(inside, sub("a/")).text
    assert "-c /dev/null" in text, "its own file would come before the variables"
    assert "--no-ssl" in text
    assert text.startswith("mkdir -p ./a/ && s3cmd "), "it saves in no folder that is not there"
    assert "get --recursive s3://bucket/a/ ./a/" in text
    assert "-c ~/'my files/.s3cfg'" in shell.s3cmd(PROFILES["s3cmd elsewhere"], BUCKET).text


def test_temporary_keys_are_signed_with_their_token() -> None:
    text = shell.curl(PROFILES["temporary"], SUBJECTS[0]).text
    assert "x-amz-security-token: $AWS_SESSION_TOKEN" in text
