"""An empty Textual app, to start beside the program: ``python -m benchmarks.screen_empty``."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    """Shows one word."""

    def compose(self) -> ComposeResult:
        """The word that tells that it is on screen."""
        yield Static("ready")


if __name__ == "__main__":
    EmptyApp().run()
