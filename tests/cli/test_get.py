"""``get``: what is chosen arrives whole, where it was asked for, over nothing that was there."""

from __future__ import annotations

import os

import pytest

from jos_tui.core.local_names import NAMES_FILE
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from tests.cli.objects import fill, saved
from tests.cli.shell import Shell
from tests.store.support import all_keys


def test_an_object_goes_to_the_current_folder(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "a/file.nc")
    done = any_shell.run("get", f"s3://{any_bucket}/a/file.nc")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Downloaded 1 object (9 B); checked: 1 by md5.\n"
    assert saved(any_shell) == {"file.nc": b"a/file.nc"}


@pytest.mark.parametrize("written", ["a/p", "a/p/"])
def test_a_prefix_becomes_a_folder(
    any_shell: Shell, any_store: Store, any_bucket: str, written: str
) -> None:
    fill(any_store, any_bucket, "a/p/one", "a/p/q/two", "a/p2")
    assert any_shell.run("get", f"s3://{any_bucket}/{written}").code == 0
    assert saved(any_shell) == {"p/one": b"a/p/one", "p/q/two": b"a/p/q/two"}


def test_a_bucket_becomes_a_folder(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "one", "q/two")
    assert shell.run("get", f"s3://{bucket}").code == 0
    assert saved(shell, bucket) == {"one": b"one", "q/two": b"q/two"}


def test_a_pattern_matches_names_of_one_level(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "p/a.nc", "p/b.NC", "p/c.txt", "p/q/d.nc", "p/e.nc/f", "g.nc")
    assert shell.run("get", f"s3://{bucket}/p/*.nc").code == 0
    assert saved(shell) == {"a.nc": b"p/a.nc", "e.nc/f": b"p/e.nc/f"}


def test_a_key_that_looks_like_a_pattern_is_taken_exactly(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "*.nc", "a.nc")
    assert shell.run("get", f"s3://{bucket}/*.nc").code == 0
    assert saved(shell) == {"*.nc": b"*.nc"}


