"""Keys that are not encoded come out of an answer as they went in, or it is not read at all."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jos_tui.core.errors import NotAStore
from jos_tui.store.xml import children, key_in, parse, text_of

KEYS = st.text(
    st.characters(exclude_categories=["Cs", "Co"]) | st.sampled_from("\r\n\x00\x1b\uffff")
)


def answer(keys: list[str]) -> bytes:
    rows = "\n".join(f"<Row><Key>{escape(key)}</Key><At>1</At></Row>" for key in keys)
    return f"<List>{rows}</List>".encode()


@given(st.lists(KEYS))
@example(["a\rb", "a\nb", "a\r\nb"])
@example(["\U0010f70d", "\U0010f7ff"])
def test_keys_are_exact(keys: list[str]) -> None:
    root = parse(answer(keys))
    assert [key_in(root, text_of(row, "Key")) for row in children(root, "Row")] == keys


def test_keys_that_would_be_taken_for_others_are_not_read() -> None:
    with pytest.raises(NotAStore, match="cannot be told apart"):
        parse(answer(["\U0010f70d", "a\rb"]))
