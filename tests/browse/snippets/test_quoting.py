"""Any name is one word of a shell and one string of Python, also when it is pasted."""

from __future__ import annotations

import ast
import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.snippets.quoting import local_word, python_string, shell_path, shell_word
from jos_tui.core.errors import CannotBeNamed
from jos_tui.core.text import printable
from tests.support.hostile_names import HOSTILE

KEYS = [key for keys in HOSTILE.values() for key in keys if "\0" not in key]
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def words_of(script: str) -> list[str]:
    """Return the words that bash makes of a script."""
    done = subprocess.run(
        ["bash", "--norc", "-c", f"printf '%s\\0' {script}"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout.decode().split("\0")[:-1]


def test_bash_reads_every_hostile_name_as_itself() -> None:
    assert words_of(" ".join(map(shell_word, KEYS))) == KEYS


@given(st.lists(ANY, min_size=1, max_size=20))
def test_bash_reads_any_name_as_itself(names: list[str]) -> None:
    assert words_of(" ".join(map(shell_word, names))) == names


@given(ANY)
def test_nothing_that_steers_a_terminal_is_pasted(name: str) -> None:
    word = shell_word(name)
    assert printable(word) == word
    if printable(name) == name:
        assert shlex.split(word) == [name]


def test_a_name_with_a_nul_is_no_word() -> None:
    with pytest.raises(CannotBeNamed, match="NUL"):
        shell_word("a\0b")


@given(ANY)
def test_python_reads_any_name_as_itself(name: str) -> None:
    literal = python_string(name)
    assert ast.literal_eval(literal) == name
    assert printable(literal) == literal


def test_python_reads_every_hostile_name_as_itself() -> None:
    for key in [*KEYS, "\0", "a\0b"]:
        assert ast.literal_eval(python_string(key)) == key


def test_python_strings_have_double_quotes_where_that_reads_well() -> None:
    assert python_string("a b") == '"a b"'
    assert python_string('a "b"') == "'a \"b\"'"


def test_a_path_below_home_is_found_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    paths = ["~/.s3cfg", "~/my files/it's", "/etc/a b"]
    expected = [path.replace("~", str(tmp_path), 1) for path in paths]
    assert words_of(" ".join(map(shell_path, paths))) == expected


def test_what_is_saved_stays_in_its_folder() -> None:
    for key in [*KEYS, "a\0b"]:
        (path,) = words_of(local_word(key))
        name = path.removeprefix("./")
        assert name not in {"", ".", ".."}
        assert "/" not in name
        assert len(name.encode()) <= 255
