"""What is used of minio, without its half for administrators and without settings of buckets.

``import minio`` loads that half too, and with it ciphers and the hashing of passwords, and a class
for each element of lifecycles, notifications, replication and so on. Nobody here needs them: half
of what the library takes to load, in each command, worker and helper, and before the first rows.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

_LIBRARY = "minio"
_ADMIN_CLASS = "MinioAdmin"
_UNUSED = tuple(
    f"{_LIBRARY}.{name}"
    for name in (
        "legalhold",
        "lifecycleconfig",
        "minioadmin",
        "notificationconfig",
        "objectlockconfig",
        "replicationconfig",
        "retention",
        "select",
        "sseconfig",
        "versioningconfig",
    )
)


class _Absent(ModuleType):
    """Stands in for a module: each name in it is a class of which nothing is used."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def _load_lean() -> None:
    """Load minio with nothing in the place of the modules that are not used.

    Who wants one of them gets the real one afterwards. A minio that cannot do without them is
    loaded as it is.
    """
    if any(name in sys.modules for name in (_LIBRARY, *_UNUSED)):
        return
    sys.modules.update((name, _Absent(name)) for name in _UNUSED)
    try:
        library = import_module(_LIBRARY)
    except Exception:  # noqa: BLE001 - a minio that cannot do without them, in whatever way
        for name in [name for name in sys.modules if name.partition(".")[0] == _LIBRARY]:
            del sys.modules[name]
        return
    for name in _UNUSED:
        del sys.modules[name]
    vars(library).pop(_ADMIN_CLASS, None)


_load_lean()

from minio import Minio  # noqa: E402 - it has to be loaded by then
from minio.credentials.credentials import Credentials  # noqa: E402
from minio.error import MinioException  # noqa: E402
from minio.signer import presign_v4  # noqa: E402

__all__ = ["Credentials", "Minio", "MinioException", "presign_v4"]
