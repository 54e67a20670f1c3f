"""The first frame does not wait for minio."""

from __future__ import annotations

import subprocess
import sys


def modules_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_naming_the_store_imports_neither_minio_nor_urllib3() -> None:
    loaded = modules_after(
        "from jos_tui.store.store import connect\n"
        "from jos_tui.profiles.profile import Endpoint, Profile\n"
        "connect(Profile('p', (Endpoint('localhost:1', False),))).close()"
    )
    assert not loaded & {"minio", "urllib3", "certifi", "ssl"}


def test_using_it_does() -> None:
    loaded = modules_after("import jos_tui.store.client")
    assert {"minio", "urllib3"} <= loaded
