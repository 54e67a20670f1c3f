"""When Python looks for garbage: not while somebody waits.

A collection of everything walks over every row that is on screen or kept for coming back to. At a
million rows that takes a tenth of a second and more.
"""

from __future__ import annotations

import gc

_NEW_OBJECTS, _YOUNG_ROUNDS = 5_000, 20
_NEVER = 1_000_000
_WORTH_IT = 20


def put_off() -> None:
    """Look for no garbage while the program starts: nothing it makes then is any."""
    gc.disable()


def begin() -> None:
    """Look for young garbage from now on; what is there by now is never looked at again."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_ROUNDS, _NEVER)
    gc.enable()


def end() -> None:
    """Look for none while the program ends: all that is left goes with the process."""
    gc.freeze()


def tidy() -> None:
    """Look at all, if enough has come, and then leave alone what stays. Blocks for that long."""
    if gc.get_count()[2] >= _WORTH_IT:
        gc.collect()
        gc.freeze()
