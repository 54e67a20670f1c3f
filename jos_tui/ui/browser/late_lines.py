"""The lines of the main screen that are made when they are first needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from jos_tui.jobs.model import JobSnapshot
    from jos_tui.ui.key_dispatch import Following
    from jos_tui.ui.widgets.filter_bar import FilterBar
    from jos_tui.ui.widgets.job_bar import JobBar
    from jos_tui.ui.widgets.key_menu import KeyMenu


class LateLines:
    """The filter, the jobs, and what may follow a key. The first frame does without them."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen

    @cached_property
    def filter(self) -> FilterBar:
        """The line in which the filter is typed."""
        from jos_tui.ui.widgets.filter_bar import FilterBar

        bar = FilterBar()
        self._screen.mount(bar, after="#panes")
        return bar

    @property
    def made_filter(self) -> FilterBar | None:
        """That line, None as long as no filter was typed."""
        made: FilterBar | None = vars(self).get("filter")
        return made

    def clear_filter(self) -> bool:
        """Clear and hide the filter; return whether there was one."""
        bar = self.made_filter
        if bar is None:
            return False
        was_set = bool(bar.value)
        bar.value = ""
        bar.display = False
        return was_set

    @property
    def filter_has_focus(self) -> bool:
        """Whether what is typed goes to a filter: of the objects, or of the local folder."""
        return self._screen.focused is not None and self._screen.focused.id == "filter"

    def show_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Show the jobs at work; no line while there is none."""
        if jobs or "_job_bar" in vars(self):
            self._job_bar.show(jobs)

    def show_following(self, following: Following | None) -> None:
        """Show what may follow a prefix key, or hide it."""
        if following is not None or "_key_menu" in vars(self):
            self._key_menu.show(following)

    @cached_property
    def _job_bar(self) -> JobBar:
        from jos_tui.ui.widgets.job_bar import JobBar

        bar = JobBar()
        self._screen.mount(bar, before="#status-line")
        return bar

    @cached_property
    def _key_menu(self) -> KeyMenu:
        from jos_tui.ui.widgets.key_menu import KeyMenu

        menu = KeyMenu()
        self._screen.mount(menu)
        return menu
