"""Asks for a store: a JASMIN tenancy name or an address, and keys."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from jos_tui.core.errors import ProfileError
from jos_tui.core.text import printable
from jos_tui.profiles.endpoint import parse_endpoint, with_endpoint
from jos_tui.profiles.profile import TYPED_IN, Profile
from jos_tui.profiles.secret import Secret
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput
from jos_tui.ui.words import error_lines


class ConnectDialog(Dialog[Profile]):
    """Answers a profile that holds for this session; nothing typed here is written to disk.

    Given an incomplete profile it asks only for the address.
    """

    TITLE_TEXT = "Connect to an object store"
    HINTS = (
        Hint("Enter", "next, connect"),
        Hint("Tab", "next"),
        Hint("Esc", "cancel", "leave"),
    )

    def __init__(self, incomplete: Profile | None = None) -> None:
        super().__init__()
        self._incomplete = incomplete

    def body(self) -> Iterable[Widget]:
        """The address, and the keys unless they are known."""
        if self._incomplete is not None:
            known = f"Keys of {self._incomplete.name} from {self._incomplete.source}"
            yield Static(Content(printable(known)), classes="subject")
        yield Static("JASMIN tenancy such as cedadev-o, or the store's address", classes="label")
        yield TextInput(id="address", compact=True)
        if self._incomplete is None:
            yield Static("Access key (token); leave empty for anonymous access", classes="label")
            yield TextInput(id="access-key", compact=True)
            yield Static("Secret key", classes="label")
            yield TextInput(id="secret-key", password=True, compact=True)
        yield Static(classes="problem")
        with Horizontal(classes="buttons"):
            yield Button("Connect", id="connect", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field; from the last one connect."""
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

    def _connect(self) -> None:
        try:
            self.dismiss(self._profile())
        except ProfileError as error:
            self.query_one(".problem", Static).update(Content(error_lines(error)))

    def _profile(self) -> Profile:
        address = self.query_one("#address", Input).value.strip()
        if self._incomplete is not None:
            return with_endpoint(self._incomplete, address)
        endpoints = parse_endpoint(address)
        access_key = self.query_one("#access-key", Input).value.strip()
        secret = self.query_one("#secret-key", Input).value
        if bool(access_key) != bool(secret):
            raise ProfileError(
                "Access key and secret key come together",
                "One of them is empty",
                "Fill in both, or neither for anonymous access.",
            )
        return Profile(
            name=address,
            endpoints=endpoints,
            access_key=access_key,
            secret_key=Secret(secret) if secret else None,
            source=TYPED_IN,
        )
