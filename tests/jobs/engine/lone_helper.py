"""A program that calls a helper in, says which process it is, and waits to be killed."""

from __future__ import annotations

import os
import sys

from jos_tui.core.location import Location
from jos_tui.jobs.engine.crew_process import Member
from jos_tui.jobs.engine.crew_words import Contract
from jos_tui.jobs.request import PutRequest
from jos_tui.profiles.profile import Endpoint, Profile
from tests.jobs.engine.processes import helpers_of


def main() -> None:
    """Nothing is asked of the store, so there need not be one."""
    profile = Profile("nobody", (Endpoint("127.0.0.1:9", secure=False),))
    request = PutRequest(("/",), Location("bucket"))
    member = Member.started(Contract(profile, request, 0, etags_are_md5=True), 2)
    assert member is not None
    print(*helpers_of(os.getpid()), flush=True)
    sys.stdin.read()
    member.close()


if __name__ == "__main__":
    main()
