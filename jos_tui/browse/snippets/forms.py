"""All texts there are, and one text for several rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from jos_tui.browse.snippets import plain, python, shell
from jos_tui.browse.snippets.snippet import Form, Snippet, Subject
from jos_tui.core.errors import CannotBeNamed
from jos_tui.profiles.profile import Profile


class Rows(Enum):
    """How many rows a text can be about."""

    ONE = "one"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Named:
    """A form and what it is called."""

    title: str
    write: Form
    rows: Rows = Rows.MANY


FORMS: Mapping[str, Named] = {
    "uri": Named("s3:// URI", plain.uri),
    "key": Named("Key", plain.key),
    "url": Named("URL", plain.url),
    "xarray": Named("xarray", python.xarray, Rows.ONE),
    "zarr": Named("zarr", python.zarr, Rows.ONE),
    "s3fs": Named("s3fs", python.s3fs, Rows.ONE),
    "rclone": Named("rclone", shell.rclone),
    "s3cmd": Named("s3cmd", shell.s3cmd),
    "s5cmd": Named("s5cmd", shell.s5cmd),
    "curl": Named("curl", shell.curl),
}


def written(write: Form, profile: Profile, subjects: Sequence[Subject]) -> Snippet:
    """Return a text about all subjects, one below the other. Raises CannotBeNamed for any."""
    if len(subjects) == 1:
        return write(profile, subjects[0])
    snippets = [_one_of_many(write, profile, subject) for subject in subjects]
    notes = dict.fromkeys(snippet.note for snippet in snippets if snippet.note)
    lines = [line for snippet in snippets for line in snippet.lines]
    return Snippet(tuple(lines), "\n".join(notes))


def _one_of_many(write: Form, profile: Profile, subject: Subject) -> Snippet:
    """Return the text about one; who cannot be named is named."""
    try:
        return write(profile, subject)
    except CannotBeNamed as error:
        reason = f"{subject.uri}: {error.reason}"
        problem = CannotBeNamed(error.title, reason, error.next_step)
    raise problem
