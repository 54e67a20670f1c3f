"""Asks for a store: a JASMIN tenancy, an address, or where data are; and for keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Location, Target
from jos_tui.core.text import printable
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.typed import (
    NOWHERE,
    at_address,
    known_at,
    likely_address,
    read_address,
    typed_profile,
)
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.choice import Choice
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput
from jos_tui.ui.words import error_lines

_STORE = "JASMIN tenancy such as cedadev-o, or an address of a store or of data"
_KEY = "Access key (token); leave empty for public data"


class Keep(Enum):
    """Where what was typed is kept."""

    SESSION = "for this session"
    CONFIG = "in config.toml"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was asked for. ``known`` is the profile that was found and is used, None for none."""

    profile: Profile
    start: Target = NOWHERE
    keep: Keep = Keep.SESSION
    known: Profile | None = None


class ConnectDialog(Dialog[Typed]):
    """Answers a profile; nothing typed here is written to disk unless that is chosen.

    Given an incomplete profile it asks only for the address. Where keys for the store are among
    ``known`` they are used, unless others are typed.
    """

    TITLE_TEXT = "Connect to an object store"
    HINTS = (
        Hint("Enter", "next, connect"),
        Hint("Tab", "next"),
        Hint("Esc", "cancel", "leave"),
    )

    def __init__(self, known: Sequence[Profile] = (), incomplete: Profile | None = None) -> None:
        super().__init__()
        self._known = tuple(known)
        self._incomplete = incomplete
        self._start = NOWHERE

    def body(self) -> Iterable[Widget]:
        """The address, the keys unless they are known, and whether to keep them."""
        incomplete, address = self._incomplete, ""
        if incomplete is not None:
            words = f"Keys of {incomplete.name} from {incomplete.source}"
            yield Static(Content(printable(words)), classes="subject")
            address = likely_address(incomplete)
        yield Static(Content(_STORE), id="store-label", classes="label")
        yield TextInput(address, id="address", compact=True)
        if incomplete is None:
            yield Static(Content(_KEY), id="key-label", classes="label")
            yield TextInput(id="access-key", compact=True)
            yield Static("Secret key", classes="label")
            yield TextInput(id="secret-key", password=True, compact=True)
        yield Choice("Keep it", list(Keep), id="keep")
        yield Static(classes="problem")
        with Horizontal(classes="buttons"):
            yield Button("Connect", id="connect", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take back what was said, and say whether keys are known for the store."""
        self.query_one(".problem", Static).update()
        if event.input.id == "address" and self._incomplete is None:
            self.query_one("#key-label", Static).update(Content(self._label_of_key()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field; from the last one connect."""
        if event.input.id == "address" and not self._is_address_usable():
            return
        inputs = list(self.query(Input))
        following = inputs[inputs.index(event.input) + 1 :]
        if following and event.value:
            self.set_focus(following[0])
        else:
            self._connect()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Connect or leave."""
        if event.button.id == "connect":
            self._connect()
        else:
            self.dismiss(None)

    # -- the address -----------------------------------------------------------------------------

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _label_of_key(self) -> str:
        try:
            known = known_at(read_address(self._value("address")).endpoints, self._known)
        except ProfileError:
            known = None
        if known is None:
            return _KEY
        return printable(f"Access key; leave empty for that of {known.name}, from {known.source}")

    def _is_address_usable(self) -> bool:
        try:
            return bool(self._endpoints())
        except ProfileError as error:
            self._say(error)
            return False

    def _endpoints(self) -> tuple[Endpoint, ...]:
        """Return where to connect to; after an ``s3://`` address ask for the store it is in."""
        address = read_address(self._value("address"))
        if address.start.bucket:
            self._start = address.start
        if not address.endpoints:
            uri = printable(Location(address.start.bucket, address.start.key).uri)
            label = f"Tenancy or address of the store that holds {uri}"
            self.query_one("#store-label", Static).update(Content(label))
            with self.prevent(Input.Changed):
                self.query_one("#address", Input).value = ""
            raise ProfileError(
                "s3:// names a bucket, not the store it is in",
                "",
                f"Type the {label[0].lower()}{label[1:]}.",
            )
        return address.endpoints

    # -- the answer ------------------------------------------------------------------------------

    def _connect(self) -> None:
        try:
            self.dismiss(self._typed())
        except ProfileError as error:
            self._say(error)

    def _say(self, error: ProfileError) -> None:
        self.query_one(".problem", Static).update(Content(error_lines(error)))

    def _typed(self) -> Typed:
        endpoints = self._endpoints()
        keep = self.query_one(Choice).chosen(Keep)
        incomplete = self._incomplete
        if incomplete is not None:
            profile = at_address(incomplete, endpoints)
            return Typed(profile, self._start, keep, incomplete)
        access_key, secret = self._value("access-key"), self.query_one("#secret-key", Input).value
        known = None if access_key or secret else known_at(endpoints, self._known)
        if known is not None:
            return Typed(at_address(known, endpoints), self._start, keep, known)
        names = (name for one in self._known for name in (one.name, *one.also_named))
        return Typed(typed_profile(endpoints, access_key, secret, names), self._start, keep)
