"""What is to be known of a connection is seen all the time; what is protected is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
import trustme

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Location
from jos_tui.profiles.config import Brakes, Config, Table
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Endpoint, Profile, Rights, Verification
from jos_tui.settings import OUR_THEMES
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.delete import DeleteDialog
from jos_tui.ui.look import Look
from jos_tui.ui.widgets.path_bar import Badge, PathBar
from jos_tui.ui.widgets.status_line import Tone
from jos_tui.ui.words import badges_of
from tests.store.support import all_keys
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, said, settle, shown

NOW = CancelToken()


@pytest.mark.parametrize(
    ("address", "secure", "texts"),
    [
        ("store.example", False, ["unencrypted"]),
        ("store.example", True, []),
        ("cedadev-o.s3.jc.rl.ac.uk", False, []),
        ("cedadev-o.s3-ext.jc.rl.ac.uk", False, ["unencrypted"]),
        ("127.0.0.1:9000", False, []),
        ("[::1]:9000", False, []),
        ("192.168.1.2:9000", False, ["unencrypted"]),
    ],
)
def test_keys_in_the_clear_have_a_badge(address: str, secure: bool, texts: list[str]) -> None:
    profile = Profile("p", (Endpoint(address, secure),), "ACCESS")
    assert [badge.text for badge in badges_of(profile)] == texts
    assert badges_of(replace(profile, access_key="")) == ()


def test_only_a_certificate_can_be_left_unchecked() -> None:
    profile = Profile("p", (Endpoint("s.example", True),), verification=Verification.NONE)
    assert badges_of(profile) == (Badge("TLS unchecked", Tone.ERROR),)
    plain = replace(profile, endpoints=(Endpoint("s.example", False),))
    assert badges_of(plain) == ()


@pytest.mark.parametrize("width", [120, 80, 40])
@pytest.mark.parametrize("theme", OUR_THEMES)
async def test_badges_are_seen_however_narrow_it_is(
    server: S3Server, bucket: str, width: int, theme: str
) -> None:
    with FaultProxy(server.endpoint, tls=trustme.CA()) as proxy:
        profile = replace(
            server.profile(endpoints=(proxy.endpoint,)),
            rights=Rights.READ,
            verification=Verification.NONE,
        )
        look = Look(theme, rest_seconds=None)
        async with running(profile, f"s3://{bucket}/", look=look) as pilot:
            await pilot.resize_terminal(width, 24)
            await settle(pilot)
            assert shown(pilot).splitlines()[0].startswith("  TLS unchecked   read-only  ")
            bar = browser(pilot).query_one(PathBar)
            badge = next(segment for segment in bar.render_line(0) if "TLS" in segment.text)
            assert badge.style is not None
            assert badge.style.reverse
            assert badge.style.bold


FILE = "~/.s3cfg can be read by other users of this machine: chmod 600 ~/.s3cfg"


async def test_what_is_urgent_is_said_once_when_the_screen_opens(
    server: S3Server, bucket: str
) -> None:
    found = Found((server.profile(),), warnings=(FILE,))
    async with running(None, found=found) as pilot:
        assert said(pilot) == FILE
        await press(pilot, "escape")
        assert said(pilot) == ""
        await press(pilot, "g", "h")
        await press(pilot, "enter")
        assert said(pilot) == ""


async def test_of_many_urgent_things_the_first_is_said_and_where_the_others_are(
    server: S3Server,
) -> None:
    broken = ProfileError("config.toml, line 3: \x1b[31m is not known")
    brakes = Brakes(Config(problems=(broken,), rights=Rights.READ))
    profile = brakes.applied_to(server.profile())
    found = Found((profile,), (broken,), warnings=(FILE,), brakes=brakes)
    async with running(None, found=found) as pilot:
        assert said(pilot).startswith("config.toml, line 3: ␛[31m is not known.")
        assert said(pilot).endswith("(and 1 more: jos-tui config, jos-tui profiles)")
        assert shown(pilot).splitlines()[0].startswith("  read-only  ")


async def test_what_is_in_order_needs_no_saying(server: S3Server) -> None:
    found = Found((server.profile(),), notes=("[x] is skipped",))
    async with running(None, found=found) as pilot:
        assert said(pilot) == ""


async def test_a_connection_that_is_typed_in_gets_what_is_configured_for_it(
    server: S3Server,
) -> None:
    brakes = Brakes(Config((Table("typed", Rights.READ),)))
    async with running(None, found=Found(brakes=brakes)) as pilot:
        pilot.app.connecting.connect(replace(server.profile(), name="typed"))  # type: ignore[attr-defined]
        await settle(pilot)
        assert shown(pilot).splitlines()[0].startswith("  read-only  ")


# -- protected -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_single_object_that_is_protected_goes_by_its_name(
    server: S3Server, store: Store, bucket: str, size: tuple[int, int]
) -> None:
    store.put(bucket, "kept.nc", b"1", NOW)
    profile = replace(server.profile(), protected=(f"{bucket}/*.nc",))
    async with running(profile, f"s3://{bucket}/", size=size) as pilot:
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, DeleteDialog)
        assert f"Protected: {bucket}/*.nc" in shown(pilot)
        assert "kept.nc  to confirm" in shown(pilot)
        await press(pilot, *"yes", "enter")
        assert "Nothing was deleted" in shown(pilot)
        assert all_keys(store, Location(bucket)) == ["kept.nc"]
        await press(pilot, "ctrl+u", *"kept.nc", "enter")
        assert all_keys(store, Location(bucket)) == []


async def test_marked_rows_with_one_protected_among_them_go_by_the_buckets_name(
    server: S3Server, store: Store, bucket: str
) -> None:
    for key in ("a", "keep/b"):
        store.put(bucket, key, b"1", NOW)
    profile = replace(server.profile(), protected=(f"{bucket}/keep/*",))
    async with running(profile, f"s3://{bucket}/") as pilot:
        await press(pilot, "a")
        await press(pilot, "d")
        assert f"Type  {bucket}  to confirm" in shown(pilot)
        await press(pilot, *bucket, "enter")
        assert all_keys(store, Location(bucket)) == []


async def test_what_is_not_protected_goes_after_a_yes(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "a.txt", b"1", NOW)
    profile = replace(server.profile(), protected=(f"{bucket}/*.nc",))
    async with running(profile, f"s3://{bucket}/") as pilot:
        await press(pilot, "d")
        await press(pilot, "tab", "enter")
        assert all_keys(store, Location(bucket)) == []
