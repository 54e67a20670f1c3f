"""Asking for a query to find by."""

from __future__ import annotations

from textual.widgets import Input

from jos_tui.browse.query_parser import QueryError, parse_query
from jos_tui.ui.dialogs.prompt import Prompt
from jos_tui.ui.words import error_lines

EXPLANATION = "*.nc  >1G  <30d newer  >2y older  !*tas* without  run7/ in path  * all"


class FindPrompt(Prompt):
    """Asks for a query. In one that cannot be read the cursor goes to the word that is wrong."""

    def __init__(self, path: str, query: str) -> None:
        """``path``, printable, is where it is looked."""
        super().__init__(
            f"Find below {path}",
            value=query,
            explanation=EXPLANATION,
            check=self._problem,
            enter="find",
        )

    def _problem(self, text: str) -> str:
        try:
            parse_query(text)
        except QueryError as error:
            self.query_one(Input).cursor_position = error.start + len(error.word)
            return error_lines(error)
        return ""
