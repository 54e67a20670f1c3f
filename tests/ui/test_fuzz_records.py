"""Whatever a store says of versions, unfinished uploads and contents: only letters are drawn.

See test_fuzz.py; these are the screens that lead on from the list of objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.profiles.profile import Profile
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.settings import SettingsDialog
from jos_tui.ui.leftovers.markers_screen import MarkersScreen
from jos_tui.ui.leftovers.older_screen import OlderScreen
from jos_tui.ui.leftovers.uploads_screen import UploadsScreen
from jos_tui.ui.preview.plain_screen import PlainScreen
from jos_tui.ui.versions.as_of_screen import AsOfScreen
from jos_tui.ui.versions.deleted_screen import DeletedScreen
from jos_tui.ui.versions.object_screen import VersionsScreen
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request
from tests.support.fuzz import fuzzed, listing
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, browser, press, settle
from tests.ui.on_the_wire import TALL, assert_drawn_safely, assert_sent_safely, drawing

XML = {"Content-Type": "application/xml"}
NUMBER = 300
NO_XML = {*map(chr, range(0x20)), *map(chr, range(0xD800, 0xE000)), "\ufffe", "\uffff"}


@pytest.fixture
def profile(server: S3Server, proxy: FaultProxy) -> Profile:
    """A connection to a store that answers what the proxy is told."""
    return server.profile(endpoints=(proxy.endpoint,))


def answers(proxy: FaultProxy, what: str, body: bytes) -> None:
    """Answer so to every question for ``what``."""

    def is_meant(request: Request) -> bool:
        return what in {pair.partition("=")[0] for pair in request.query.split("&")}

    proxy.inject(Fault(FaultKind.CANNED, is_meant, None, 0, 200, XML, body))


def key_of(name: str) -> str:
    return f"<Key>{quote(name.encode(errors='surrogateescape'), safe='')}</Key>"


def versions(kind: str, rows: Iterable[tuple[str, str]], *, latest: bool) -> bytes:
    """Return a list of versions or delete markers of these keys and ids."""
    said = "".join(
        f"<{kind}>{key_of(key)}<VersionId>{escape(version_id)}</VersionId><Size>1</Size>"
        f"<IsLatest>{str(latest).lower()}</IsLatest>"
        f"<LastModified>2026-01-31T09:00:00.000Z</LastModified></{kind}>"
        for key, version_id in rows
    )
    root = "ListVersionsResult"
    return f"<{root}><EncodingType>url</EncodingType>{said}</{root}>".encode()


def sorted_as_bytes(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: name.encode(errors="surrogateescape"))


def for_xml(names: Sequence[str]) -> list[str]:
    """Return those of which nothing is lost in XML."""
    return [name for name in names if not NO_XML & set(name)]


async def look_at(pilot: Pilot[None], screen: type[object], rows: int = NUMBER) -> None:
    """Look at all rows of a screen."""
    assert isinstance(pilot.app.screen, screen)
    assert_drawn_safely(pilot)
    for _ in range(rows // (TALL[1] - 12) + 1):
        await press(pilot, "pagedown")
        assert_drawn_safely(pilot)


async def hear_what_is_asked(pilot: Pilot[None]) -> None:
    """Look at the question before a row goes."""
    before = pilot.app.screen
    await press(pilot, "space", "d")
    assert pilot.app.screen is not before
    assert_drawn_safely(pilot)


async def test_the_versions_of_an_object(profile: Profile, proxy: FaultProxy) -> None:
    [name, *ids] = for_xml(fuzzed(3 * NUMBER, 21))
    answers(proxy, "versions", versions("Version", [(name, one) for one in ids], latest=False))
    answers(proxy, "list-type", listing([name]))
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "V")
        await look_at(pilot, VersionsScreen)
        await hear_what_is_asked(pilot)


async def test_deleted_objects(profile: Profile, proxy: FaultProxy) -> None:
    rows = [(name, "1") for name in sorted_as_bytes(fuzzed(NUMBER, 22))]
    answers(proxy, "versions", versions("DeleteMarker", rows, latest=True))
    answers(proxy, "list-type", listing(()))
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "L", "d")
        await look_at(pilot, DeletedScreen)


async def test_older_versions(profile: Profile, proxy: FaultProxy) -> None:
    rows = [(name, "1") for name in sorted_as_bytes(fuzzed(NUMBER, 23))]
    answers(proxy, "versions", versions("Version", rows, latest=False))
    answers(proxy, "list-type", listing(()))
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "L", "v")
        await look_at(pilot, OlderScreen)


async def test_what_was_there_at_a_moment(profile: Profile, proxy: FaultProxy) -> None:
    rows = [(name, "1") for name in sorted_as_bytes(fuzzed(NUMBER, 24))]
    answers(proxy, "versions", versions("Version", rows, latest=True))
    answers(proxy, "list-type", listing(()))
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "T", *"2026-02-01", "enter")
        await look_at(pilot, AsOfScreen)


async def test_unfinished_uploads(profile: Profile, proxy: FaultProxy) -> None:
    said = "".join(
        f"<Upload>{key_of(name)}<UploadId>{escape(name)}</UploadId></Upload>"
        for name in for_xml(fuzzed(3 * NUMBER, 25))
    )
    root = "ListMultipartUploadsResult"
    body = f"<{root}><EncodingType>url</EncodingType>{said}</{root}>".encode()
    answers(proxy, "uploads", body)
    answers(proxy, "list-type", listing(()))
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "L", "u")
        await look_at(pilot, UploadsScreen)


async def test_markers_of_folders(profile: Profile, proxy: FaultProxy) -> None:
    page = listing([f"{name}/" for name in fuzzed(NUMBER, 26)])
    answers(proxy, "list-type", page.replace(b"<Size>1<", b"<Size>0<"))
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "L", "m")
        await look_at(pilot, MarkersScreen)


async def test_what_is_in_an_object(server: S3Server, store: Store, bucket: str) -> None:
    """As text, and byte by byte."""
    text = "\n".join(fuzzed(1000, 27)).encode(errors="surrogateescape")
    store.put(bucket, "x.txt", text, CancelToken())
    async with drawing(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "f3")
        for _ in range(2):
            assert isinstance(pilot.app.screen, PlainScreen)
            for _ in range(5):
                assert_drawn_safely(pilot)
                await press(pilot, "pagedown")
            await press(pilot, "x")


@pytest.mark.parametrize("keys", ["r", "cp", "cw", "ack", "acr", "ayp"])
async def test_what_is_asked_and_said_of_rows(
    profile: Profile, proxy: FaultProxy, keys: str
) -> None:
    """A new name, a URL for a while, a file of URLs, what was copied of many rows, and pasted."""
    names = fuzzed(60, 28)
    answers(proxy, "list-type", listing(["".join(names[at : at + 10]) for at in range(0, 60, 10)]))
    async with drawing(profile, "s3://bucket/", size=SMALL) as pilot:
        for _ in range(5):
            await press(pilot, *keys)
            assert_sent_safely(pilot)
            await press(pilot, "escape", "escape", "j")
        await press(pilot, *keys)
        assert pilot.app.screen is not browser(pilot) or keys.startswith("ac")
        assert_drawn_safely(pilot)


async def test_settings_and_what_is_wrong_with_them(
    profile: Profile, proxy: FaultProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is the user's, and may have come from anywhere."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "jos-tui").mkdir()
    values = for_xml(fuzzed(60, 29))
    lines = ["[screen]", *(f"{quoted(one)} = {quoted(one)}" for one in values)]
    (tmp_path / "jos-tui" / "config.toml").write_text("\n".join(lines), encoding="utf-8")
    answers(proxy, "list-type", listing(()))
    async with drawing(profile, "s3://bucket/") as pilot:
        assert_drawn_safely(pilot)
        await press(pilot, "g", "s")
        assert isinstance(pilot.app.screen, SettingsDialog)
        assert_drawn_safely(pilot)
        await settle(pilot)


def quoted(text: str) -> str:
    """Return a TOML string."""
    signs = (
        f"\\U{ord(sign):08x}" if ord(sign) < 0x20 or sign in '"\\' or ord(sign) == 0x7F else sign
        for sign in text
    )
    return f'"{"".join(signs)}"'
