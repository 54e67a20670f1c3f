"""After the store has refused the keys: those that are in their file by now are used."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import BadCredentials, JosError, ProfileError
from jos_tui.core.text import printable
from jos_tui.profiles import environment
from jos_tui.profiles.connection_id import ConnectionId
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import TYPED_IN, Profile
from jos_tui.ui.asking import ask
from jos_tui.ui.connections.elsewhere import gone

if TYPE_CHECKING:
    from jos_tui.store.trying import Tried
    from jos_tui.ui.browser.screen import BrowserScreen

_REFUSED = "The store still refuses these keys"
_OTHERS = "{go.connections} shows the connections there are."


def renew_keys(browser: BrowserScreen) -> None:
    """Read the profile again where it came from, say what has come of that, and ask again.

    Lives on the UI thread, and does not block it.
    """
    browser.owner.connecting.read_again(
        partial(_take_found, browser), partial(_ask_with_the_same, browser)
    )


def _take_found(browser: BrowserScreen, found: Found) -> None:
    connection = ConnectionId.of(browser.session.profile)
    profile = connection.among(found.profiles)
    if profile is not None:
        take_keys(browser, found.braked(profile))
        return
    error = gone(connection, found.problems, browser.with_keys(_OTHERS))
    _ask_with_the_same(browser, _same(browser) if connection.source == TYPED_IN else error)


def take_keys(browser: BrowserScreen, profile: Profile) -> None:
    """Ask with the keys of a profile of the same connection, and say so if they are others.

    The address stays the one that was found to answer.
    """
    session = browser.session
    if _keys_of(profile) == _keys_of(session.profile):
        _ask_with_the_same(browser, _same(browser))
        return
    session.take_keys(replace(profile, endpoints=session.profile.endpoints))
    if not browser.is_attached:
        return
    browser.show_connection()
    if not browser.level.location.is_bucket_list:
        browser.tree_pane.load_buckets()
    browser.refresh_level()
    source = printable(profile.source)
    browser.say(f"The store refused the keys: those that are in {source} now are used")


def _ask_with_the_same(browser: BrowserScreen, error: JosError) -> None:
    """Say why there are no other keys, unless these are accepted by now."""
    session, token = browser.session, CancelToken()
    if not isinstance(session.denied, BadCredentials):  # which do not permit this, or did not
        browser.refresh_level()
        return

    def question() -> Tried:
        from jos_tui.store.trying import try_endpoint

        return try_endpoint(session.profile, token)

    def answered(tried: Tried) -> None:
        if isinstance(tried.error, BadCredentials):
            browser.say_error(error)
        else:
            browser.refresh_level()

    ask(browser, session.listing, question, answered, browser.say_error, token)


def _same(browser: BrowserScreen) -> ProfileError:
    source = browser.session.profile.source
    if source == TYPED_IN:
        return ProfileError(
            _REFUSED,
            "They were typed in, so no file has others",
            browser.with_keys("{go.connections} leads to where others are typed."),
        )
    if source == environment.SOURCE:
        return ProfileError(
            _REFUSED, "They are from the environment of this program", "Start it with others."
        )
    return ProfileError(
        _REFUSED,
        f"{source} holds no others",
        browser.with_keys("Put new ones there, then {level.refresh} takes them."),
    )


def _keys_of(profile: Profile) -> tuple[object, ...]:
    return profile.access_key, profile.secret_key, profile.session_token
