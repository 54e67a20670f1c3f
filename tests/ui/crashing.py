"""Runs the program and lets it fail in a given place: ``python -m tests.ui.crashing PLACE URL``.

Stands for a programming error: whoever fails holds the profile in a local variable.
"""

from __future__ import annotations

import sys

from jos_tui.cli.crash import write_log
from jos_tui.core.background import CancelToken
from jos_tui.core.location import Target
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret
from jos_tui.ui.app import JosApp

SECRET = "the-secret-that-nobody-may-see"


class Crashing(JosApp):
    """Fails on the screen's thread or on one of the session's pools, once it browses."""

    def __init__(self, place: str, profile: Profile) -> None:
        super().__init__(Found((profile,)), profile, Target("", ""))
        self._place = place
        self._known = profile

    def on_ready(self) -> None:
        """Begin to fail when everything is drawn."""
        self.set_interval(0.2, self._fail)

    def _fail(self) -> None:
        if self.session is None:
            return
        pools = {
            "listing": self.session.listing,
            "tree": self.session.tree,
            "planning": self.session.making,
        }
        if self._place == "screen":
            self._crash(CancelToken())
        else:
            pools[self._place].submit(self._crash)

    def _crash(self, _: CancelToken) -> None:
        secret, profile = SECRET, self._known
        raise RuntimeError(f"wrong on purpose, with {profile!r} and a string of {len(secret)}")


def main(place: str, url: str) -> int:
    """Run until it fails, as the command line does."""
    profile = Profile("p", parse_endpoint(url), "ACCESSKEY", Secret(SECRET), source="test")
    app = Crashing(place, profile)
    app.run()
    if app.crash is not None:
        raise app.crash
    return app.return_code or 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2]))
    except RuntimeError as error:
        print("LOG", write_log(error))
        sys.exit(7)
