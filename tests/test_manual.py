"""The manual page says what the commands say."""

from __future__ import annotations

import re
import shutil
import subprocess

import click
import pytest

from docs.manual import PAGE, page
from jos_tui.cli.main import cli


def test_it_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="ascii") == page(), "renew it: make man"


def test_it_names_every_command() -> None:
    named = re.findall(r"^\.SS jos\\-tui (\w+)", page(), re.MULTILINE)
    assert list(dict.fromkeys(named)) == cli.list_commands(click.Context(cli))


def test_no_line_is_taken_for_a_request_that_is_none() -> None:
    requests = {line.split()[0] for line in page().splitlines() if line.startswith((".", "'"))}
    assert requests <= {".B", ".BR", ".I", ".PP", ".SH", ".SS", ".TH", ".TP", ".ad", ".br", ".nh"}


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_roff_has_nothing_to_complain_of() -> None:
    argv = ["groff", "-man", "-ww", "-z", str(PAGE)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert done.stderr == ""
