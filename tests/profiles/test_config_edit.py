"""``config.toml`` is changed without a loss: all else in it stays as it was written."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.config import NO_CONFIG
from jos_tui.profiles.config_edit import remove_profile, remove_value, set_profile, set_value
from jos_tui.profiles.config_file import read_config
from tests.profiles.support import write

BY_HAND = """\
# my settings
[settings]   # of the screen
theme = "nord"  # quiet

# the group workspace
[profiles.store.example]
read_only = true   # until the paper is out

# scratch
[profiles.mine]
endpoint = "https://mine.example"
# the end
"""
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".config" / "jos-tui" / "config.toml"


def test_a_new_file_is_for_its_owner_only(path: Path, tmp_path: Path) -> None:
    set_value(path, tmp_path, "settings", "theme", "nord")
    assert path.read_text() == '[settings]\ntheme = "nord"\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_what_is_set_stands_in_its_place_and_all_comments_stay(path: Path, tmp_path: Path) -> None:
    write(path, BY_HAND)
    set_value(path, tmp_path, "settings", "theme", "dracula")
    set_value(path, tmp_path, "settings", "slow", True)
    set_profile(path, tmp_path, "store.example", {"region": "north"})
    expected = BY_HAND.replace('"nord"', '"dracula"')
    expected = expected.replace("# quiet\n", "# quiet\nslow = true\n")
    expected = expected.replace("is out\n", 'is out\nregion = "north"\n')
    assert path.read_text() == expected


def test_what_is_removed_takes_no_comment_about_the_next_with_it(
    path: Path, tmp_path: Path
) -> None:
    write(path, BY_HAND)
    remove_profile(path, tmp_path, "store.example")
    remove_value(path, tmp_path, "settings", "theme")
    text = path.read_text()
    assert tomllib.loads(text) == {
        "settings": {},
        "profiles": {"mine": {"endpoint": "https://mine.example"}},
    }
    assert "# scratch\n[profiles.mine]\n" in text


def test_removing_what_is_not_there_changes_nothing(path: Path, tmp_path: Path) -> None:
    remove_profile(path, tmp_path, "mine")
    remove_value(path, tmp_path, "settings", "theme")
    assert not path.exists()


@given(NAMES, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_name_and_any_secret_come_back_as_they_were_given(
    tmp_path_factory: pytest.TempPathFactory, name: str, secret: str
) -> None:
    home = tmp_path_factory.mktemp("home")
    path = write(home / ".config" / "jos-tui" / "config.toml", BY_HAND)
    set_profile(
        path, home, name, {"access_key": "k", "secret_key": secret, "endpoint": "h.example"}
    )
    tables = {table.name: table for table in read_config({}, home).tables}
    assert tables[name].secret_key.reveal() == secret
    assert tables["store.example"].rights.name == "READ"
    remove_profile(path, home, name)
    assert name not in {table.name for table in read_config({}, home).tables}


@pytest.mark.parametrize(
    "broken",
    ["[settings\n", "a = 1\na = 2\n", '[profiles.x]\nsecret_key = "s3cret', "settings = 3\n"],
)
def test_a_file_that_cannot_be_changed_safely_is_left_as_it_is(
    path: Path, tmp_path: Path, broken: str
) -> None:
    write(path, broken)
    with pytest.raises(ProfileError) as refused:
        set_value(path, tmp_path, "settings", "theme", "nord")
    assert path.read_text() == broken
    assert "s3cret" not in str(refused.value)
    assert refused.value.__context__ is None or "s3cret" not in repr(refused.value.__context__)


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    target = write(tmp_path / "dotfiles" / "jos.toml", BY_HAND)
    path.parent.mkdir(parents=True)
    path.symlink_to(target)
    set_value(path, tmp_path, "settings", "theme", "dracula")
    assert path.is_symlink()
    assert 'theme = "dracula"' in target.read_text()


def test_a_file_that_its_owner_has_write_protected_stays(path: Path, tmp_path: Path) -> None:
    write(path, BY_HAND, 0o400)
    with pytest.raises(ProfileError, match="write-protected"):
        set_value(path, tmp_path, "settings", "theme", "dracula")
    assert path.read_text() == BY_HAND


def test_tables_about_the_screen_take_no_right_away(path: Path, tmp_path: Path) -> None:
    write(path, '[settings]\nno_such = 1\n[keys]\n"no.such" = "x"\n')
    config = read_config({}, tmp_path)
    assert (config.rights, config.problems) == (NO_CONFIG.rights, ())
    assert config.screen == {"settings": {"no_such": 1}, "keys": {"no.such": "x"}}
