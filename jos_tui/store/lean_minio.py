"""What is used of minio, without its half for the administrators of servers.

``import minio`` loads that half too, and with it ciphers and the hashing of passwords, which
nobody here needs: a quarter of what the library takes to load, in each command, worker and helper.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

_LIBRARY, _ADMIN, _ADMIN_CLASS = "minio", "minio.minioadmin", "MinioAdmin"


def _load_without_admin() -> None:
    """Load minio with nothing in the place of its module for administrators.

    Who wants that module gets the real one afterwards. A minio that cannot do without it is loaded
    as it is.
    """
    if _LIBRARY in sys.modules or _ADMIN in sys.modules:
        return
    nothing = ModuleType(_ADMIN)
    vars(nothing)[_ADMIN_CLASS] = None
    sys.modules[_ADMIN] = nothing
    try:
        library = import_module(_LIBRARY)
    except ImportError:
        return
    finally:
        del sys.modules[_ADMIN]
    vars(library).pop(_ADMIN_CLASS, None)


_load_without_admin()

from minio import Minio  # noqa: E402 - it has to be loaded by then
from minio.credentials.credentials import Credentials  # noqa: E402
from minio.error import MinioException  # noqa: E402
from minio.signer import presign_v4  # noqa: E402

__all__ = ["Credentials", "Minio", "MinioException", "presign_v4"]
