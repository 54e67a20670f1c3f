"""Long computations cut into steps, so that none holds the interpreter for long."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")

Steps = Generator[None, None, Result]
"""Computes a result; each step takes a few milliseconds and changes nothing that is on screen."""

SLICE = 4096
"""How many rows a step is about."""


def finished(steps: Steps[Result]) -> Result:
    """Take all steps at once and return the result. Blocks for as long as they need."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result


def at_once(result: Result) -> Steps[Result]:
    """Return what needs no steps to be computed."""
    return result
    yield