def test_several_sources_of_several_levels(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a/one", "a/two", "b/three", "c/four")
    uris = [f"s3://{bucket}/{key}" for key in ("a/one", "a/two", "b/three", "c/")]
    done = shell.run("get", *uris, "out/")
    assert done.code == 0
    assert saved(shell) == {
        "out/one": b"a/one",
        "out/two": b"a/two",
        "out/three": b"b/three",
        "out/c/four": b"c/four",
    }
    assert done.err.endswith("Downloaded 4 objects (23 B); checked: 4 by md5.\n")


def test_two_sources_of_one_name_are_refused(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "a/same", "b/same")
    done = shell.run("get", f"s3://{bucket}/a/same", f"s3://{bucket}/b/same")
    assert done.code == 2
    assert saved(shell) == {}


def test_a_star_matches_an_empty_name_but_not_the_level_itself(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/", "p//below", "p/x")
    done = shell.run("get", f"s3://{bucket}/p/*", "here/")
    assert done.code == 0
    assert set(saved(shell)) == {"here/%2F/below", "here/x"}


def test_an_object_and_a_prefix_of_one_name_are_told_apart(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "both", "both/inside")
    done = shell.run("get", f"s3://{bucket}/*")
    assert done.code == 0
    assert set(saved(shell)) == {"both", "both%2F/inside"}


def test_a_destination_that_does_not_exist_names_the_file(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "a.nc")
    assert shell.run("get", f"s3://{bucket}/a.nc", "copy.nc").code == 0
    assert shell.run("get", f"s3://{bucket}/a.nc", "new/").code == 0
    assert shell.run("get", f"s3://{bucket}/a.nc", "new").code == 0
    assert saved(shell) == {"copy.nc": b"a.nc", "new/a.nc": b"a.nc"}


def test_a_folder_whose_name_is_no_text_is_saved_into(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "a.nc")
    assert shell.run("get", f"s3://{bucket}/a.nc", "caf\udce9/").code == 0
    assert saved(shell) == {"caf\udce9/a.nc": b"a.nc"}


def test_steps_up_from_a_linked_folder_lead_where_the_shell_says(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "a.nc")
    (shell.folder / "far" / "away").mkdir(parents=True)
    (shell.folder / "link").symlink_to(shell.folder / "far" / "away")
    assert shell.run("get", f"s3://{bucket}/a.nc", "link/../").code == 0
    assert saved(shell) == {"far/a.nc": b"a.nc"}


def test_filters_choose_what_is_downloaded(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "p/a.nc", "p/b.txt", "p/old/c.nc")
    filters = ("--include", "*.nc", "--exclude", "old/**")
    assert shell.run("get", f"s3://{bucket}/p/", *filters).code == 0
    assert saved(shell) == {"p/a.nc": b"p/a.nc"}


def test_odd_keys_stay_in_the_folder_and_are_reported(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "p/../../up", "p//twice", "p/ edge ", "p/esc\x1b[31m")
    done = shell.run("get", f"s3://{bucket}/p/", "out/")
    assert done.code == 0
    found = saved(shell)
    assert all(name.startswith("out/p/") for name in found)
    assert sorted(found.values()) == sorted(
        [b"p/../../up", b"p//twice", b"p/ edge ", b"p/esc\x1b[31m"]
    )
    assert "p/../../up was saved as out/p/" in done.err
    assert f"{NAMES_FILE} beside them keeps their names" in done.err
    assert "\x1b" not in done.err


def test_odd_keys_that_were_saved_are_stored_again_as_they_were(
    shell: Shell, store: Store, bucket: str
) -> None:
    keys = ["p/../../up", "p//twice", "p/ edge ", "p/esc\x1b[31m", "p/both", "p/both/x", "p/plain"]
    fill(store, bucket, *keys)
    assert shell.run("get", f"s3://{bucket}/p/", "out/").code == 0
    (shell.folder / "out" / "p").rename(shell.folder / "moved")
    assert shell.run("sync", "--yes", "moved", f"s3://{bucket}/p/").out == ""
    compared = shell.run("sync", "--dry-run", "--delete", "--json", "moved", f"s3://{bucket}/p/")
    [record] = compared.records
    assert {name: record[name] for name in ("new", "changed", "same", "deleted")} == {
        "new": 0,
        "changed": 0,
        "same": len(keys),
        "deleted": 0,
    }
    assert shell.run("put", "moved", f"s3://{bucket}/again/").code == 0
    again = [f"again/moved/{key.removeprefix('p/')}" for key in keys]
    assert sorted(all_keys(store, Location(bucket))) == sorted(keys + again)


def test_what_is_there_is_kept_and_said(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "a.nc")
    any_shell.file("a.nc", b"mine")
    done = any_shell.run("get", f"s3://{any_bucket}/a.nc")
    assert done.code == 0
    assert "1 skipped" in done.err
    assert "--conflict" in done.err
    assert saved(any_shell) == {"a.nc": b"mine"}


@pytest.mark.parametrize(
    ("conflict", "names"),
    [("skip", {"a.nc"}), ("overwrite", {"a.nc"}), ("keep-both", {"a.nc", "a (2).nc"})],
)
def test_the_conflict_option_decides(
    shell: Shell, store: Store, bucket: str, conflict: str, names: set[str]
) -> None:
    fill(store, bucket, "a.nc")
    shell.file("a.nc", b"mine")
    assert shell.run("get", f"s3://{bucket}/a.nc", "--conflict", conflict).code == 0
    found = saved(shell)
    assert set(found) == names
    assert found["a.nc"] == (b"a.nc" if conflict == "overwrite" else b"mine")


def test_if_newer_replaces_only_older_files(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "old.nc", "new.nc")
    os.utime(shell.file("old.nc", b"mine"), (1, 1))
    os.utime(shell.file("new.nc", b"mine"), (1 << 32, 1 << 32))
    assert shell.run("get", f"s3://{bucket}/*.nc", "--conflict", "if-newer").code == 0
    assert saved(shell) == {"old.nc": b"old.nc", "new.nc": b"mine"}


def test_json_is_one_object_with_every_number(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "p/a", "p/b", "p/x\x1by")
    shell.file("p/b", b"mine")
    done = shell.run("get", f"s3://{bucket}/p/", "--json")
    assert (done.code, done.err) == (0, "")
    (record,) = done.records
    assert record["state"] == "done"
    assert (record["done"], record["skipped"], record["failed"]) == (2, 1, 0)
    assert record["bytes"] == len(b"p/a") + len(b"p/x\x1by")
    assert record["renamed"] == {"p/x\x1by": "p/x%1By"}
    assert record["failures"] == []
    assert record["checked"] == {"md5": 2}
    assert record["problem"] is None


def test_a_destination_that_cannot_be_written_is_code_1(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "a.nc")
    shell.file("file")
    done = shell.run("get", f"s3://{bucket}/a.nc", "file/")
    assert done.code == 1
    assert "file" in done.err


def test_nothing_is_changed_when_a_later_source_is_not_there(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "here")
    for missing in ("missing", "missing/", "missing/*.nc"):
        done = shell.run("get", f"s3://{bucket}/here", f"s3://{bucket}/{missing}")
        assert done.code == 1
        assert missing in done.err
    assert saved(shell) == {}


def test_a_dash_is_no_file_but_what_other_programs_mean_by_it(
    shell: Shell, store: Store, bucket: str
) -> None:
    fill(store, bucket, "one")
    done = shell.run("get", f"s3://{bucket}/one", "-")
    assert (done.code, done.out) == (2, "")
    assert "not to stdout" in done.err
    assert shell.run("get", f"s3://{bucket}/one", "./-").code == 0
    done = shell.run("put", "-", f"s3://{bucket}/two")
    assert done.code == 2
    assert "not stdin" in done.err
    assert shell.run("put", "./-", f"s3://{bucket}/two").code == 0


def test_an_empty_bucket_is_nothing_to_download(shell: Shell, bucket: str) -> None:
    done = shell.run("get", f"s3://{bucket}")
    assert (done.code, done.err) == (1, f"There is nothing in s3://{bucket}.\n")


def test_with_move_objects_go_that_were_saved(
    any_shell: Shell, any_store: Store, any_bucket: str
) -> None:
    fill(any_store, any_bucket, "a/p/one", "a/p/q/two", "a/p2")
    done = any_shell.run("get", "--move", f"s3://{any_bucket}/a/p/", "here/")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Moved 2 objects (16 B); checked: 2 by md5.\n"
    assert saved(any_shell) == {"here/p/one": b"a/p/one", "here/p/q/two": b"a/p/q/two"}
    assert all_keys(any_store, Location(any_bucket)) == ["a/p2"]


def test_what_was_there_only_once_is_not_moved(shell: Shell, store: Store, bucket: str) -> None:
    fill(store, bucket, "x")
    done = shell.run("get", "--move", "--as-of", "1d", f"s3://{bucket}/x")
    assert done.code != 0
    assert "Versions cannot be moved" in done.err
    assert all_keys(store, Location(bucket)) == ["x"]
