"""All keys on one page, from the registry: type to find one, Enter runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from jos_tui.keymap import Action, Group, grouped
from jos_tui.ui.dialogs.finder import Finder
from jos_tui.ui.dialogs.palette import keys_of, matching
from jos_tui.ui.look import keymap_of

_MOST_CELLS = 20


class HelpDialog(Finder[str]):
    """Answers the id of an action of the screen in front; the keys of the others stand below."""

    TITLE_TEXT = "Keys"
    PLACEHOLDER = "type to find a key"

    def __init__(self, actions: Iterable[Action], why_not: Callable[[str], str]) -> None:
        """``actions`` are those of the screen in front."""
        super().__init__()
        self._here = {action: not why_not(action.id) for action in actions}
        everywhere = [action for _, group in grouped() for action in group]
        others = keymap_of(self).applied(everywhere)
        self._actions = list(dict.fromkeys([*_by_group(self._here), *others]))

    def offered(self, typed: str) -> Sequence[Option]:
        """Return the actions that fit, below the names of their groups."""
        found = matching(self._actions, typed) if typed.strip() else self._actions
        width = min(_MOST_CELLS, max((len(keys_of(action)) for action in found), default=0))
        options: list[Option] = []
        group: Group | None = None
        for action in found:
            if action.group is not group and not typed.strip():
                options.append(Option(Content.styled(action.group.value, "bold"), disabled=True))
            group = action.group
            options.append(Option(self._line(action, width), action.id))
        return options

    def _line(self, action: Action, width: int) -> Content:
        style = "" if self._here.get(action) else "$text-muted"
        where = "" if action in self._here else f" · {action.group.value}"
        return Content.styled(f"  {keys_of(action):<{width}}  {action.help}{where}", style)

    def nothing_fits(self) -> str:
        """Say so."""
        return "No key does that."

    def taken(self, option_id: str) -> str | None:
        """Run it, if it is one of the screen in front."""
        action = next(action for action in self._actions if action.id == option_id)
        if action in self._here:
            return option_id
        self.complain(f"This key works on another screen: {action.group.value}.")
        return None


def _by_group(actions: Iterable[Action]) -> list[Action]:
    """Return actions with those of a group side by side, groups in the order they begin in."""
    groups: dict[Group, list[Action]] = {}
    for action in actions:
        groups.setdefault(action.group, []).append(action)
    return [action for group in groups.values() for action in group]
