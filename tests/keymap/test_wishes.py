"""Keys can be changed, and no slip takes away a way out or moves a deletion onto another key."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.keymap import strokes
from jos_tui.keymap.keymap import EVERY, TOGETHER, Keymap, resolved
from jos_tui.keymap.presets import OF_MC, Preset
from jos_tui.keymap.spelling import Misspelt, keys_of
from jos_tui.keymap.wishes import keymap_of
from jos_tui.keymap.written import show_key

DOCS = Path(__file__).parents[2] / "docs" / "keys.md"
KEYS = sorted({key for action in EVERY.values() for key in action.keys})


def assert_holds_together(keymap: Keymap) -> None:
    """No key has two meanings anywhere, Esc leads back, and something quits."""
    for actions in TOGETHER:
        keys = [key for action in keymap.applied(actions) for key in action.keys]
        assert len(keys) == len(set(keys))
        single = {key for key in keys if len(strokes(key)) == 1}
        assert not single & {strokes(key)[0] for key in keys if len(strokes(key)) > 1}
    assert all("escape" in keymap.of(one) for one in EVERY.values() if "escape" in one.keys)
    assert keymap.of(EVERY["app.quit"])


@pytest.mark.parametrize("preset", Preset)
def test_a_preset_gives_no_key_two_meanings_and_leaves_no_action_without(preset: Preset) -> None:
    keymap, refusals = resolved(preset, {})
    assert_holds_together(keymap)
    assert not refusals
    assert all(keymap.of(action) for action in EVERY.values())


@given(
    st.sampled_from(Preset),
    st.dictionaries(
        st.sampled_from(sorted(EVERY)), st.lists(st.sampled_from(KEYS), max_size=3).map(tuple)
    ),
)
def test_whatever_is_wished_for_holds_together(
    preset: Preset, wishes: dict[str, tuple[str, ...]]
) -> None:
    keymap, refusals = resolved(preset, wishes)
    assert_holds_together(keymap)
    refused = {refusal.action for refusal in refusals}
    for action_id, keys in wishes.items():
        if action_id not in refused:
            assert set(keys) <= set(keymap.of(EVERY[action_id]))


def test_two_actions_change_their_keys() -> None:
    keymap, refusals = keymap_of(Preset.VIM, {"object.copy": ("x",), "object.cut": ("y",)})
    assert (keymap.keys, refusals) == ({"object.copy": ("x",), "object.cut": ("y",)}, ())


def test_a_key_of_another_action_is_not_taken_from_it() -> None:
    keymap, (refusal,) = keymap_of(Preset.VIM, {"object.delete": ("w",)})
    assert keymap == Keymap()
    assert (refusal.action, refusal.reason) == (
        "object.delete",
        "w is the key of transfer.list, transfers",
    )


@pytest.mark.parametrize(
    ("action", "keys", "words"),
    [
        ("object.delet", ("X",), "Did you mean object.delete?"),
        ("app.quit", (), "There must be a key that quits"),
        ("object.delete", ("escape",), "Esc always leads back"),
        ("object.delete", ("g",), "g is the key of"),
        ("object.delete", ("X", "X d"), "X begins another of its keys"),
        ("object.delete", ("ctrl+c",), "it always leaves jos-tui"),
        ("object.delete", ("X Y Z",), "Two keys after each other are the most"),
    ],
)
def test_what_cannot_be_is_said(action: str, keys: tuple[str, ...], words: str) -> None:
    keymap, (refusal,) = keymap_of(Preset.VIM, {action: keys})
    assert keymap == Keymap()
    assert words in f"{refusal.reason} {refusal.next_step}"


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_read_as_it_is_shown(key: str) -> None:
    assert keys_of(show_key(key)) == keys_of(key) == key


@pytest.mark.parametrize(
    ("written", "key"),
    [("Ctrl-D", "ctrl+d"), ("F5", "f5"), ("g  p", "g p"), ("PgDn", "pagedown"), ("Esc", "escape")],
)
def test_keys_are_read_as_people_write_them(written: str, key: str) -> None:
    assert keys_of(written) == key


@given(st.text(max_size=8))
def test_anything_is_a_key_or_is_said_not_to_be(text: str) -> None:
    with suppress(Misspelt):
        keys = keys_of(text)
        assert keys_of(keys) == keys


def test_the_documentation_shows_what_mc_has() -> None:
    keymap, _ = resolved(Preset.MC, {})
    rows = [
        f"| `{name}` | {' '.join(f'`{show_key(key)}`' for key in keymap.of(EVERY[name]))} |"
        for name in OF_MC
    ]
    table = "\n".join(["| `mc` | keys |", "|---|---|", *rows])
    assert table in DOCS.read_text(encoding="utf-8"), table
