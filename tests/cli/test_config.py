"""``config.toml`` holds for every command, and says so where it cannot be understood."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.jobs.trash import today
from jos_tui.store.store import Store
from tests.cli.shell import Shell, run_plain
from tests.profiles.support import write
from tests.store.support import all_keys, content
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server

NOW = CancelToken()


def configure(shell: Shell, text: str, mode: int = 0o600) -> Path:
    """Write the file; ``NAME`` in it is the name of the shell's connection."""
    text = text.replace("NAME", f'"{shell.server.endpoint.host}"')
    return write(Path.home() / ".config" / "jos-tui" / "config.toml", text, mode)


@pytest.mark.parametrize(
    "command",
    [
        ("put", "file", "s3://{}/"),
        ("rm", "s3://{}/kept", "--yes"),
        ("sync", "folder", "s3://{}/", "--delete", "--yes"),
        ("mb", "another-bucket"),
        ("rb", "{}", "--force", "--yes"),
    ],
)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[profiles.NAME]\nread_only = true", "or config.toml makes it so"),
        ("[profiles.NAME]\nread_onyl = true", "read_onyl is not known"),
        ("[profiles.other]\nread_only = true\n[oops", "is not valid TOML"),
    ],
)
def test_a_connection_to_be_read_only_is_so_in_every_command(
    shell: Shell, store: Store, bucket: str, command: tuple[str, ...], text: str, words: str
) -> None:
    store.put(bucket, "kept", b"as it is", NOW)
    shell.file("file")
    shell.file("folder/file")
    configure(shell, text)
    done = shell.run(*(word.format(bucket) for word in command))
    assert done.code == 3
    assert "This connection is for reading only" in done.err
    assert words in done.err
    assert all_keys(store, Location(bucket)) == ["kept"]
    assert "kept" in shell.run("ls", f"s3://{bucket}/").out


# -- protected -------------------------------------------------------------------------------------


@pytest.fixture
def guarded(shell: Shell, store: Store, bucket: str) -> Shell:
    """A shell for which the bucket is protected."""
    configure(shell, f'[profiles.NAME]\nprotected = ["{bucket}"]\n')
    store.put(bucket, "run/x", b"1", NOW)
    store.put(bucket, "y", b"2", NOW)
    return shell


COMMANDS = [
    (("rm", "-r", "s3://{}/"), "{}"),
    (("rm", "-r", "s3://{}/run/"), "run"),
    (("rm", "s3://{}/y"), "y"),
    (("rm", "s3://{}/y", "s3://{}/run/x"), "{}"),
    (("rb", "--force", "{}"), "{}"),
    (("sync", "--delete", "empty/", "s3://{}/"), "{}"),
]


@pytest.mark.parametrize(("command", "name"), COMMANDS)
def test_yes_alone_deletes_nothing_protected(
    guarded: Shell, store: Store, bucket: str, command: tuple[str, ...], name: str
) -> None:
    guarded.file("empty/new")
    words = [word.format(bucket) for word in command]
    name = name.format(bucket)
    for wrong in ((), ("--confirm", "yes")):
        done = guarded.run(*words, "--yes", *wrong)
        assert done.code == 3
        assert f"Confirm it by its name, which is {name}" in done.err
    assert all_keys(store, Location(bucket)) == ["run/x", "y"]
    assert guarded.run("jobs").err == "There are no jobs.\n"
    assert guarded.run(*words, "--yes", "--confirm", name).code == 0
    left = {entry.key for entry in store.buckets(NOW)}
    assert bucket not in left or all_keys(store, Location(bucket)) != ["run/x", "y"]


def test_what_is_not_protected_needs_no_name(guarded: Shell, store: Store, bucket: str) -> None:
    other = f"{bucket}-other"
    guarded.run("mb", other)
    store.put(other, "z", b"3", NOW)
    assert guarded.run("rm", "-r", f"s3://{other}/", "--yes").code == 0
    assert guarded.run("rb", other).code == 0


def test_an_empty_bucket_that_is_protected_needs_its_name(shell: Shell, store: Store) -> None:
    store.make_bucket("prod-empty", NOW)
    configure(shell, '[profiles.NAME]\nprotected = ["prod-*"]\n')
    assert shell.run("rb", "prod-empty").code == 3
    assert shell.run("rb", "prod-empty", "--yes").code == 3
    assert "prod-empty" in {entry.key for entry in store.buckets(NOW)}
    with shell.terminal("rb", "prod-empty") as terminal:
        terminal.wait_for("Type prod-empty to delete:")
        terminal.send("y\r")
        assert terminal.wait_exit() == 1
    assert shell.run("rb", "prod-empty", "--confirm", "prod-empty").code == 0


