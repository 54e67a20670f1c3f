"""A program that does the jobs of a journal, for tests that kill it.

Takes the journal's path and the store's URL; the keys come in JOS_ACCESS_KEY and JOS_SECRET_KEY.
Says ``ended`` when nothing is left to do, and its greatest size in memory in KiB.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from jos_tui.jobs.engine.engine import Engine
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.worker_id import WorkerId
from jos_tui.profiles.profile import Endpoint
from jos_tui.store.store import connect
from tests.jobs.engine.engine_bench import LONG, QUICK, OneStore, Witness
from tests.support.patience import LONG_ENOUGH
from tests.support.servers import S3Server


def main(path: Path, url: str) -> None:
    scheme, _, host = url.partition("://")
    endpoint = Endpoint(host, secure=scheme == "https")
    server = S3Server(endpoint, os.environ["JOS_ACCESS_KEY"], os.environ["JOS_SECRET_KEY"])
    journal = Journal(path)
    journal.enter(WorkerId.of_this_process())
    engine = Engine(journal, OneStore(connect(server.profile(), QUICK)), Witness(), LONG)
    active = [record.id for record in journal.jobs() if record.state.at_work]
    for job_id in active:
        engine.run(job_id)
    for job_id in active:
        assert engine.wait(job_id, LONG_ENOUGH)
    engine.close()
    journal.leave(WorkerId.of_this_process())
    print("ended", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
