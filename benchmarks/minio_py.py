"""minio-py's own file calls as a program: ``python -m benchmarks.minio_py put|get|rm|ls …``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from minio import Minio
from minio.deleteobjects import DeleteObject

from benchmarks.programs import ACCESS_KEY, SECRET_KEY
from benchmarks.stock import BUCKET


def main(work: str, folder: str, prefix: str) -> None:
    """Move a folder to or from a prefix, or delete or list it (then the folder is unused)."""
    address = urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc
    client = Minio(
        endpoint=address,
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        secure=False,
        region="us-east-1",
    )
    if work == "put":
        for path in sorted(Path(folder).iterdir()):
            client.fput_object(BUCKET, prefix + path.name, str(path))
        return
    if work == "ls":
        for found in client.list_objects(BUCKET, prefix, True):
            print(found.last_modified, found.size, found.object_name)
        return
    names = [found.object_name or "" for found in client.list_objects(BUCKET, prefix, True)]
    if work == "get":
        for name in names:
            client.fget_object(BUCKET, name, str(Path(folder) / Path(name).name))
        return
    for error in client.remove_objects(BUCKET, map(DeleteObject, names)):
        sys.exit(f"{error.name}: {error.message}")


if __name__ == "__main__":
    main(*sys.argv[1:])