@pytest.mark.parametrize(("typed", "code"), [("y", 1), ("y.nc", 0)])
def test_on_a_terminal_the_name_is_typed(
    shell: Shell, store: Store, bucket: str, typed: str, code: int
) -> None:
    configure(shell, f'[profiles.NAME]\nprotected = ["{bucket}/*.nc"]\n')
    store.put(bucket, "y.nc", b"2", NOW)
    with shell.terminal("rm", f"s3://{bucket}/y.nc") as terminal:
        terminal.wait_for("Type y.nc to delete:")
        assert "This is protected." in terminal.screen_text()
        terminal.send(f"{typed}\r")
        assert terminal.wait_exit() == code
    assert all_keys(store, Location(bucket)) == ([] if code == 0 else ["y.nc"])


def test_an_upload_that_would_replace_what_is_protected_waits_for_an_answer(
    guarded: Shell, store: Store, bucket: str
) -> None:
    guarded.file("y", b"new")
    guarded.file("z", b"new")
    done = guarded.run("put", "y", "z", f"s3://{bucket}/", "--conflict", "overwrite")
    assert done.code != 0
    assert "Some names are taken" in done.err
    assert content(store, bucket, "y") == b"2"
    assert content(store, bucket, "z") == b"new"


# -- certificates ----------------------------------------------------------------------------------


