"""Sentences name actions; which key stands there is the keymap's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import jos_tui
from jos_tui.keymap.keymap import DEFAULT, EVERY, Keymap

PROGRAM = Path(jos_tui.__file__).parent
A_KEY_DOES = re.compile(
    r"(?:^|(?<=[ .,:;·\n]))"
    r"((?:[b-zA-Z'|=~*+!?/.\[\]-]|[cgL,] \w|F\d+|Tab|Space|Insert|Delete|Ctrl-\w) [a-z]+s)\b"
)
"""A key, and what it does, as in ``R asks again``."""
STAYING = {"y puts", "/ leads", "/ is"}
"""A key of a dialog, and the sign that is part of names."""
PLACEHOLDER = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


def test_a_sentence_has_the_keys_in_force_and_names_an_action_without_one() -> None:
    sentence = "{level.refresh} asks again, {go.bucket} opens one"
    assert DEFAULT.filled(sentence) == "R asks again, g b opens one"
    keymap = Keymap({"level.refresh": ("ctrl+r",), "go.bucket": ()})
    assert keymap.filled(sentence) == "Ctrl-R asks again, “bucket by name” opens one"


def test_sentences_name_actions_that_there_are_and_no_key_that_may_be_another() -> None:
    found: set[str] = set()
    for path in sorted(PROGRAM.rglob("*.py")):
        room = path.relative_to(PROGRAM).parts[0]
        for text in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            keys = A_KEY_DOES.findall(text)
            if room == "ui":
                assert set(PLACEHOLDER.findall(text)) <= EVERY.keys(), (path, text)
                found.update(keys)
            elif room != "cli":  # signs are those of SQL there, and of names
                assert not any(key[0].isalpha() for key in keys), (path, text)
    assert found == STAYING


def _texts(tree: ast.AST) -> Iterator[str]:
    """Yield what is no docstring."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value
