"""No text holds a secret, however the keys are kept; each says where they are instead."""

from __future__ import annotations

import pytest

from jos_tui.browse.snippets.forms import FORMS, written
from jos_tui.browse.snippets.snippet import Snippet, Subject
from jos_tui.core.errors import CannotBeNamed
from jos_tui.profiles.profile import Profile
from tests.browse.snippets.subjects import (
    ACCESS_KEY,
    PROFILES,
    SECRET_KEY,
    SUBJECTS,
    TOKEN,
    obj,
    sub,
)


def text_of(name: str, profile: Profile, subject: Subject) -> Snippet:
    try:
        return FORMS[name].write(profile, subject)
    except CannotBeNamed as error:
        return Snippet((str(error),))


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_no_text_holds_a_key(name: str, profile: Profile) -> None:
    for subject in SUBJECTS:
        snippet = text_of(name, profile, subject)
        assert snippet.text
        for secret in (SECRET_KEY, TOKEN, ACCESS_KEY):
            assert secret not in snippet.text + snippet.note


@pytest.mark.parametrize("name", ["xarray", "s3fs", "rclone", "s3cmd", "s5cmd", "curl"])
def test_keys_that_no_file_holds_are_asked_for_by_their_variables(name: str) -> None:
    note = FORMS[name].write(PROFILES["typed in"], SUBJECTS[0]).note
    assert "AWS_ACCESS_KEY_ID" in note
    assert "AWS_SECRET_ACCESS_KEY" in note
    assert "cedadev-o (typed in)" in note


def test_a_text_does_not_show_itself_in_a_traceback() -> None:
    assert "hidden" not in repr(Snippet(("hidden",)))


def test_a_list_has_a_line_for_each_and_each_note_once() -> None:
    snippet = written(FORMS["curl"].write, PROFILES["typed in"], [SUBJECTS[0]] * 3)
    assert len(snippet.text.splitlines()) == 3
    assert snippet.note.count("AWS_ACCESS_KEY_ID") == 1


def test_the_one_of_many_that_cannot_be_named_is_said() -> None:
    subjects = [*SUBJECTS[:1], obj("a//b"), *SUBJECTS]
    with pytest.raises(CannotBeNamed) as caught:
        written(FORMS["rclone"].write, PROFILES["typed in"], subjects)
    assert caught.value.reason.startswith("s3://bucket/a//b: ")


@pytest.mark.parametrize("name", FORMS)
def test_a_name_that_is_no_text_has_a_url_and_nothing_else(name: str) -> None:
    """curl names it by its URL, and saves it under a name of its own."""
    subject = obj("a\udcff.nc") if name != "zarr" else sub("a\udcff/")
    if name in {"url", "curl"}:
        assert "/bucket/a%FF.nc" in FORMS[name].write(PROFILES["typed in"], subject).text
        return
    with pytest.raises(CannotBeNamed, match="no Unicode text"):
        FORMS[name].write(PROFILES["typed in"], subject)
