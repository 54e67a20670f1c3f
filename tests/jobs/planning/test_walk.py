from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled
from jos_tui.core.local_names import NAMES_FILE
from jos_tui.jobs.planning.globs import Globs
from jos_tui.jobs.planning.walk import CIRCLE, Found, Naming, Node, walk
from jos_tui.jobs.request import Filters, Symlinks
from tests.jobs.bench import write_tree
from tests.jobs.planning.desk import NOW

ALL = Globs(Filters())
NAMES = st.text(st.sampled_from("a-./0é\U0001f30d\uff5e\x01 "), min_size=1, max_size=4)
TREES = st.sets(NAMES, max_size=12)


def walked(root: Path, start: str = "") -> list[Node]:
    return list(walk(str(root), Symlinks.FOLLOW, ALL, NOW, start))


def grow(root: Path, names: set[str]) -> None:
    """Make files where that is possible: a name that ends in ``/`` is a folder."""
    for name in sorted(names):
        if {".", ".."} & set(name.split("/")):
            continue
        path = root / name.strip("/")
        try:
            folder = path if name.endswith("/") else path.parent
            folder.mkdir(parents=True, exist_ok=True)
            if folder != path and not path.exists():
                path.touch()
        except (FileExistsError, NotADirectoryError):
            continue


@settings(deadline=None)
@given(TREES)
def test_the_order_is_that_of_the_bytes_of_the_keys(names: set[str]) -> None:
    with TemporaryDirectory() as folder:
        grow(Path(folder), names)
        nodes = walked(Path(folder))
        keys = [node.key for node in nodes]
        assert keys == sorted(keys, key=str.encode)
        everything = {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*")}
        assert {key.removesuffix("/") for key in keys[1:]} == everything


@settings(deadline=None)
@given(TREES, NAMES)
def test_it_goes_on_anywhere(names: set[str], start: str) -> None:
    with TemporaryDirectory() as folder:
        grow(Path(folder), names)
        expected = [
            node.key
            for node in walked(Path(folder))
            if node.key >= start or (node.key[-1:] in {"", "/"} and start.startswith(node.key))
        ]
        assert [node.key for node in walked(Path(folder), start)] == expected


def test_size_date_and_inode_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    os.utime(path, ns=(1, 1_700_000_000_123_456_789))
    node = walked(tmp_path)[1]
    assert (node.path, node.size, node.modified_ns) == (str(path), 5, 1_700_000_000_123_456_789)
    assert node.inode == path.stat().st_ino


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a/x": b"1", "b/y": b"2"})
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "a" / "b").symlink_to("../b")
    (tmp_path / "b" / "a").symlink_to("../a")
    (tmp_path / "self").symlink_to("self")
    nodes = walked(tmp_path)
    files = [node.key for node in nodes if node.found is Found.FILE]
    assert files == ["a/b/y", "a/x", "b/a/x", "b/y"]
    assert {node.key for node in nodes if node.reason == CIRCLE} == {
        "a/b/a/",
        "a/up/",
        "b/a/b/",
        "b/a/up/",
    }


def test_a_folder_that_goes_away_is_broken_and_the_others_go_on(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a/x": b"", "b/x": b"", "c/x": b""})
    nodes = walk(str(tmp_path), Symlinks.FOLLOW, ALL, NOW)
    found = [next(nodes), next(nodes), next(nodes)]
    (tmp_path / "b" / "x").unlink()
    (tmp_path / "b").rmdir()
    found += nodes
    assert [node.key for node in found] == ["", "a/", "a/x", "b/", "c/", "c/x"]
    assert [node.key for node in found if node.found is Found.BROKEN] == ["b/"]


def test_a_root_that_is_not_there_is_broken(tmp_path: Path) -> None:
    [node] = walked(tmp_path / "nothing")
    assert node.found is Found.BROKEN
    assert node.error is not None


def test_a_closed_folder_is_not_looked_into(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a/x": b"", "b/x": b""})
    globs = Globs(Filters(exclude=("b/**",)))
    nodes = list(walk(str(tmp_path), Symlinks.FOLLOW, globs, NOW))
    assert [node.key for node in nodes] == ["", "a/", "a/x", "b/"]
    assert nodes[-1].found is Found.CLOSED_FOLDER


def test_it_stops_when_asked_to(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"{number}/x": b"" for number in range(5)})
    cancel = CancelToken()
    nodes = walk(str(tmp_path), Symlinks.FOLLOW, ALL, cancel)
    next(nodes)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(nodes)


@given(
    TREES,
    st.dictionaries(NAMES.filter(lambda name: "/" not in name), NAMES, max_size=8),
)
def test_names_that_were_kept_hide_no_file_and_give_no_key_twice(
    names: set[str], kept: dict[str, str]
) -> None:
    """Also where somebody has made and renamed files since."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        grow(root, names)
        lines = [json.dumps({"here": here, "there": there}) for here, there in kept.items()]
        (root / NAMES_FILE).write_text("\n".join(lines))
        here, stored = (
            list(walk(folder, Symlinks.FOLLOW, ALL, NOW, naming=naming)) for naming in Naming
        )
        assert {node.path for node in stored} == {node.path for node in here}
        keys = [node.key for node in stored]
        assert keys == sorted(set(keys), key=str.encode)


def test_what_was_saved_goes_by_its_name_in_the_store(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a": b"", "a%2F/x%0A": b"", "a%2F/y": b"", "b%0A": b""})
    for folder, here, there in ((".", "a%2F", "a"), (".", "b%0A", "b\n"), ("a%2F", "x%0A", "x\n")):
        with (tmp_path / folder / NAMES_FILE).open("a") as file:
            file.write(json.dumps({"here": here, "there": there}) + "\n")
    keys = {
        naming: [node.key for node in walk(str(tmp_path), Symlinks.FOLLOW, ALL, NOW, naming=naming)]
        for naming in Naming
    }
    assert keys[Naming.AS_STORED] == ["", "a", "a/", "a/x\n", "a/y", "b\n"]
    assert keys[Naming.AS_HERE] == ["", "a", "a%2F/", "a%2F/x%0A", "a%2F/y", "b%0A"]
