"""Stands for a programming error: lets one function fail in whichever process calls it first.

Python imports this by itself where its folder is on PYTHONPATH. JOS_TEST_FAILS says which function:
``module:qualified name``. The failure says all that the function was called with.
"""

from __future__ import annotations

import os
import sys
import threading
from types import FrameType
from typing import Any

PLACE = os.environ.get("JOS_TEST_FAILS", "")


def _fail(frame: FrameType, event: str, _: Any) -> None:
    module, _, name = PLACE.partition(":")
    if event != "call" or frame.f_code.co_qualname != name:
        return
    if frame.f_globals.get("__name__") == module:
        given = frame.f_code.co_varnames[: frame.f_code.co_argcount]
        values = {name: frame.f_locals.get(name) for name in given}
        raise RuntimeError(f"wrong on purpose, with {values!r}")


if PLACE:
    threading.setprofile(_fail)
    sys.setprofile(_fail)
