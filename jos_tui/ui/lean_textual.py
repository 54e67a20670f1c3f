"""Textual without what no screen of this program shows: its own palette, and TLS in its loop.

``import textual.app`` loads a palette with all the widgets that it, or the types of its
callbacks, are made of; asyncio loads OpenSSL. A tenth of what the first frame waits for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

_LIBRARY, _APP, _PALETTE, _TLS = "textual", "textual.app", "textual.command", "ssl"


class _Absent(ModuleType):
    """Stands in for a module: each name in it is a class of which nothing is used."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def load() -> None:
    """Load Textual. Who wants what was left out gets it by importing it."""
    if _APP in sys.modules or _PALETTE in sys.modules:
        return
    with _without_tls():
        import_module("asyncio")
    import_module(_LIBRARY)
    sys.modules[_PALETTE] = _Absent(_PALETTE)
    try:
        import_module(_APP)
    except Exception:  # noqa: BLE001 - a Textual that cannot do without it, in whatever way
        for name in [name for name in sys.modules if name.partition(".")[0] == _LIBRARY]:
            del sys.modules[name]
        import_module(_APP)
    else:
        del sys.modules[_PALETTE]


@contextmanager
def _without_tls() -> Iterator[None]:
    """As asyncio does where there is no OpenSSL. None of our connections is in its loop."""
    if _TLS in sys.modules:
        yield
        return
    sys.modules[_TLS] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[_TLS]
