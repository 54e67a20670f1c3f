"""Changes what config.toml says of a connection."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from jos_tui.core.errors import ProfileError
from jos_tui.core.text import printable
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.expiry import read_date
from jos_tui.profiles.profile import Profile
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput
from jos_tui.ui.words import error_lines


class EditDialog(Dialog[dict[str, str]]):
    """Answers the settings to write. An empty field leaves what is there as it is.

    Keys are asked for only where they are kept in config.toml: those of another program's file are
    changed there.
    """

    HINTS = (Hint("Enter", "next, save"), Hint("Tab", "next"), Hint("Esc", "cancel", "leave"))

    def __init__(self, profile: Profile, *, is_ours: bool) -> None:
        super().__init__()
        self._profile = profile
        self._is_ours = is_ours

    def title_text(self) -> str:
        """Return whose settings these are."""
        return printable(f"Settings of {self._profile.name} in config.toml")

    def body(self) -> Iterable[Widget]:
        """The address, the last day of the keys and, where they are ours, the keys."""
        profile = self._profile
        if not self._is_ours:
            words = f"Its keys are in {profile.source}: change them there."
            yield Static(Content(printable(words)), classes="explanation")
        yield Static("JASMIN tenancy, or the store's address", classes="label")
        yield TextInput(profile.address, id="endpoint", compact=True)
        yield Static("Last day of the key, such as 2027-03-31; empty if unknown", classes="label")
        last = profile.expires.isoformat() if profile.expires else ""
        yield TextInput(last, id="expires", compact=True)
        if self._is_ours:
            yield Static("Another access key; empty keeps the one there is", classes="label")
            yield TextInput(id="access_key", compact=True)
            yield Static("Its secret key", classes="label")
            yield TextInput(id="secret_key", password=True, compact=True)
        yield Static(classes="problem")
        with Horizontal(classes="buttons"):
            yield Button("Save", id="save", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field; from the last one save."""
        inputs = list(self.query(Input))
        following = inputs[inputs.index(event.input) + 1 :]
        if following:
            self.set_focus(following[0])
        else:
            self._save()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save or leave."""
        if event.button.id == "save":
            self._save()
        else:
            self.dismiss(None)

    def _save(self) -> None:
        values = {field.id or "": field.value.strip() for field in self.query(Input)}
        values = {name: value for name, value in values.items() if value}
        try:
            _check(values)
        except ProfileError as error:
            self.query_one(".problem", Static).update(Content(error_lines(error)))
            return
        if values.get("endpoint") == self._profile.address:
            del values["endpoint"]
        self.dismiss(values)


def _check(values: dict[str, str]) -> None:
    if "endpoint" in values:
        parse_endpoint(values["endpoint"])
    if "expires" in values and read_date(values["expires"]) is None:
        raise ProfileError("This is no date", "", "Write year, month and day: 2027-03-31.")
    if ("access_key" in values) != ("secret_key" in values):
        raise ProfileError(
            "Access key and secret key come together",
            "One of them is empty",
            "Fill in both, or neither to keep the ones there are.",
        )
