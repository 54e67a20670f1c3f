"""Which file system a folder is on."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.cli.doctor.disks import is_of_network, kind_of_disk, mounts

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:40 / /home rw,relatime shared:5 - nfs4 server:/export/home rw,vers=4.2
31 30 0:41 / /home/users/me rw - autofs auto.home rw
32 31 0:42 / /home/users/me rw master:1 propagate_from:2 - panfs panfs://realm/vol rw
33 22 0:43 / /mnt/with\\040space rw - fuse.sshfs me@host: rw
34 22 0:44 / /gws rw - lustre 10.0.0.1@tcp:/gws rw
not a line
35 22
"""


@pytest.mark.parametrize(
    ("folder", "kind", "of_network"),
    [
        ("/", "ext4", False),
        ("/tmp", "ext4", False),
        ("/home", "nfs4", True),
        ("/home/other/.local", "nfs4", True),
        ("/home/users/me", "panfs", True),
        ("/home/users/me/.local/state", "panfs", True),
        ("/homestead", "ext4", False),
        ("/mnt/with space/x", "fuse.sshfs", True),
        ("/gws/nopw/j04", "lustre", True),
    ],
)
def test_the_innermost_mount_counts_and_of_two_at_one_place_the_later(
    folder: str, kind: str, of_network: bool
) -> None:
    found = kind_of_disk(PurePosixPath(folder), MOUNTS)
    assert found == kind
    assert is_of_network(found) == of_network


def test_nothing_is_known_where_nothing_is_told() -> None:
    assert kind_of_disk(PurePosixPath("/home"), "") == ""
    assert not is_of_network("")


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    kind_of_disk(PurePosixPath("/home/me"), text)


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="only Linux tells")
def test_this_machine_tells() -> None:
    assert kind_of_disk(PurePosixPath("/proc"), mounts()) == "proc"
