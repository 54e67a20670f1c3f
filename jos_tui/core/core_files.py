"""What the system writes when a process dies of a fault: all of its memory, and so the keys."""

from __future__ import annotations

import resource


def forbid_core_files() -> None:
    """Let the system write no core file of this process, nor of those that it starts."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
