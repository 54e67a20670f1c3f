"""Text for other programs: what is shown and sent, for one row and for many, on both sides."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jos_tui.browse.snippets.forms import FORMS
from jos_tui.core.background import CancelToken
from jos_tui.keymap import ACTIONS, Group
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.copied import CopiedDialog
from jos_tui.ui.dialogs.presign import PresignDialog
from jos_tui.ui.dialogs.url_file import UrlFileDialog
from jos_tui.ui.wire.clipboard import MOST_BYTES
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, press, running, said, shown, until, until_shown

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
INSIDE = Profile(
    "cedadev-o",
    (Endpoint("cedadev-o.s3.jc.rl.ac.uk", secure=False),),
    "key",
    Secret("the-secret"),
    source="typed in",
)


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)


def copied(pilot: Pilot[None]) -> str:
    """Return what was sent, once it is shown."""
    dialog = pilot.app.screen
    assert isinstance(dialog, CopiedDialog), shown(pilot)
    assert "Sent to the terminal's clipboard" in shown(pilot)
    return dialog.text


def in_front(pilot: Pilot[None]) -> object:
    return pilot.app.screen


def keys_of(group: Group) -> dict[str, str]:
    return {action.id: action.keys[0] for action in ACTIONS if action.group is group}


def test_every_text_has_a_key_and_every_key_a_text() -> None:
    names = {action_id.removeprefix("copy.") for action_id in keys_of(Group.COPY)}
    assert names == {*FORMS, "presigned", "file"}


@SIZES
async def test_each_key_shows_a_text_and_any_key_closes_it(
    server: S3Server, filled: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        for action_id, keys in keys_of(Group.COPY).items():
            name = action_id.removeprefix("copy.")
            if name not in FORMS:
                continue
            row = "a/" if name == "zarr" else "README.txt"
            browser(pilot).table.move_cursor_to(row)
            await press(pilot, *keys.split(" "))
            assert filled in copied(pilot) or copied(pilot) == row
            assert FORMS[name].title in shown(pilot)
            first = copied(pilot).splitlines()[0][:12]
            assert any(line.startswith(first) for line in shown(pilot).splitlines()), shown(pilot)
            await press(pilot, "enter")
            assert in_front(pilot) is browser(pilot)


async def test_a_list_of_all_that_is_marked(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        await press(pilot, "a", "c", "c")
        assert copied(pilot).splitlines() == [
            f"s3://{filled}/a/deep/",
            f"s3://{filled}/a/one.nc",
            f"s3://{filled}/a/two.nc",
        ]
        await press(pilot, "escape", "c", "r")
        assert [line.split()[:2] for line in copied(pilot).splitlines()] == [
            ["rclone", "copy"],
            ["rclone", "copyto"],
            ["rclone", "copyto"],
        ]
        await press(pilot, "escape", "c", "x")
        assert in_front(pilot) is browser(pilot)
        assert "for one row" in said(pilot)


async def test_a_key_of_two_lines_is_shown_as_one_and_sent_as_it_is(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "two\nlines", b"", CancelToken())
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "c", "c")
        assert copied(pilot) == f"s3://{bucket}/two\nlines"
        assert f"s3://{bucket}/two␊lines" in shown(pilot)
        assert "what is sent is exact" in shown(pilot)


async def test_what_a_program_cannot_name_is_said_and_not_sent(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/b/") as pilot:
        await press(pilot, "c", "r")
        assert in_front(pilot) is browser(pilot)
        assert "rclone cannot name this key" in said(pilot)


async def test_a_presigned_url_is_asked_how_long_it_lasts_and_copied(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/", size=SMALL) as pilot:
        browser(pilot).table.move_cursor_to("a/one.nc")
        await press(pilot, "c", "p")
        assert isinstance(in_front(pilot), PresignDialog)
        assert "object one.nc" in shown(pilot)
        assert shown(pilot).count("until 20") == 4
        await press(pilot, "j", "j", "enter")
        assert "X-Amz-Expires=86400&" in copied(pilot)
        assert "Ends 20" in shown(pilot)
        assert server.secret_key not in shown(pilot)
        await press(pilot, "escape", "c", "p", "escape")
        assert in_front(pilot) is browser(pilot)


async def test_a_presigned_url_is_in_no_log_of_what_was_done(
    server: S3Server, filled: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        browser(pilot).table.move_cursor_to("a/one.nc")
        await press(pilot, "c", "p", "enter")
        signature = copied(pilot).rpartition("=")[2]
        await press(pilot, "escape")
        assert signature not in shown(pilot)
        folder = browser(pilot).session.home.folder
        written = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
        assert not [content for content in written if signature.encode() in content]


async def test_a_prefix_and_access_without_keys_are_not_presigned(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("a/")
        await press(pilot, "c", "p")
        assert in_front(pilot) is browser(pilot)
        assert "for objects" in said(pilot)
    nobody = server.profile(access_key="", secret_key=None)
    async with running(nobody, f"s3://{filled}/a/") as pilot:
        await press(pilot, "c", "p")
        assert in_front(pilot) is browser(pilot)
        assert "no keys to sign with" in said(pilot)


async def test_temporary_keys_are_said_to_end_a_url(server: S3Server, filled: str) -> None:
    profile = server.profile(session_token=Secret("the-token"))
    async with running(profile, f"s3://{filled}/a/") as pilot:
        browser(pilot).table.move_cursor_to("a/one.nc")
        await press(pilot, "c", "p")
        assert "temporary" in shown(pilot)


async def test_text_for_the_other_side_of_jasmin(server: S3Server, filled: str) -> None:
    """The rows are those of a server here; the text is for where the profile says they are."""
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        browser(pilot).table.move_cursor_to("a/one.nc")
        await press(pilot, "c", "u")
        assert "JASMIN" not in shown(pilot)
        await press(pilot, "o", "escape")
        browser(pilot).session.profile = INSIDE
        await press(pilot, "c", "u")
        inside = f"http://cedadev-o.s3.jc.rl.ac.uk/{filled}/a/one.nc"
        assert copied(pilot) == inside
        assert "for outside JASMIN" in shown(pilot)
        await press(pilot, "o")
        assert copied(pilot) == f"https://cedadev-o.s3-ext.jc.rl.ac.uk/{filled}/a/one.nc"
        assert "for inside JASMIN" in shown(pilot)
        await press(pilot, "o")
        assert copied(pilot) == inside
        await press(pilot, "escape", "c", "p", "enter")
        here = copied(pilot)
        await press(pilot, "o")
        assert copied(pilot).startswith("https://cedadev-o.s3-ext")
        assert copied(pilot).rpartition("=")[2] != here.rpartition("=")[2], "the host is signed"


async def test_what_is_too_large_is_shown_and_not_sent(
    server: S3Server, store: Store, bucket: str
) -> None:
    for number in range(MOST_BYTES // 900):
        store.put(bucket, f"{number:03}" + "k" * 1000, b"", CancelToken())
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "a", "c", "k")
        assert "Not sent to the terminal's clipboard" in shown(pilot)
        assert "000kkk" in shown(pilot)


@pytest.mark.parametrize("term", ["linux", "dumb"])
async def test_a_terminal_without_a_clipboard_is_sent_nothing(
    server: S3Server, filled: str, monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        monkeypatch.setenv("TERM", term)
        await press(pilot, "c", "c")
        assert "This terminal has no clipboard" in shown(pilot)
        assert f"s3://{filled}/a/deep/" in shown(pilot)


@SIZES
async def test_urls_of_all_that_is_below_are_written_to_a_file(
    server: S3Server, filled: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        browser(pilot).table.move_cursor_to("a/")
        await press(pilot, "c", "w")
        assert isinstance(in_front(pilot), UrlFileDialog)
        assert "‹curl -K›" in shown(pilot)
        assert "Esc cancel" in shown(pilot)
        await press(pilot, "ctrl+u", *str(tmp_path / "urls"), "enter")
        assert in_front(pilot) is browser(pilot)
        assert "3 URLs written" in said(pilot)
        assert "curl -K" in said(pilot)
        text = (tmp_path / "urls").read_text()
        assert stat.S_IMODE((tmp_path / "urls").stat().st_mode) == 0o600
        assert text.count("X-Amz-Expires=86400&") == 3
        assert 'output = "a/deep/three.nc"' in text

        await press(pilot, "c", "w", "ctrl+u", *str(tmp_path / "urls"), "enter")
        assert "This name is taken" in shown(pilot)
        await press(pilot, *"2", "tab", "tab", "right", "tab", "left", "enter")
        assert (tmp_path / "urls2").read_text().splitlines() == [
            f"{server.endpoint.url}/{filled}/a/{name}"
            for name in ("deep/three.nc", "one.nc", "two.nc")
        ]


async def test_writing_can_be_stopped_and_leaves_nothing(
    server: S3Server, filled: str, proxy: FaultProxy, tmp_path: Path
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    folder = tmp_path / "here"
    folder.mkdir()
    async with running(profile, f"s3://{filled}/", size=SMALL) as pilot:
        browser(pilot).table.move_cursor_to("a/")
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "prefix=a%2F", None))
        await press(pilot, "c", "w", "ctrl+u", *str(folder / "urls"))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: proxy.struck(stall) > 0, "the listing is asked for")
        await until_shown(pilot, "Writing… Esc stops")
        await press(pilot, "escape")
        assert "Stopped; nothing was written." in shown(pilot)
        assert list(folder.iterdir()) == []
        proxy.heal()
        await press(pilot, "enter")
        assert "3 URLs written" in said(pilot)


async def test_a_refused_listing_is_said_where_the_file_is_asked_for(
    server: S3Server, filled: str, proxy: FaultProxy, tmp_path: Path
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/", size=SMALL) as pilot:
        browser(pilot).table.move_cursor_to("a/")
        denied = s3_error("AccessDenied", "Access Denied.")
        proxy.inject(Fault(FaultKind.CANNED, "prefix=a%2F", None, status=403, body=denied))
        await press(pilot, "c", "w", "ctrl+u", *str(tmp_path / "urls"), "enter")
        assert isinstance(in_front(pilot), UrlFileDialog)
        assert "Access denied" in shown(pilot)
        assert not (tmp_path / "urls").exists()


async def test_without_keys_a_file_has_plain_urls(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    nobody = server.profile(access_key="", secret_key=None)
    async with running(nobody, f"s3://{filled}/a/") as pilot:
        await press(pilot, "c", "w")
        assert "Presigned" not in shown(pilot)
        await press(pilot, "ctrl+u", *str(tmp_path / "urls"), "enter")
        assert "X-Amz" not in (tmp_path / "urls").read_text()


async def test_the_pop_up_shows_what_may_follow(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=SMALL) as pilot:
        await press(pilot, "c")
        for words in ("p  presigned URL", "x  xarray", "5  s5cmd", "w  file of URLs"):
            assert words in shown(pilot)
