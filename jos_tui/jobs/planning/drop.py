"""Planning to delete chosen versions and unfinished uploads: they are their own plan."""

from __future__ import annotations

from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage
from jos_tui.jobs.request import DropRequest


def plan_drop(request: DropRequest, outbox: Outbox) -> None:
    """Plan exactly what was chosen. Asks no store; raises Cancelled."""
    for number in outbox.parts(Stage.ITEMS, len(request.versions)):
        if outbox.position.after is None:
            version = request.versions[number]
            outbox.add(
                PlannedItem(
                    Action.DELETE_VERSION,
                    request.bucket,
                    version.key,
                    size=version.size,
                    modified_ns=version.modified_ms * 1_000_000,
                    version_id=version.version_id,
                )
            )
            outbox.reached(version.key)
    for number in outbox.parts(Stage.UPLOADS, len(request.uploads)):
        if outbox.position.after is None:
            upload = request.uploads[number]
            outbox.add(
                PlannedItem(
                    Action.ABORT_UPLOAD,
                    request.bucket,
                    upload.key,
                    size=upload.size,
                    abort_id=upload.upload_id,
                )
            )
            outbox.reached(upload.key)
