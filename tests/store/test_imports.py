"""The first frame does not wait for minio."""

from __future__ import annotations

import subprocess
import sys


def modules_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


def libraries_after(code: str) -> set[str]:
    return {name.partition(".")[0] for name in modules_after(code)}


def test_naming_the_store_imports_neither_minio_nor_urllib3() -> None:
    loaded = libraries_after(
        "from jos_tui.store.store import connect\n"
        "from jos_tui.profiles.profile import Endpoint, Profile\n"
        "connect(Profile('p', (Endpoint('localhost:1', False),))).close()"
    )
    assert not loaded & {"minio", "urllib3", "certifi", "ssl"}


def test_using_it_does() -> None:
    loaded = libraries_after("import jos_tui.store.client")
    assert {"minio", "urllib3"} <= loaded


def test_rows_do_not_wait_for_what_only_jobs_and_other_screens_need() -> None:
    loaded = modules_after(
        "from jos_tui.core.background import CancelToken\n"
        "from jos_tui.core.errors import Cancelled\n"
        "from jos_tui.core.location import Location\n"
        "from jos_tui.profiles.profile import Endpoint, Profile\n"
        "from jos_tui.store.depth import Depth\n"
        "from jos_tui.store.store import connect\n"
        "store = connect(Profile('p', (Endpoint('localhost:1', False),)))\n"
        "cancel = CancelToken()\n"
        "cancel.cancel()\n"
        "try:\n"
        "    list(store.pages(Location('bucket'), Depth.LEVEL, cancel))\n"
        "except Cancelled:\n"
        "    store.close()\n"
    )
    assert "jos_tui.store.client" in loaded
    later = ("copying", "deleting", "tagging", "uploads", "versioning", "versions", "writing")
    assert not loaded & {f"jos_tui.store.{name}" for name in later}
