"""Where the other programs are, and the settings all of them get."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from functools import cache
from pathlib import Path

ACCESS_KEY = "benchmark-key"
SECRET_KEY = "benchmark-secret"


class Missing(Exception):
    """A program is not there and cannot be had."""


@cache
def find(name: str) -> str:
    """Return the path of a program: beside this Python, or on the PATH. Raises Missing."""
    scripts = sysconfig.get_path("scripts")
    found = _in_wheel(name) or shutil.which(name, path=scripts) or shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed")
    return found


def _in_wheel(name: str) -> str | None:
    """Return the program itself where a wheel has a Python script in front of it."""
    spec = importlib.util.find_spec(name)
    folders = spec.submodule_search_locations if spec else None
    return shutil.which(name, path=f"{folders[0]}/bin") if folders else None


@cache
def aws() -> str:
    """Return the path of ``aws``, installed into an environment of its own. Raises Missing."""
    cache_home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(cache_home) / "jos-tui" / "benchmarks-aws"
    program = folder / "bin" / "aws"
    if not program.exists():
        print("Installing the AWS command line into", folder, file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "awscli"]
        if subprocess.run(pip, check=False).returncode:
            shutil.rmtree(folder)
            raise Missing("awscli cannot be installed: is there a network?")
    return str(program)


def environment(url: str, home: Path) -> dict[str, str]:
    """Return the environment in which every program finds the server, and nothing of the user."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": url,
        "S3_ENDPOINT_URL": url,
        "RCLONE_CONFIG": str(home / "rclone.conf"),
        "RCLONE_CONFIG_BENCH_TYPE": "s3",
        "RCLONE_CONFIG_BENCH_PROVIDER": "Other",
        "RCLONE_CONFIG_BENCH_ENDPOINT": url,
        "RCLONE_CONFIG_BENCH_REGION": "us-east-1",
        "RCLONE_CONFIG_BENCH_ENV_AUTH": "true",
    }


def version(command: list[str]) -> str:
    """Return the first line a program says about its version."""
    output = subprocess.run(command, capture_output=True, text=True, check=False)
    return (output.stdout or output.stderr).partition("\n")[0].strip()
