"""What holds for every test: the shared fixtures, and a machine that knows nothing of its user."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.fixtures import (
    any_bucket,
    any_server,
    any_store,
    bucket,
    ministack,
    rclone_server,
    server,
    store,
)
from tests.support.process import swept

__all__ = [
    "any_bucket",
    "any_server",
    "any_store",
    "bucket",
    "ministack",
    "rclone_server",
    "server",
    "store",
]

# Compiled once and not in every test process, worker and command, whatever a container has set.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("tests", deadline=None)  # a busy machine is no failure
settings.load_profile("tests")

_PREFIXES = ("AWS_", "JOS_", "MC_", "MINIO_", "RCLONE_", "S3_", "XDG_")
_NAMES = {
    "ALL_PROXY",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLORTERM",
    "COLUMNS",
    "CURL_CA_BUNDLE",
    "EDITOR",
    "FORCE_COLOR",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LANG",
    "LANGUAGE",
    "LINES",
    "NO_COLOR",
    "NO_PROXY",
    "PAGER",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "STY",
    "TERM_PROGRAM",
    "TEXTUAL",
    "TEXTUAL_ANIMATIONS",
    "TEXTUAL_COLOR_SYSTEM",
    "TEXTUAL_DRIVER",
    "TEXTUAL_THEME",
    "TMUX",
    "VISUAL",
}

_LONG = ("tests/survival/test_server_gone.py", "tests/ui/test_fuzz.py")
"""What nobody should begin when all others have ended: single tests that take long."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long ones; all else keeps its order."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


@pytest.fixture(scope="session", autouse=True)
def _nothing_stays(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with swept(tmp_path_factory.getbasetemp()):
        yield


@pytest.fixture(autouse=True)
def _clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith(_PREFIXES) or name.upper() in _NAMES or name.startswith("LC_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