def test_an_authority_of_ones_own_and_none_at_all(
    tmp_path: Path, server: S3Server, bucket: str
) -> None:
    """Also in the worker, which saves the object."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    with FaultProxy(server.endpoint, tls=ca) as proxy:
        shell = Shell(tmp_path, replace(server, endpoint=proxy.endpoint))
        shell.file("file")
        refused = shell.run("ls", f"s3://{bucket}/")
        assert refused.code == 3
        assert "ca_file" in refused.err
        for number, text in enumerate((f'ca_file = "{tmp_path}/ca.pem"', "verify = false")):
            configure(shell, f"[profiles.NAME]\n{text}\n")
            target = f"s3://{bucket}/{number}"
            put = shell.run("put", "file", target)
            assert put.code == 0, put.err
            is_said = "The certificate of " in put.err and "is not checked" in put.err
            assert is_said == (text == "verify = false")
            assert shell.run("ls", target).out.endswith(f"{number}\n")


# -- profiles --------------------------------------------------------------------------------------


def test_profiles_shows_what_is_configured(shell: Shell) -> None:
    text = '[profiles.NAME]\nread_only = true\nprotected = ["prod-*"]\nca_file = "/ca.pem"\n'
    configure(shell, text)
    done = shell.run("profiles")
    assert done.out.endswith("  [read-only]  [protected: prod-*]  [trusts /ca.pem]\n")
    (record,) = shell.run("profiles", "--json").records
    assert (record["read_only"], record["protected"]) == (True, ["prod-*"])
    assert (record["ca_file"], record["verify"]) == ("/ca.pem", True)


def test_a_file_that_others_can_read_is_pointed_out_with_what_to_type(shell: Shell) -> None:
    keys = 'endpoint = "https://own.example"\naccess_key = "K"\nsecret_key = "hush-hush"\n'
    path = configure(shell, f"[profiles.own]\n{keys}", 0o644)
    done = run_plain("profiles")
    assert "own" in done.out
    assert "chmod 600 ~/.config/jos-tui/config.toml" in done.err
    assert "hush-hush" not in done.out + done.err
    path.chmod(0o600)
    assert run_plain("profiles").err == ""


@pytest.mark.parametrize(
    ("address", "is_said"),
    [
        ("http://store.example", True),
        ("https://store.example", False),
        ("http://cedadev-o.s3.jc.rl.ac.uk", False),
        ("http://cedadev-o.s3-ext.jc.rl.ac.uk", True),
        ("http://127.0.0.1:9000", False),
        ("http://localhost:9000", False),
    ],
)
def test_keys_that_go_out_in_the_clear_are_pointed_out(address: str, is_said: bool) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "S", "AWS_ENDPOINT_URL": address}
    assert ("can be read on the way" in run_plain("profiles", env=keys).err) is is_said


def test_where_a_trash_is_wanted_rm_moves_there_and_deletes_what_is_in_it(
    shell: Shell, store: Store, bucket: str
) -> None:
    for key in ("a/one", "a/two", "b"):
        store.put(bucket, key, key.encode(), NOW)
    configure(shell, "[profiles.NAME]\ntrash = true")
    assert shell.run("rm", "-r", f"s3://{bucket}/a/", "--yes").code == 0
    day = f".trash/{today().isoformat()}/"
    assert all_keys(store, Location(bucket)) == [f"{day}a/one", f"{day}a/two", "b"]
    assert content(store, bucket, f"{day}a/one") == b"a/one"
    assert shell.run("rm", "-r", f"s3://{bucket}/.trash/", "--yes").code == 0
    assert all_keys(store, Location(bucket)) == ["b"]
    assert shell.run("rm", "--versions", f"s3://{bucket}/b", "--yes").code == 0
    assert all_keys(store, Location(bucket)) == []


def test_where_a_trash_is_wanted_sync_moves_there_and_leaves_what_is_in_it(
    shell: Shell, store: Store, bucket: str
) -> None:
    day = f".trash/{today().isoformat()}/"
    for key in ("kept", "gone", f"{day}gone", "x" * 1010):
        store.put(bucket, key, b"old", NOW)
    shell.file("data/kept", b"new")
    configure(shell, "[profiles.NAME]\ntrash = true")
    asked = ("sync", "data", f"s3://{bucket}", "--delete")
    [record] = shell.run(*asked, "--dry-run", "--json").records
    assert (record["trashed"], record["deleted"]) == (1, 0)
    done = shell.run(*asked, "--yes")
    assert done.code == 0
    assert "To be done: 1 transfer of 3 B, 1 move to the trash." in done.err
    assert "Keys that would be too long in the trash are left out: 1, such as xxx" in done.err
    assert all_keys(store, Location(bucket)) == [f"{day}gone", f"{day}gone (2)", "kept", "x" * 1010]
    assert content(store, bucket, "kept") == b"new"
    assert shell.run("sync", "data", f"s3://{bucket}/{day}", "--delete", "--yes").code == 0
    assert all_keys(store, Location(bucket)) == [f"{day}kept", "kept", "x" * 1010]


def test_what_is_protected_is_moved_by_its_name_alone(
    shell: Shell, store: Store, bucket: str
) -> None:
    store.put(bucket, "kept", b"1", NOW)
    configure(shell, f'[profiles.NAME]\nprotected = ["{bucket}/kept"]')
    refused = shell.run("mv", f"s3://{bucket}/kept", f"s3://{bucket}/new")
    assert refused.code == 3
    assert "This is protected" in refused.err
    assert shell.run("get", "--move", f"s3://{bucket}/kept").code == 3
    assert shell.run("get", f"s3://{bucket}/kept").code == 0
    assert all_keys(store, Location(bucket)) == ["kept"]
    assert shell.run("cp", f"s3://{bucket}/kept", f"s3://{bucket}/copy").code == 0
    moved = shell.run("mv", f"s3://{bucket}/kept", f"s3://{bucket}/new", "--confirm", "kept")
    assert moved.code == 0
    assert all_keys(store, Location(bucket)) == ["copy", "new"]


def test_a_copy_that_would_replace_what_is_protected_waits_for_an_answer(
    shell: Shell, store: Store, bucket: str
) -> None:
    store.put(bucket, "kept", b"old", NOW)
    store.put(bucket, "other", b"new", NOW)
    configure(shell, f'[profiles.NAME]\nprotected = ["{bucket}/kept"]')
    done = shell.run("cp", f"s3://{bucket}/other", f"s3://{bucket}/kept", "--conflict", "overwrite")
    assert done.code != 0
    assert "Some names are taken" in done.err
    assert content(store, bucket, "kept") == b"old"


def test_config_says_what_is_set_and_whence(shell: Shell) -> None:
    path = configure(shell, '[settings]\ntheme = "nord"\nslwo = true\n[keys]\n"app.quit" = "Q"\n')
    done = run_plain("config", env={"NO_COLOR": "1"})
    assert done.code == 1
    assert done.lines[0].endswith("/jos-tui/config.toml")
    lines = [line.split(maxsplit=2) for line in done.lines[1:]]
    assert ["keymap", '"vim"', "default"] in lines
    assert next(line for line in lines if line[0] == "theme")[2].endswith(
        "line 2; shown as jos-plain: NO_COLOR is set"
    )
    assert next(line for line in lines if line[0] == "app.quit")[1] == '["Q"]'
    assert "line 3: slwo is not known. Did you mean slow?" in done.err
    assert run_plain("config", "--write").code != 0
    assert 'theme = "nord"' in path.read_text()


def test_config_writes_a_file_that_changes_nothing(shell: Shell) -> None:
    done = run_plain("config", "--write")
    assert (done.code, done.out) == (0, "")
    assert "theme" in (Path.home() / ".config" / "jos-tui" / "config.toml").read_text()
    assert (run_plain("config").code, run_plain("config").err) == (0, "")
