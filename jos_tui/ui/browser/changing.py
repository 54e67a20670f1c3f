"""Deleting, and making buckets and folders."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import Location
from jos_tui.ui.browser.actions import Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.jobs.model import Change
    from jos_tui.jobs.request import DeleteRequest
    from jos_tui.ui.browser.screen import BrowserScreen


class ChangeActions:
    """Delete what is selected; make what is missing."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {
            "object.delete": self.delete,
            "object.delete_versions": self.delete_versions,
            "bucket.empty": self.empty,
            "level.new": self.new,
        }
        self.why_not: dict[str, WhyNot] = {
            "object.delete": self._why_not_delete,
            "object.delete_versions": self._why_not_delete,
            "bucket.empty": self._why_not_empty,
            "level.new": lambda: browser.session.why_no_change,
        }

    def _why_not_delete(self) -> str:
        if self._browser.has_selection:
            return self._browser.session.why_no_change
        return "There is nothing here to delete"

    def _why_not_empty(self) -> str:
        if self._browser.level.location.is_bucket_list:
            return self._why_not_delete()
        return self._browser.with_keys("Only buckets are emptied: {level.buckets} shows them")

    def delete(self) -> None:
        """Count what is seen, ask, delete; a bucket goes with all in it.

        Where a trash is wanted, it is moved there instead.
        """
        from jos_tui.ui.deleting import ask_to_delete

        browser, selection = self._browser, self._browser.selection()

        def begun(job_id: int, target: Location) -> None:
            browser.background.begun(job_id, selection, target=target)

        ask_to_delete(browser.app, browser.session, selection, begun)

    def delete_versions(self) -> None:
        """Count all versions as well, ask, delete."""
        from jos_tui.jobs.request import DeleteRequest, Scope

        self._ask_about(DeleteRequest(self._browser.selection(), Scope.ALL_VERSIONS))

    def empty(self) -> None:
        """Count all that is in buckets, ask, delete it, and leave the buckets."""
        from jos_tui.jobs.request import DeleteRequest, KeepBucket, Scope

        selection = self._browser.selection()
        self._ask_about(DeleteRequest(selection, Scope.ALL_VERSIONS, KeepBucket.YES))

    def _ask_about(self, request: DeleteRequest) -> None:
        from jos_tui.ui.browser.background import Rows
        from jos_tui.ui.dialogs.delete import DeleteDialog

        browser, selection = self._browser, request.selection
        rows = Rows.GO if _takes_rows(request) else Rows.STAY

        def answered(job_id: int | None) -> None:
            if job_id is not None:
                browser.background.begun(job_id, selection, rows)

        browser.app.push_screen(DeleteDialog(browser.session, request), answered)

    def new(self) -> None:
        """Ask for the name of a bucket or folder and make it."""
        from jos_tui.ui.dialogs.prompt import Prompt

        browser = self._browser
        if browser.level.location.is_bucket_list:
            prompt = Prompt(
                "New bucket",
                explanation="3 to 63 lower-case letters, digits, dots and hyphens",
                enter="make",
            )
            browser.app.push_screen(prompt, self._make_bucket)
        else:
            prompt = Prompt(
                "New folder",
                explanation="An empty object whose name ends in / is made, so that it is seen",
                enter="make",
            )
            browser.app.push_screen(prompt, self._make_folder)

    def _make_bucket(self, name: str | None) -> None:
        if not name:
            return
        from jos_tui.jobs.model import Change

        store = self._browser.session.store

        def make(token: CancelToken) -> Change:
            store.make_bucket(name, token)
            return Change("", Entry(name, Kind.BUCKET))

        self._make(make)

    def _make_folder(self, name: str | None) -> None:
        from jos_tui.jobs.folders import make_folder
        from jos_tui.jobs.model import Change

        if not name or not name.strip("/"):
            return
        store, location = self._browser.session.store, self._browser.level.location
        self._make(lambda token: Change(location.bucket, make_folder(store, location, name, token)))

    def _make(self, make: Callable[[CancelToken], Change]) -> None:
        """Make something on a thread, then show it."""
        browser = self._browser

        def work(token: CancelToken) -> None:
            try:
                change = make(token)
                browser.call_later(browser.made, change)
                browser.session.write_down(change)
            except Cancelled:
                return
            except JosError as error:
                browser.call_later(browser.say_error, error)

        browser.session.making.submit(work)


def _takes_rows(request: DeleteRequest) -> bool:
    """Whether the chosen rows are gone when all of it is done."""
    return request.removes_buckets or not request.selection.location.is_bucket_list
