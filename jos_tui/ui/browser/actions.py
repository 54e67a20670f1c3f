"""How the groups of actions of the main screen are put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen

Run = Callable[[], None]
WhyNot = Callable[[], str]


class ActionGroup(Protocol):
    """A few actions of one kind."""

    @property
    def runs(self) -> Mapping[str, Run]:
        """What each action does, by its id."""

    @property
    def why_not(self) -> Mapping[str, WhyNot]:
        """Why an action cannot be done now ("" if it can), for those that sometimes cannot."""


class Actions:
    """All actions of the main screen by id."""

    def __init__(
        self, groups: Iterable[ActionGroup], in_front: Callable[[], ActionGroup | None]
    ) -> None:
        """``in_front`` returns what takes the place of some actions now, None if nothing does."""
        self._in_front = in_front
        self._runs: dict[str, Run] = {}
        self._why_not: dict[str, WhyNot] = {}
        for group in groups:
            self._runs.update(group.runs)
            self._why_not.update(group.why_not)

    @property
    def ids(self) -> frozenset[str]:
        """The actions that exist."""
        return frozenset(self._runs)

    def why_not(self, action_id: str) -> str:
        """Return why the action cannot be done now, "" if it can."""
        return self._group(action_id)[1].get(action_id, _possible)()

    def run(self, action_id: str) -> str:
        """Do it, or return why not."""
        reason = self.why_not(action_id)
        if not reason:
            self._group(action_id)[0][action_id]()
        return reason

    def _group(self, action_id: str) -> tuple[Mapping[str, Run], Mapping[str, WhyNot]]:
        front = self._in_front()
        if front is not None and (action_id in front.runs or action_id in front.why_not):
            return front.runs, front.why_not
        return self._runs, self._why_not


def _possible() -> str:
    return ""


def groups_of(browser: BrowserScreen) -> list[ActionGroup]:
    """Return every group, for one screen."""
    from jos_tui.ui.browser.app_actions import AppActions
    from jos_tui.ui.browser.beside import PaneActions
    from jos_tui.ui.browser.bookmarking import BookmarkActions
    from jos_tui.ui.browser.changing import ChangeActions
    from jos_tui.ui.browser.copying import CopyActions
    from jos_tui.ui.browser.editing import EditActions
    from jos_tui.ui.browser.finding import FindActions
    from jos_tui.ui.browser.going import GoActions
    from jos_tui.ui.browser.looking import LookActions
    from jos_tui.ui.browser.marking import MarkActions
    from jos_tui.ui.browser.measuring import MeasureActions
    from jos_tui.ui.browser.moving import MoveActions
    from jos_tui.ui.browser.pasting import PasteActions
    from jos_tui.ui.browser.shelling import ShellActions
    from jos_tui.ui.browser.sorting import SortActions
    from jos_tui.ui.browser.transferring import TransferActions

    return [
        group(browser)
        for group in (
            MoveActions,
            GoActions,
            BookmarkActions,
            MarkActions,
            FindActions,
            SortActions,
            TransferActions,
            ChangeActions,
            PasteActions,
            EditActions,
            LookActions,
            MeasureActions,
            CopyActions,
            PaneActions,
            ShellActions,
            AppActions,
        )
    ]
