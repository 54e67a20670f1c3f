"""The style sheets. Each screen names its own, so that the first frame waits for no other's."""

from pathlib import Path

_HERE = Path(__file__).parent
APP = _HERE / "app.tcss"
DIALOGS, LISTS = _HERE / "dialogs.tcss", _HERE / "lists.tcss"
